/// A word of an expression.
enum ExpressionToken: Hashable, Sendable {
  case literal(ExpressionValue)
  case word(String)
  /// One of `( ) [ ] , . * ! != == < <= > >= && ||`.
  case mark(String)
}

/// Splits an expression into words.
///
/// - SeeAlso: actions/runner, `LexicalAnalyzer`.
struct ExpressionLexer {
  private let bytes: [UInt8]
  private var place = 0
  private var previous: ExpressionToken?

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  /// All words.
  ///
  /// - Throws: ``ExpressionSyntaxError`` where a character begins no word, or a string does not end.
  mutating func tokens() throws(ExpressionSyntaxError) -> [ExpressionToken] {
    var tokens: [ExpressionToken] = []
    while let token = try next() {
      tokens.append(token)
      previous = token
    }
    return tokens
  }

  private mutating func next() throws(ExpressionSyntaxError) -> ExpressionToken? {
    while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
    guard place < bytes.count else { return nil }
    let byte = bytes[place]
    switch byte {
    case UInt8(ascii: "'"): return try string()
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
      UInt8(ascii: "*"):
      return mark(length: 1)
    case UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      return mark(length: peek(1) == UInt8(ascii: "=") ? 2 : 1)
    case UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "|"):
      guard peek(1) == byte else {
        throw ExpressionSyntaxError("'\(Character(Unicode.Scalar(byte)))' stands alone")
      }
      return mark(length: 2)
    case UInt8(ascii: "."):
      return beginsOperand ? try number() : mark(length: 1)
    case UInt8(ascii: "-"), UInt8(ascii: "+"), 0x30...0x39:
      return try number()
    default:
      return try word()
    }
  }

  /// Whether the next word begins an operand, so that a point belongs to a number.
  private var beginsOperand: Bool {
    switch previous {
    case nil: true
    case .mark(let mark): mark != ")" && mark != "]" && mark != "*"
    case .literal, .word: false
    }
  }

  private func peek(_ distance: Int) -> UInt8? {
    place + distance < bytes.count ? bytes[place + distance] : nil
  }

  private mutating func mark(length: Int) -> ExpressionToken {
    defer { place += length }
    return .mark(String(decoding: bytes[place..<(place + length)], as: UTF8.self))
  }

  private mutating func string() throws(ExpressionSyntaxError) -> ExpressionToken {
    var value: [UInt8] = []
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "'") {
        guard place < bytes.count, bytes[place] == byte else {
          return .literal(.string(String(decoding: value, as: UTF8.self)))
        }
        place += 1
      }
      value.append(byte)
    }
    throw ExpressionSyntaxError("a string has no closing quote")
  }

  private mutating func number() throws(ExpressionSyntaxError) -> ExpressionToken {
    let text = run { $0 == UInt8(ascii: ".") || !Self.endsWord($0) }
    guard let value = ExpressionNumber.parse(text) else {
      throw ExpressionSyntaxError("'\(text)' is no number")
    }
    return .literal(.number(value))
  }

  private mutating func word() throws(ExpressionSyntaxError) -> ExpressionToken {
    let text = run { !Self.endsWord($0) }
    guard Self.isName(text) else { throw ExpressionSyntaxError("'\(text)' is not understood") }
    if previous == .mark(".") { return .word(text) }
    switch text {
    case "null": return .literal(.null)
    case "true": return .literal(.bool(true))
    case "false": return .literal(.bool(false))
    case "NaN": return .literal(.number(.nan))
    case "Infinity": return .literal(.number(.infinity))
    default: return .word(text)
    }
  }

  /// The bytes from here on that satisfy a condition, the first in any case.
  private mutating func run(while condition: (UInt8) -> Bool) -> String {
    let start = place
    place += 1
    while place < bytes.count, condition(bytes[place]) { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
      UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="),
      UInt8(ascii: "&"), UInt8(ascii: "|"):
      true
    default: isBlank(byte)
    }
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) else { return false }
    return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == UInt8(ascii: "_")
  }
}

/// Why a text is no expression: a clause that fits into a sentence.
struct ExpressionSyntaxError: Error, Hashable {
  let clause: String

  init(_ clause: String) { self.clause = clause }
}
