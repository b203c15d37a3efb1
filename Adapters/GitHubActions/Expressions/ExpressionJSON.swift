/// JSON as values of the expression language: what `fromJSON` reads and `toJSON` writes.
enum ExpressionJSON {
  /// How deep arrays and objects may nest.
  static let deepest = 50

  /// Reads one JSON value; `nil` if the text is none, or nests too deeply.
  static func parse(_ text: String) -> ExpressionValue? {
    var reader = Reader(bytes: Array(text.utf8))
    guard let value = reader.value(depth: 0), reader.isAtEnd() else { return nil }
    return value
  }

  /// A value as `toJSON` writes it: two spaces of indentation.
  static func text(of value: ExpressionValue) -> String {
    var text = ""
    write(value, indentation: "\n", to: &text)
    return text
  }

  private static func write(_ value: ExpressionValue, indentation: String, to text: inout String) {
    switch value {
    case .null: text += "null"
    case .bool, .number: text += value.text
    case .string(let string): quote(string, to: &text)
    case .array(let items):
      guard !items.isEmpty else { return text += "[]" }
      let inner = indentation + "  "
      text += "["
      for (place, item) in items.enumerated() {
        text += place == 0 ? inner : "," + inner
        write(item, indentation: inner, to: &text)
      }
      text += indentation + "]"
    case .object(let object):
      guard !object.members.isEmpty else { return text += "{}" }
      let inner = indentation + "  "
      text += "{"
      for (place, member) in object.members.enumerated() {
        text += place == 0 ? inner : "," + inner
        quote(member.name, to: &text)
        text += ": "
        write(member.value, indentation: inner, to: &text)
      }
      text += indentation + "}"
    }
  }

  private static func quote(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    mutating func isAtEnd() -> Bool {
      skipBlanks()
      return place == bytes.count
    }

    mutating func value(depth: Int) -> ExpressionValue? {
      guard depth <= ExpressionJSON.deepest else { return nil }
      skipBlanks()
      guard place < bytes.count else { return nil }
      switch bytes[place] {
      case UInt8(ascii: "{"): return object(depth: depth)
      case UInt8(ascii: "["): return array(depth: depth)
      case UInt8(ascii: "\""): return string().map { .string($0) }
      default: return word()
      }
    }

    private mutating func skipBlanks() {
      while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
      place += 1
      return true
    }

    private mutating func array(depth: Int) -> ExpressionValue? {
      place += 1
      var items: [ExpressionValue] = []
      if take("]") { return .array(items) }
      repeat {
        guard let item = value(depth: depth + 1) else { return nil }
        items.append(item)
      } while take(",")
      return take("]") ? .array(items) : nil
    }

    private mutating func object(depth: Int) -> ExpressionValue? {
      place += 1
      var object = ExpressionObject()
      if take("}") { return .object(object) }
      repeat {
        skipBlanks()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\""), let name = string(), take(":"),
          let value = value(depth: depth + 1)
        else { return nil }
        object.append(name, value)
      } while take(",")
      return take("}") ? .object(object) : nil
    }

    private mutating func word() -> ExpressionValue? {
      let start = place
      while place < bytes.count, !",]} \t\r\n".utf8.contains(bytes[place]) { place += 1 }
      let word = String(decoding: bytes[start..<place], as: UTF8.self)
      switch word {
      case "null": return .null
      case "true": return .bool(true)
      case "false": return .bool(false)
      default:
        guard let first = word.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first) else {
          return nil
        }
        return ExpressionNumber.parse(word).map { .number($0) }
      }
    }

    private mutating func string() -> String? {
      place += 1
      var value: [UInt8] = []
      while place < bytes.count {
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""): return String(decoding: value, as: UTF8.self)
        case UInt8(ascii: "\\"):
          guard escape(into: &value) else { return nil }
        default: value.append(byte)
        }
      }
      return nil
    }

    private mutating func escape(into value: inout [UInt8]) -> Bool {
      guard place < bytes.count else { return false }
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): value.append(byte)
      case UInt8(ascii: "b"): value.append(0x08)
      case UInt8(ascii: "f"): value.append(0x0C)
      case UInt8(ascii: "n"): value.append(0x0A)
      case UInt8(ascii: "r"): value.append(0x0D)
      case UInt8(ascii: "t"): value.append(0x09)
      case UInt8(ascii: "u"): return unicode(into: &value)
      default: return false
      }
      return true
    }

    private mutating func unicode(into value: inout [UInt8]) -> Bool {
      guard let unit = hexadecimal() else { return false }
      var code = UInt32(unit)
      if UTF16.isLeadSurrogate(unit) {
        guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"),
          bytes[place + 1] == UInt8(ascii: "u")
        else { return false }
        place += 2
        guard let trail = hexadecimal(), UTF16.isTrailSurrogate(trail) else { return false }
        code = 0x10000 + ((UInt32(unit) - 0xD800) << 10) + (UInt32(trail) - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { return false }
      value.append(contentsOf: Array(String(Character(scalar)).utf8))
      return true
    }

    private mutating func hexadecimal() -> UInt16? {
      guard place + 4 <= bytes.count else { return nil }
      let digits = bytes[place..<(place + 4)]
      guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
      place += 4
      return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
  }
}
