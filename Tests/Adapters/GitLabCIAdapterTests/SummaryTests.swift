internal import AdapterKit
internal import Foundation
internal import GitLabCIAdapter
internal import Testing

@Suite struct SummaryTests {
  private static let root = (0..<4).reduce(URL(filePath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  /// Codes that the adapter's sources give to a refusal.
  private func codesInSources() throws -> Set<String> {
    let folder = Self.root.appending(path: "Adapters/GitLabCI")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let texts = try names.filter { $0.hasSuffix(".swift") }.map { try text("Adapters/GitLabCI/\($0)") }
    let calls = texts.flatMap { $0.matches(of: /RefusedEdit\(\s*([^,\s]+)/).map { String($0.1) } }
      .filter { !$0.hasSuffix(")") }
    // A code that is no literal would escape this test.
    #expect(calls.allSatisfy { $0.wholeMatch(of: /"[a-z-]+"/) != nil }, "\(calls)")
    return Set(calls.map { $0.replacing("\"", with: "") })
  }

  @Test func `every code of a refusal is explained, and no other`() throws {
    let codes = try codesInSources()
    #expect(codes.count >= 14)
    #expect(Set(GitLabCI().summary.refuses.keys) == codes)
  }

  @Test func `the pages list the same codes`() throws {
    let page = try text("docs/platforms/gitlab-ci.md")
    let table = try #require(page.components(separatedBy: "## What is refused").last)
      .components(separatedBy: "\n## ")[0]
    let listed = table.matches(of: /\n\| `([a-z-]+)` \|/).map { String($0.1) }
    #expect(Set(listed) == Set(GitLabCI().summary.refuses.keys))
    let readme = try text("Adapters/GitLabCI/README.md")
    for code in listed { #expect(readme.contains("`\(code)`"), "\(code)") }
  }

  @Test func `every code of a problem is in the README`() throws {
    let folder = Self.root.appending(path: "Adapters/GitLabCI/Reading")
    let readme = try text("Adapters/GitLabCI/README.md")
    var codes: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let source = try text("Adapters/GitLabCI/Reading/\(name)")
      codes.formUnion(source.matches(of: /\.(?:error|warning|note), "([a-z-]+)"/).map { String($0.1) })
      codes.formUnion(source.matches(of: /code: "([a-z-]+)"/).map { String($0.1) })
    }
    #expect(codes.count >= 15)
    for code in codes { #expect(readme.contains("`\(code)`"), "\(code)") }
  }

  @Test func `what it says is in sentences, and prices have their source and date`() {
    let summary = GitLabCI().summary
    for text in summary.reads + summary.edits + summary.refuses.values { #expect(text.hasSuffix(".")) }
    #expect(!summary.prices.isEmpty)
    for source in summary.prices { #expect(!source.title.isEmpty && source.asOf.contains("20")) }
  }
}
