internal import AdapterKit
internal import BuildkiteAdapter
internal import Foundation
internal import InfraMindCore
internal import Testing

@Suite struct StaticInjectionTests {
  @Test(arguments: try InjectionCase.all(refused: false))
  func `suggestions become exactly the edits of the fixture, and a second time none`(_ example: InjectionCase)
    throws
  {
    let suggestions = example.suggestions
    try #require(!suggestions.isEmpty)
    let outcomes = Buildkite().edits(for: suggestions, in: example.checkout, options: InjectionOptions())
    #expect(outcomes.count == Set(suggestions.map(\.id)).count)
    for (_, outcome) in outcomes {
      if case .refused(let refusal) = outcome { Issue.record("refused: \(refusal)") }
    }
    let (edited, lines) = try example.checkout.applying(outcomes)
    let text = edited.texts[InjectionCase.pipeline] ?? []
    if let folder = ProcessInfo.processInfo.environment["INFRAMIND_WRITE_FIXTURES"] {
      try Data(text).write(to: URL(filePath: folder).appending(path: example.name + ".after.yml"))
    }
    #expect(String(decoding: text, as: UTF8.self) == String(decoding: example.after, as: UTF8.self))
    #expect(lines <= example.mostLines ?? (example.sizes == nil ? 9 : 1))

    let again = Buildkite().edits(for: suggestions, in: edited, options: InjectionOptions())
    #expect(again.values.allSatisfy { $0 == .unchanged }, "\(again)")
  }

  @Test(arguments: try InjectionCase.all(refused: true))
  func `a refusal has its code, its line and its reason`(_ example: InjectionCase) throws {
    let expected = try #require(example.refused)
    let suggestions = example.suggestions
    try #require(!suggestions.isEmpty)
    let outcomes = Buildkite().edits(for: suggestions, in: example.checkout, options: InjectionOptions())
    for (_, outcome) in outcomes {
      guard case .refused(let refusal) = outcome else {
        Issue.record("\(example.name): not refused but \(outcome)")
        continue
      }
      #expect(refusal.code == expected.code, "\(refusal.sentence)")
      #expect(refusal.position.line == expected.line, "\(refusal)")
      #expect(refusal.sentence.contains(expected.says), "\(refusal.sentence)")
    }
  }
}
