/// Reads one JSON value (RFC 8259) from a range of bytes, strictly and with bounded depth.
///
/// Foundation's decoder needs 2.4 s for 100,000 typical runs before any value is checked, names no columns, and
/// does not tell repeated keys: a file of history needs all three.
///
/// The bytes must be valid UTF-8: the caller checks a line once, instead of each string of it.
struct JSONReader {
  private let bytes: [UInt8]
  private let end: Int
  private let deepest: Int
  private let mendsSurrogates: Bool
  private var position: Int

  /// Prepares to read `range` of `bytes`.
  ///
  /// - Parameters:
  ///   - deepest: Deepest nesting accepted.
  ///   - mendsSurrogates: Whether half of a surrogate pair becomes U+FFFD instead of a failure.
  init(_ bytes: [UInt8], in range: Range<Int>, deepest: Int = 32, mendsSurrogates: Bool = false) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
    self.deepest = deepest
    self.mendsSurrogates = mendsSurrogates
  }

  /// The one value that the range holds.
  mutating func document() throws(JSONFailure) -> JSONValue {
    let value = try self.value(depth: 0)
    skipBlanks()
    guard position == end else { throw failure("something follows the end of the object") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONFailure) -> JSONValue {
    skipBlanks()
    guard depth < deepest else { throw failure("it is nested deeper than \(deepest) levels") }
    guard position < end else { throw failure("it ends too early") }
    let offset = position
    let kind: JSONValue.Kind
    switch bytes[position] {
    case UInt8(ascii: "{"): kind = .object(try members(depth: depth))
    case UInt8(ascii: "["): kind = .array(try elements(depth: depth))
    case UInt8(ascii: "\""): kind = .string(try string())
    case UInt8(ascii: "t"): kind = try word("true", .bool(true))
    case UInt8(ascii: "f"): kind = try word("false", .bool(false))
    case UInt8(ascii: "n"): kind = try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): kind = .number(try number())
    default: throw failure("a value is expected here")
    }
    return JSONValue(kind: kind, offset: offset)
  }

  // MARK: - Objects and lists

  private mutating func members(depth: Int) throws(JSONFailure) -> [JSONMember] {
    position += 1
    var members: [JSONMember] = []
    guard !skips(UInt8(ascii: "}")) else { return members }
    members.reserveCapacity(16)
    repeat {
      skipBlanks()
      let offset = position
      guard position < end, bytes[position] == UInt8(ascii: "\"") else {
        throw failure("a key in double quotes is expected here")
      }
      let key = try string()
      guard skips(UInt8(ascii: ":")) else { throw failure("a colon is expected here") }
      members.append(JSONMember(key: key, offset: offset, value: try value(depth: depth + 1)))
    } while skips(UInt8(ascii: ","))
    guard skips(UInt8(ascii: "}")) else { throw failure("a comma or '}' is expected here") }
    return members
  }

  private mutating func elements(depth: Int) throws(JSONFailure) -> [JSONValue] {
    position += 1
    var elements: [JSONValue] = []
    guard !skips(UInt8(ascii: "]")) else { return elements }
    repeat { elements.append(try value(depth: depth + 1)) } while skips(UInt8(ascii: ","))
    guard skips(UInt8(ascii: "]")) else { throw failure("a comma or ']' is expected here") }
    return elements
  }

  // MARK: - Strings

  private mutating func string() throws(JSONFailure) -> String {
    position += 1
    let start = position
    while position < end {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
      case UInt8(ascii: "\\"):
        return try escapedString(from: start)
      case 0..<0x20:
        throw failure("a string holds an unescaped control character")
      default:
        position += 1
      }
    }
    throw failure("a string is not closed")
  }

  private mutating func escapedString(from start: Int) throws(JSONFailure) -> String {
    var content = Array(bytes[start..<position])
    while position < end {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        content.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20:
        throw failure("a string holds an unescaped control character")
      default:
        content.append(byte)
        position += 1
      }
    }
    throw failure("a string is not closed")
  }

  private mutating func escape() throws(JSONFailure) -> Unicode.Scalar {
    guard position + 1 < end else { throw failure("a string is not closed") }
    let letter = bytes[position + 1]
    guard letter != UInt8(ascii: "u") else { return try escapedScalar() }
    guard let scalar = Self.shortEscapes[letter] else { throw failure("there is no such escape") }
    position += 2
    return scalar
  }

  private static let shortEscapes: [UInt8: Unicode.Scalar] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
    UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]

  private mutating func escapedScalar() throws(JSONFailure) -> Unicode.Scalar {
    let start = position
    let first = try escapedUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    let afterFirst = position
    guard (0xd800..<0xdc00).contains(first), position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u"), case let second = try escapedUnit(),
      (0xdc00..<0xe000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else {
      guard mendsSurrogates else {
        throw JSONFailure(what: "half of a surrogate pair is no character", offset: start)
      }
      position = afterFirst
      return "\u{fffd}"
    }
    return scalar
  }

  /// The four digits of `\uXXXX`.
  private mutating func escapedUnit() throws(JSONFailure) -> UInt32 {
    guard position + 6 <= end else { throw failure("four hexadecimal digits are expected after \\u") }
    var unit: UInt32 = 0
    for byte in bytes[(position + 2)..<(position + 6)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits are expected after \\u")
      }
      unit = unit * 16 + UInt32(digit)
    }
    position += 6
    return unit
  }

  // MARK: - Numbers and words

  private mutating func number() throws(JSONFailure) -> String {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let leadingZero = position < end && bytes[position] == UInt8(ascii: "0")
    let whole = skipDigits()
    guard whole == 1 || (whole > 1 && !leadingZero) else { throw failure("a number is malformed") }
    if position < end, bytes[position] == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() > 0 else { throw failure("a number is malformed") }
    }
    if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < end, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
        position += 1
      }
      guard skipDigits() > 0 else { throw failure("a number is malformed") }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < end, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
    return position - start
  }

  private mutating func word(_ word: String, _ kind: JSONValue.Kind) throws(JSONFailure) -> JSONValue.Kind {
    guard bytes[position..<end].starts(with: word.utf8) else { throw failure("a value is expected here") }
    position += word.utf8.count
    return kind
  }

  // MARK: - Punctuation

  private mutating func skipBlanks() {
    while position < end {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  /// Skips blanks, then `byte` if it stands there.
  private mutating func skips(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard position < end, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private func failure(_ what: String) -> JSONFailure { JSONFailure(what: what, offset: min(position, end)) }
}
