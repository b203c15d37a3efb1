import Foundation
import LosslessYAML
import Testing

@Suite struct EditingDocumentationTests {
  /// The code blocks of the library's page, by language.
  private static func blocks(_ language: String) throws -> [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/lossless-yaml.md"), encoding: .utf8)
    return page.components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }

  @Test func `the example on the page does what the page says`() throws {
    let files = try Self.blocks("yaml")
    let code = try #require(Self.blocks("swift").first)
    let text = try #require(files.first)

    let stream = YAMLStream(reading: text, file: "ci.yml")
    let steps: YAMLPath = ["jobs", "build", "steps"]
    let revision = try stream.applying([
      .set(["jobs", "build", "runs-on"], to: "ubuntu-24.04"),
      .insertItem(
        [
          "uses": .commented("actions/cache@0057852", trailing: "v4"),
          "with": ["path": "~/.npm", "key": "npm"],
        ],
        into: steps, at: .before(1)),
    ])
    #expect(String(decoding: revision.source, as: UTF8.self) == files.last)
    #expect(revision.changedLines == 6)

    let source = Self.bare(try String(contentsOf: URL(filePath: #filePath), encoding: .utf8))
    let shown = code.split(separator: "\n").filter { !$0.hasPrefix("import") && !$0.hasPrefix("print") }
    for line in shown { #expect(source.contains(Self.bare(String(line))), "not compiled here: \(line)") }
  }

  /// Text without the blanks and commas that a formatter moves.
  private static func bare(_ text: String) -> String {
    text.filter { !$0.isWhitespace && $0 != "," }
  }

  @Test func `every code of a refusal is on the page`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/lossless-yaml.md"), encoding: .utf8)
    let codes: [YAMLError.Code] = [
      .noSuchNode, .notAScalar, .notAMapping, .notASequence, .duplicateKey, .sharedNode, .conflictingEdits,
      .unrepresentable, .tooLarge, .tooDeep, .tooManyNodes, .proofFailed,
    ]
    for code in codes { #expect(page.contains("`\(code)`"), "\(code)") }
  }
}
