/// Splits a script into words and separators, well enough to tell which commands it runs.
///
/// It follows POSIX quoting and knows `${{ … }}` as one piece; scripts of PowerShell and cmd pass through
/// with their simple commands intact. Nothing is expanded. Time is linear in the script's length.
struct ShellLexer {
  /// A piece of a script.
  enum Token: Equatable {
    /// A word without its quotes.
    case word(String)
    /// An end of a command: a new line, `;`, `&&`, `||`, `|` or `&`.
    case separator
    /// `(` in place of a command.
    case open
    /// `)`.
    case close
  }

  /// The pieces in order.
  private(set) var tokens: [Token] = []
  /// Scripts inside `$(…)` and backquotes, in order.
  private(set) var substitutions: [String] = []

  private let bytes: [UInt8]
  private var position = 0
  private var word: [UInt8] = []
  private var hasWord = false
  private var skipsNextWord = false
  private var hereDocuments: [[UInt8]] = []
  private var expectsDelimiter = false
  private var unclosedSubstitutions = 0
  private var hasNoBraceAhead = false

  /// Splits a script.
  init(_ script: String) {
    bytes = Array(script.utf8)
    while position < bytes.count { step() }
    endWord()
  }

  private mutating func step() {
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "\\"): escape()
    case UInt8(ascii: "`") where isFollowedByNewline: position += 2
    case UInt8(ascii: "^") where isFollowedByNewline: position += 2
    case UInt8(ascii: "'"): singleQuote()
    case UInt8(ascii: "\""): doubleQuote()
    case UInt8(ascii: "$"): dollar()
    case UInt8(ascii: "`"): backquote()
    case UInt8(ascii: "\n"):
      endWord()
      tokens.append(.separator)
      position += 1
      skipHereDocuments()
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
      endWord()
      position += 1
    case UInt8(ascii: "#") where !hasWord: skipLine()
    case UInt8(ascii: "<"), UInt8(ascii: ">"): redirection()
    case UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: ";"): separator()
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      endWord()
      tokens.append(byte == UInt8(ascii: "(") ? .open : .close)
      position += 1
    default: takeWord()
    }
  }

  /// Takes a byte and those behind it that can be nothing but parts of the same word.
  private mutating func takeWord() {
    var end = position + 1
    while end < bytes.count, Self.isPlain(bytes[end]) { end += 1 }
    word += bytes[position..<end]
    hasWord = true
    position = end
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "-")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: ":"),
      UInt8(ascii: ","):
      true
    default: false
    }
  }

  private var isFollowedByNewline: Bool { peek(1) == UInt8(ascii: "\n") }

  private func peek(_ distance: Int) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private mutating func append(_ byte: UInt8) {
    word.append(byte)
    hasWord = true
  }

  private mutating func endWord() {
    guard hasWord else { return }
    if expectsDelimiter {
      hereDocuments.append(word)
      expectsDelimiter = false
    } else if skipsNextWord {
      skipsNextWord = false
    } else {
      tokens.append(.word(String(decoding: word, as: UTF8.self)))
    }
    word.removeAll(keepingCapacity: true)
    hasWord = false
  }

  private mutating func escape() {
    guard let next = peek(1) else {
      position += 1
      return
    }
    if next == UInt8(ascii: "\n") {
      position += 2
    } else if next == UInt8(ascii: "\r"), peek(2) == UInt8(ascii: "\n") {
      position += 3
    } else if Self.isEscapable(next) {
      append(next)
      position += 2
    } else {
      append(UInt8(ascii: "\\"))
      position += 1
    }
  }

  private static func isEscapable(_ byte: UInt8) -> Bool { #" "'$`\&|;()<>#*?"#.utf8.contains(byte) }

  private mutating func singleQuote() {
    guard let end = bytes[(position + 1)...].firstIndex(of: UInt8(ascii: "'")) else {
      append(bytes[position])
      position += 1
      return
    }
    hasWord = true
    position += 1
    while position < end {
      if isExpression { expression() } else { take() }
    }
    position = max(position, end)
    if position < bytes.count, bytes[position] == UInt8(ascii: "'") { position += 1 }
  }

  private mutating func doubleQuote() {
    guard bytes[(position + 1)...].contains(UInt8(ascii: "\"")) else {
      append(bytes[position])
      position += 1
      return
    }
    hasWord = true
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      switch bytes[position] {
      case UInt8(ascii: "\\"): quotedEscape()
      case UInt8(ascii: "$"): dollar()
      case UInt8(ascii: "`"): backquote()
      default: take()
      }
    }
    position += 1
  }

  private mutating func quotedEscape() {
    guard let next = peek(1) else { return take() }
    if next == UInt8(ascii: "\n") {
      position += 2
    } else if #""$`\"#.utf8.contains(next) {
      append(next)
      position += 2
    } else {
      take()
    }
  }

  private mutating func take() {
    append(bytes[position])
    position += 1
  }

  private var isExpression: Bool {
    bytes[position] == UInt8(ascii: "$") && peek(1) == UInt8(ascii: "{") && peek(2) == UInt8(ascii: "{")
  }

  private mutating func expression() {
    while position < bytes.count {
      let ends = bytes[position] == UInt8(ascii: "}") && peek(1) == UInt8(ascii: "}")
      take()
      guard ends else { continue }
      take()
      return
    }
  }

  private mutating func dollar() {
    if isExpression { return expression() }
    if peek(1) == UInt8(ascii: "("), unclosedSubstitutions < Self.mostUnclosed {
      guard let end = closingParenthesis(from: position + 2) else {
        unclosedSubstitutions += 1
        return take()
      }
      substitute(bytes[(position + 2)..<end])
      position = end + 1
    } else if peek(1) == UInt8(ascii: "{"), !hasNoBraceAhead {
      guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "}")) else {
        hasNoBraceAhead = true
        return take()
      }
      while position <= end { take() }
    } else {
      take()
    }
  }

  /// After this many `$(` without an end, each of which costs a look at the whole rest, they count as plain
  /// text.
  private static let mostUnclosed = 16

  private mutating func backquote() {
    guard let end = bytes[(position + 1)...].firstIndex(of: UInt8(ascii: "`")) else { return take() }
    substitute(bytes[(position + 1)..<end])
    position = end + 1
  }

  private mutating func substitute(_ inner: ArraySlice<UInt8>) {
    substitutions.append(String(decoding: inner, as: UTF8.self))
    word.append(contentsOf: "$(…)".utf8)
    hasWord = true
  }

  private func closingParenthesis(from start: Int) -> Int? {
    var depth = 1
    var quote: UInt8?
    for index in start..<max(start, bytes.count) {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if byte == UInt8(ascii: "(") {
        depth += 1
      } else if byte == UInt8(ascii: ")") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  private mutating func redirection() {
    if hasWord, word.allSatisfy({ (48...57).contains($0) }) {
      word.removeAll(keepingCapacity: true)
      hasWord = false
    }
    endWord()
    let isHereDocument =
      bytes[position] == UInt8(ascii: "<") && peek(1) == UInt8(ascii: "<") && peek(2) != UInt8(ascii: "<")
    while let byte = peek(0), "<>&|-".utf8.contains(byte) { position += 1 }
    expectsDelimiter = isHereDocument
    skipsNextWord = !isHereDocument
    guard !isHereDocument, let byte = peek(0), (48...57).contains(byte) else { return }
    position += 1
    skipsNextWord = false
  }

  private mutating func separator() {
    if bytes[position] == UInt8(ascii: "&"), peek(1) == UInt8(ascii: ">") {
      position += 1
      return redirection()
    }
    endWord()
    tokens.append(.separator)
    while let byte = peek(0), "&|;".utf8.contains(byte) { position += 1 }
  }

  private mutating func skipHereDocuments() {
    for delimiter in hereDocuments {
      while position < bytes.count {
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let line = bytes[position..<end].drop { $0 == 32 || $0 == 9 }
        position = min(end + 1, bytes.count)
        if line.elementsEqual(delimiter) || line.elementsEqual(delimiter + [13]) { break }
      }
    }
    hereDocuments.removeAll()
  }
}
