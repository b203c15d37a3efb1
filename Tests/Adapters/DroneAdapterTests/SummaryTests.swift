internal import AdapterKit
internal import DroneAdapter
internal import Foundation
internal import Testing

@Suite struct SummaryTests {
  private static let root = (0..<4).reduce(URL(filePath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }

  @Test func `every code of a refusal is explained, and no other`() throws {
    let folder = Self.root.appending(path: "Adapters/Drone")
    let texts = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
      .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    let calls = texts.flatMap { $0.matches(of: /RefusedEdit\(\s*([^,\s]+)/).map { String($0.1) } }
      .filter { !$0.hasSuffix(")") }
    // A code that is no literal would escape this test.
    #expect(calls.allSatisfy { $0.wholeMatch(of: /"[a-z-]+"/) != nil }, "\(calls)")
    #expect(Set(calls.map { $0.replacing("\"", with: "") }) == Set(Drone().summary.refuses.keys))
  }

  @Test func `the page and the read-me of the platform list the same codes`() throws {
    for path in ["docs/platforms/drone.md", "Adapters/Drone/README.md"] {
      let page = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
      let table = try #require(page.components(separatedBy: "## What is refused").last)
        .components(separatedBy: "\n## ")[0]
      let listed = table.matches(of: /\n\| `([a-z-]+)` \|/).map { String($0.1) }
      #expect(Set(listed) == Set(Drone().summary.refuses.keys), "\(path)")
    }
  }

  @Test func `what it says is in sentences`() {
    let summary = Drone().summary
    for text in summary.reads + summary.edits + summary.refuses.values { #expect(text.hasSuffix(".")) }
  }
}
