import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CacheProfileTests {
  @Test(arguments: CacheProfiles.all.map(\.tool))
  func `a profile says the right thing on every case of its tool`(_ tool: CacheTool) throws {
    for (index, example) in try CacheCase.all(of: tool).enumerated() {
      let reasons = example.review().notes.map { "\($0.tool): \($0.sentence)" }
      #expect(
        example.isSuggested(tool) == example.want,
        "\(tool).jsonl:\(index + 1) \(example.from): \(example.why) — \(reasons)")
    }
  }

  @Test(arguments: CacheProfiles.all.map(\.tool))
  func `a profile has ten cases of either kind`(_ tool: CacheTool) throws {
    let cases = try CacheCase.all(of: tool)
    #expect(cases.count(where: \.want) >= 10, "\(tool)")
    #expect(cases.count { !$0.want } >= 10, "\(tool)")
  }

  @Test func `no two profiles claim one tool`() {
    let tools = CacheProfiles.all.map(\.tool)
    #expect(Set(tools).count == tools.count)
  }
}
