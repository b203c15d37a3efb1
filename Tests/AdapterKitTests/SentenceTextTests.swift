import AdapterKit
import Testing

@Suite struct SentenceTextTests {
  @Test func `a text in a sentence is one line of at most eighty characters`() {
    for letter in ["x", "é", "e\u{301}", "\n", "\r\n", "\u{2028}"] {
      let shown = ["\n", "\r\n", "\u{2028}"].contains(letter) ? " " : letter
      for count in [0, 1, 40, 79, 80, 81, 500] {
        let line = String(repeating: shown, count: count)
        let expected = count <= 80 ? line : line.prefix(79) + "…"
        #expect(
          String(repeating: letter, count: count).short == expected, "\(count) \(letter.unicodeScalars)")
      }
    }
  }

  @Test(arguments: [
    ("a b", "a b"), ("a\nb\tc\r\nd", "a b c  d"), ("\u{1B}[31mred\u{9B}0m", "[31mred0m"), ("ü😀", "ü😀"),
    ("a\u{202E}b\u{200B}c\u{0}", "abc"), ("a\u{2028}b", "a b"),
  ])
  func `a line is text and nothing else`(_ text: String, _ line: String) {
    #expect(SentenceText.line(text) == line)
  }
}
