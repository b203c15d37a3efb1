internal import AdapterKit
internal import CorpusTesting
internal import Foundation
internal import GitLabCIAdapter
internal import Testing

@Suite struct SummaryTests {
  @Test func `the summary, the sources and the pages say the same`() throws {
    #expect(try SummaryReview(GitLabCI(), folder: "GitLabCI", page: "gitlab-ci").failures() == [])
  }

  @Test func `its prices have sources`() { #expect(!GitLabCI().summary.prices.isEmpty) }

  @Test func `every code of a problem is in the README`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Adapters/GitLabCI")
    let readme = try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
    let sources = folder.appending(path: "Reading")
    var codes: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: sources.path) {
      let source = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      codes.formUnion(source.matches(of: /\.(?:error|warning|note), "([a-z-]+)"/).map { String($0.1) })
      codes.formUnion(source.matches(of: /code: "([a-z-]+)"/).map { String($0.1) })
    }
    #expect(codes.count >= 15)
    for code in codes { #expect(readme.contains("`\(code)`"), "\(code)") }
  }
}
