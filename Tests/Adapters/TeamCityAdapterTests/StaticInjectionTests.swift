internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import TeamCityAdapter
internal import Testing

@Suite struct StaticInjectionTests {
  @Test(arguments: try InjectionCase.all(in: "Runners") + InjectionCase.all(in: "Caches"))
  func `suggestions become exactly the edits of the fixture, and a second time none`(_ example: InjectionCase)
    throws
  {
    let outcomes = TeamCity().edits(
      for: example.suggestions, in: example.checkout, options: InjectionOptions())
    #expect(outcomes.count == Set(example.suggestions.map(\.id)).count)
    for (_, outcome) in outcomes {
      if case .refused(let refusal) = outcome { Issue.record("refused: \(refusal)") }
    }
    let edited = try example.checkout.applying(outcomes)
    #expect(edited.pipeline == String(decoding: example.after, as: UTF8.self), "\(example.name)")

    let again = TeamCity().edits(for: example.suggestions, in: edited, options: InjectionOptions())
    #expect(again.values.allSatisfy { $0 == .unchanged })
  }

  @Test(arguments: try InjectionCase.all(in: "Refused"))
  func `a refusal has its code and its line`(_ example: InjectionCase) throws {
    let expected = try #require(example.refused)
    let outcomes = TeamCity().edits(
      for: example.suggestions, in: example.checkout, options: InjectionOptions())
    #expect(!outcomes.isEmpty)
    for (_, outcome) in outcomes {
      guard case .refused(let refusal) = outcome else {
        Issue.record("\(example.name): not refused but \(outcome)")
        continue
      }
      #expect(refusal.code == expected.code, "\(refusal.sentence)")
      #expect(refusal.position.line == expected.line, "\(refusal)")
      #expect(expected.says.map { refusal.sentence.contains($0) } ?? true, "\(refusal.sentence)")
    }
  }

  @Test func `there are enough fixtures`() throws {
    let pairs = try InjectionCase.all(in: "Runners") + InjectionCase.all(in: "Caches")
    #expect(pairs.count >= 25)
  }
}
