internal import AdapterKit
internal import CircleCIAdapter
internal import Foundation
internal import Testing

@Suite struct SummaryTests {
  private static let root = (0..<4).reduce(URL(filePath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }

  @Test func `every code of a refusal is explained, and no other`() throws {
    let folder = Self.root.appending(path: "Adapters/CircleCI")
    let texts = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("StaticInjection") && $0.hasSuffix(".swift") }
      .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    let codes = texts.flatMap { text in
      text.matches(of: /RefusedEdit\(\s*(?:isAnchor \? )?"([a-z-]+)"(?: : "([a-z-]+)")?/)
        .flatMap { [String($0.1), $0.2.map(String.init)].compactMap(\.self) }
    }
    #expect(Set(CircleCI().summary.refuses.keys) == Set(codes))
  }

  @Test func `the page of the platform lists the same codes`() throws {
    let page = try String(
      contentsOf: Self.root.appending(path: "docs/platforms/circleci.md"), encoding: .utf8)
    let table = try #require(page.components(separatedBy: "## What is refused").last)
      .components(separatedBy: "\n## ")[0]
    let listed = table.matches(of: /\n\| `([a-z-]+)` \|/).map { String($0.1) }
    #expect(Set(listed) == Set(CircleCI().summary.refuses.keys))
  }
}
