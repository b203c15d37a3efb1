/// A word of an expression.
enum ExpressionToken: Hashable, Sendable {
  case literal(ExpressionValue)
  case word(String)
  case mark(Mark)

  /// A word that is no name and no value.
  enum Mark: String, Hashable, Sendable {
    case openParenthesis = "("
    case closeParenthesis = ")"
    case openBracket = "["
    case closeBracket = "]"
    case comma = ","
    case point = "."
    case star = "*"
    case not = "!"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and = "&&"
    case or = "||"
  }
}

/// Splits an expression into words.
///
/// - SeeAlso: actions/runner, `LexicalAnalyzer`.
struct ExpressionLexer {
  private let bytes: [UInt8]
  private var place = 0
  /// The words so far.
  private var words: [ExpressionToken] = []

  /// Takes the text's UTF-8 bytes.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// All words.
  ///
  /// - Throws: ``ExpressionSyntaxError`` where a character begins no word, or a string does not end.
  mutating func tokens() throws(ExpressionSyntaxError) -> [ExpressionToken] {
    while let token = try next() { words.append(token) }
    return words
  }

  private mutating func next() throws(ExpressionSyntaxError) -> ExpressionToken? {
    while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
    guard place < bytes.count else { return nil }
    let byte = bytes[place]
    switch byte {
    case UInt8(ascii: "'"): return try string()
    case UInt8(ascii: "("): return mark(.openParenthesis)
    case UInt8(ascii: ")"): return mark(.closeParenthesis)
    case UInt8(ascii: "["): return mark(.openBracket)
    case UInt8(ascii: "]"): return mark(.closeBracket)
    case UInt8(ascii: ","): return mark(.comma)
    case UInt8(ascii: "*"): return mark(.star)
    case UInt8(ascii: "!"): return mark(.not, before: "=", .notEqual)
    case UInt8(ascii: "<"): return mark(.less, before: "=", .lessOrEqual)
    case UInt8(ascii: ">"): return mark(.greater, before: "=", .greaterOrEqual)
    case UInt8(ascii: "="): return try doubled(.equal)
    case UInt8(ascii: "&"): return try doubled(.and)
    case UInt8(ascii: "|"): return try doubled(.or)
    case UInt8(ascii: "."): return beginsOperand ? try number() : mark(.point)
    case UInt8(ascii: "-"), UInt8(ascii: "+"), 0x30...0x39:
      return try number()
    default:
      return try word()
    }
  }

  /// Whether the next word begins an operand, so that a point belongs to a number.
  private var beginsOperand: Bool {
    switch words.last {
    case nil: true
    case .mark(let mark): mark != .closeParenthesis && mark != .closeBracket && mark != .star
    case .literal, .word: false
    }
  }

  private func peek(_ distance: Int) -> UInt8? {
    place + distance < bytes.count ? bytes[place + distance] : nil
  }

  private mutating func mark(_ mark: ExpressionToken.Mark) -> ExpressionToken {
    place += 1
    return .mark(mark)
  }

  private mutating func mark(
    _ short: ExpressionToken.Mark, before second: Unicode.Scalar, _ long: ExpressionToken.Mark
  ) -> ExpressionToken {
    let isLong = peek(1) == UInt8(ascii: second)
    place += isLong ? 2 : 1
    return .mark(isLong ? long : short)
  }

  private mutating func doubled(_ mark: ExpressionToken.Mark) throws(ExpressionSyntaxError) -> ExpressionToken
  {
    guard peek(1) == bytes[place] else {
      throw ExpressionSyntaxError("'\(Character(Unicode.Scalar(bytes[place])))' stands alone")
    }
    place += 2
    return .mark(mark)
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
    let text = String(decoding: run { $0 == UInt8(ascii: ".") || !Self.endsWord($0) }, as: UTF8.self)
    guard let value = ExpressionNumber.parse(text) else {
      throw ExpressionSyntaxError("'\(text)' is no number")
    }
    return .literal(.number(value))
  }

  private mutating func word() throws(ExpressionSyntaxError) -> ExpressionToken {
    let name = run { !Self.endsWord($0) }
    let text = String(decoding: name, as: UTF8.self)
    guard Self.isName(name) else { throw ExpressionSyntaxError("'\(text)' is not understood") }
    if case .mark(.point) = words.last { return .word(text) }
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
  private mutating func run(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = place
    place += 1
    while place < bytes.count, condition(bytes[place]) { place += 1 }
    return bytes[start..<place]
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

  private static func isName(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, isLetter(first) else { return false }
    return word.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
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
