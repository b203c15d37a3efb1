import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CacheProfileTests {
  /// Who compiles through a compiler cache keeps its folder too: jobs that do not are hard to find, so fewer
  /// real cases that must be suggested are asked for here.
  private static let scarce: [CacheTool: Int] = [.ccache: 1, .sccache: 0]

  @Test(arguments: CacheProfiles.all.map(\.tool))
  func `a profile says the right thing on every case of its tool, but for those known to be wrong`(
    _ tool: CacheTool
  ) throws {
    for (index, example) in try CacheCase.all(of: tool).enumerated() {
      let reasons = example.review().notes.map { "\($0.tool): \($0.sentence)" }
      #expect(
        (example.isSuggested(tool) == example.want) == (example.wrong == nil),
        "\(tool).jsonl:\(index + 1) \(example.from): \(example.why) — \(reasons)")
    }
  }

  @Test(arguments: CacheProfiles.all.map(\.tool))
  func `a profile has ten real cases of either kind, few of one repository`(_ tool: CacheTool) throws {
    let cases = try CacheCase.all(of: tool)
    let origins = cases.filter(\.from.isReal)
    #expect(origins.count(where: \.want) >= Self.scarce[tool] ?? 10, "\(tool)")
    #expect(origins.count { !$0.want } >= 10, "\(tool)")
    #expect(Set(cases.map(\.from)).count == cases.count, "\(tool): a case is there twice")
    for (repository, group) in Dictionary(grouping: origins, by: \.from.repository) {
      #expect(group.count(where: \.want) <= 3 && group.count { !$0.want } <= 3, "\(tool): \(repository)")
    }
  }

  @Test func `no two profiles claim one tool`() {
    let tools = CacheProfiles.all.map(\.tool)
    #expect(Set(tools).count == tools.count)
  }
}
