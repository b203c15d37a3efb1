import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CacheProfileTests {
  /// How many real cases a profile must have.
  private struct Need {
    var wanted = 10
    var unwanted = 10
    var ofOneRepository = 3

    init(of tool: CacheTool) {
      switch tool.rawValue {
      // Who compiles through a compiler cache keeps its folder too: jobs that do not are hard to find.
      case "ccache": wanted = 1
      case "sccache": wanted = 0
      // Young tools, found in few repositories.
      case "bun": (unwanted, ofOneRepository) = (7, 8)
      case "pre-commit": (wanted, unwanted) = (8, 9)
      default: break
      }
    }
  }

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
    let need = Need(of: tool)
    #expect(origins.count(where: \.want) >= need.wanted, "\(tool)")
    #expect(origins.count { !$0.want } >= need.unwanted, "\(tool)")
    #expect(Set(cases.map(\.from)).count == cases.count, "\(tool): a case is there twice")
    for group in Dictionary(grouping: origins, by: \.from.repository).values {
      let most = max(group.count(where: \.want), group.count { !$0.want })
      #expect(most <= need.ofOneRepository, "\(tool): \(group[0].from.repository)")
    }
  }

  @Test func `no two profiles claim one tool`() {
    let tools = CacheProfiles.all.map(\.tool)
    #expect(Set(tools).count == tools.count)
  }
}
