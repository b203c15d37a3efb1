/// A word, text or sign of a Kotlin file.
struct KotlinToken: Hashable, Sendable {
  /// What it is.
  enum Kind: Hashable, Sendable {
    /// A name, keyword or number.
    case word(String)
    /// A string's text; computed if parts of it are filled in.
    case text(String, isComputed: Bool)
    /// Anything else, one byte each.
    case sign(UInt8)
  }

  var kind: Kind
  /// From 1.
  var line: Int
  /// In Unicode scalars, from 1.
  var column: Int

  /// The name, if it is one.
  var word: String? {
    if case .word(let word) = kind { word } else { nil }
  }

  /// The text, if it is one without parts to fill in.
  var plainText: String? {
    if case .text(let text, false) = kind { text } else { nil }
  }

  /// Whether it is this sign.
  func isSign(_ sign: Character) -> Bool { kind == .sign(sign.asciiValue ?? 0) }
}

/// Splits a Kotlin file into words, texts and signs, without its comments. Never fails: what is unfinished ends
/// with the file.
struct KotlinLexer {
  private let bytes: [UInt8]
  private var place = 0
  private var line = 1
  private var column = 1
  private var tokens: [KotlinToken] = []

  static func tokens(of bytes: [UInt8]) -> [KotlinToken] {
    var lexer = KotlinLexer(bytes: bytes)
    while lexer.place < bytes.count { lexer.next() }
    return lexer.tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func next() {
    let (line, column) = (line, column)
    func token(_ kind: KotlinToken.Kind) -> KotlinToken {
      KotlinToken(kind: kind, line: line, column: column)
    }
    let byte = bytes[place]
    if byte <= 0x20 { return advance() }
    if looking(at: "//") { return skipLine() }
    if looking(at: "/*") { return skipComment() }
    if looking(at: "\"\"\"") { return tokens.append(token(rawText())) }
    if byte == UInt8(ascii: "\"") { return tokens.append(token(quotedText())) }
    if byte == UInt8(ascii: "'") { return skipCharacter() }
    if Self.isWord(byte) { return tokens.append(token(.word(word()))) }
    advance()
    tokens.append(token(.sign(byte)))
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x60, 0x80...0xFF: true
    default: false
    }
  }

  private func looking(at text: StaticString) -> Bool {
    let end = place + text.utf8CodeUnitCount
    guard end <= bytes.count else { return false }
    return text.withUTF8Buffer { bytes[place..<end].elementsEqual($0) }
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where place < bytes.count {
      let byte = bytes[place]
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      place += 1
    }
  }

  private mutating func skipLine() {
    while place < bytes.count, bytes[place] != 0x0A { advance() }
  }

  private mutating func skipComment() {
    var depth = 0
    repeat {
      if looking(at: "/*") {
        depth += 1
        advance(2)
      } else if looking(at: "*/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && place < bytes.count
  }

  private mutating func skipCharacter() {
    advance()
    while place < bytes.count, bytes[place] != UInt8(ascii: "'"), bytes[place] != 0x0A {
      advance(bytes[place] == UInt8(ascii: "\\") ? 2 : 1)
    }
    advance()
  }

  private mutating func word() -> String {
    let start = place
    while place < bytes.count, Self.isWord(bytes[place]) { advance() }
    return String(decoding: bytes[start..<place].filter { $0 != UInt8(ascii: "`") }, as: UTF8.self)
  }

  private mutating func rawText() -> KotlinToken.Kind {
    advance(3)
    let start = place
    var isComputed = false
    while place < bytes.count, !looking(at: "\"\"\"") {
      if isTemplate { isComputed = true }
      advance()
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    advance(3)
    return .text(text, isComputed: isComputed)
  }

  private mutating func quotedText() -> KotlinToken.Kind {
    advance()
    var text: [UInt8] = []
    var isComputed = false
    while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != 0x0A {
      if looking(at: "${") {
        isComputed = true
        skipTemplate()
        continue
      }
      if isTemplate { isComputed = true }
      if bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count {
        text.append(Self.escaped(bytes[place + 1]))
        advance(2)
        continue
      }
      text.append(bytes[place])
      advance()
    }
    advance()
    return .text(String(decoding: text, as: UTF8.self), isComputed: isComputed)
  }

  /// Whether a name to fill in begins here.
  private var isTemplate: Bool {
    guard bytes[place] == UInt8(ascii: "$"), place + 1 < bytes.count else { return false }
    let next = bytes[place + 1]
    return next == UInt8(ascii: "{") || Self.isWord(next) && !(0x30...0x39).contains(next)
  }

  private mutating func skipTemplate() {
    var depth = 0
    while place < bytes.count, bytes[place] != 0x0A {
      if bytes[place] == UInt8(ascii: "{") { depth += 1 }
      if bytes[place] == UInt8(ascii: "}") { depth -= 1 }
      let isClosed = bytes[place] == UInt8(ascii: "}") && depth == 0
      advance()
      if isClosed { return }
    }
  }

  private static func escaped(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "r"): 0x0D
    default: byte
    }
  }
}
