@testable internal import BuildkiteAdapter
internal import Testing

/// Texts that are cut and filled byte by byte, beside their definition by characters.
@Suite struct TextTests {
  @Test func `the first line is cut after 120 characters, whatever they take in bytes`() {
    let letters = ["x", "é", "e\u{301}", "👩‍👩‍👧", " x", "x\n", "x\r\n", "\u{2028}", "x\u{85}"]
    for letter in letters {
      for count in [0, 1, 60, 119, 120, 121, 300] {
        for text in ["", "\n \t", "\u{3000}"].map({ $0 + String(repeating: letter, count: count) + " \t" }) {
          let content = text.drop { $0.isWhitespace }.prefix(120)
          let line = String(content.prefix { !$0.isNewline }).withoutBlanks
          #expect(text.firstLine == line, "\(count) \(letter.unicodeScalars)")
        }
      }
    }
    // The accent that follows belongs to the last character of the cut.
    #expect((String(repeating: "x", count: 120) + "\u{301}").firstLine.unicodeScalars.count == 121)
  }

  @Test(arguments: [
    ("$A-$B", "1-$B", ["B"]), ("${A}${B:-2}${C-$A}", "121", []), ("$$A \\$A $", "$A $A $", []),
    ("${A:0:1}", "${A:0:1}", ["A"]), ("é$Aé${é}", "é1é${é}", []), ("${B:-{x}}", "{x}", []),
    ("$1 ${A", "$1 ${A", []), ("${E:-full}${E-full}", "full", []), ("${B?none}", "${B?none}", ["B"]),
  ])
  func `variables are put in as an upload does`(text: String, filled: String, unknown: [String]) {
    let result = Interpolation([("A", "1"), ("E", "")]).fill(text)
    #expect(result.text == filled)
    #expect(result.unknown == unknown)
  }

  @Test func `tokens of a matrix are put in, and other braces stay`() {
    let row = ["matrix": "1", "os": "linux"]
    let text = "{{matrix}} {{ matrix.os }} {{.Names}} {{matrix.no}} {"
    #expect(MatrixTokens.fill(text, with: row) == "1 linux {{.Names}} {{matrix.no}} {")
    #expect(MatrixTokens.fill("{{{matrix.os}}}", with: row) == "{{{matrix.os}}}")
    #expect(MatrixTokens.fill("é{{matrix.os}}é", with: row) == "élinuxé")
    #expect(MatrixTokens.axes(in: "{{matrix.os}}{{ matrix.x }}{") == ["os", "x"])
  }
}
