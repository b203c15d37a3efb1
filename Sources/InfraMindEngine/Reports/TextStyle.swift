/// How text for people looks: its width, and whether it may be coloured.
package struct TextStyle: Hashable, Sendable {
  /// Columns to fill at most.
  package var width: Int
  /// Whether colours and weights are written.
  package var isColored: Bool

  /// A plain style is what files and other programs get.
  package init(width: Int = 100, isColored: Bool = false) {
    self.width = max(40, min(width, 120))
    self.isColored = isColored
  }

  func bold(_ text: String) -> String { wrapped(text, "1") }
  func dim(_ text: String) -> String { wrapped(text, "2") }
  func green(_ text: String) -> String { wrapped(text, "32") }
  func red(_ text: String) -> String { wrapped(text, "31") }
  func yellow(_ text: String) -> String { wrapped(text, "33") }
  func cyan(_ text: String) -> String { wrapped(text, "36") }

  private func wrapped(_ text: String, _ code: String) -> String {
    isColored && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// Breaks a text between words so that each line fits beside a margin; a longer word stands alone.
  func lines(of text: String, beside margin: Int) -> [String] {
    let room = max(20, width - margin)
    var lines: [String] = []
    var line = ""
    var length = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      let wordLength = word.unicodeScalars.count
      if length > 0, length + 1 + wordLength > room {
        lines.append(line)
        (line, length) = ("", 0)
      }
      line += length == 0 ? String(word) : " " + word
      length += (length == 0 ? 0 : 1) + wordLength
    }
    if length > 0 || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// A unified diff with its lines coloured.
  package func diff(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        let text = Shown.plain(String(line), atMost: 2000)
        if line.hasPrefix("+++") || line.hasPrefix("---") || line.hasPrefix("diff ") { return bold(text) }
        if line.hasPrefix("@@") { return cyan(text) }
        if line.hasPrefix("+") { return green(text) }
        return line.hasPrefix("-") ? red(text) : text
      }
      .joined(separator: "\n")
  }
}
