internal import AdapterKit
internal import Foundation
internal import BuildkiteAdapter
internal import Testing

@Suite struct SummaryTests {
  private static let root = (0..<4).reduce(URL(filePath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }

  /// Codes that the sources of the adapter, and of the kit that it uses, give to a refusal.
  private func codesInSources() throws -> Set<String> {
    let texts = try ["Adapters/Buildkite", "Sources/AdapterKit"].flatMap { path in
      let folder = Self.root.appending(path: path)
      return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".swift") }
        .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }
    let calls = texts.flatMap { $0.matches(of: /RefusedEdit\(\s*([^,\s]+)/).map { String($0.1) } }
      .filter { $0 != "_" && !$0.hasSuffix(")") }
    // A code that is no literal would escape this test.
    #expect(calls.allSatisfy { $0.wholeMatch(of: /"[a-z-]+"/) != nil }, "\(calls)")
    return Set(calls.map { $0.replacing("\"", with: "") })
  }

  @Test func `every code of a refusal is explained, and no other`() throws {
    let codes = try codesInSources()
    #expect(codes.count >= 10)
    #expect(Set(Buildkite().summary.refuses.keys) == codes)
  }

  @Test func `the page of the platform lists the same codes`() throws {
    let page = try String(
      contentsOf: Self.root.appending(path: "docs/platforms/buildkite.md"), encoding: .utf8)
    let table = try #require(page.components(separatedBy: "## What is refused").last)
      .components(separatedBy: "\n## ")[0]
    let listed = table.matches(of: /\n\| `([a-z-]+)` \|/).map { String($0.1) }
    #expect(Set(listed) == Set(Buildkite().summary.refuses.keys))
  }

  @Test func `what it says is in sentences, and prices have their source and date`() {
    let summary = Buildkite().summary
    for text in summary.reads + summary.edits + summary.refuses.values { #expect(text.hasSuffix(".")) }
    #expect(!summary.prices.isEmpty)
    for source in summary.prices { #expect(!source.title.isEmpty && source.asOf.contains("20")) }
  }
}
