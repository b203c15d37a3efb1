internal import AdapterKit
internal import Foundation
internal import GitHubActionsAdapter
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

@Suite struct StaticInjectionTests {
  @Test(arguments: try InjectionCase.all(in: "Runners") + InjectionCase.all(in: "Caches"))
  func `suggestions become exactly the edits of the fixture, and a second time none`(_ example: InjectionCase)
    throws
  {
    let checkout = example.checkout
    let outcomes = GitHubActions().edits(for: example.suggestions, in: checkout, options: example.options)
    #expect(outcomes.count == Set(example.suggestions.map(\.id)).count)
    for (_, outcome) in outcomes {
      if case .refused(let refusal) = outcome { Issue.record("refused: \(refusal)") }
    }
    let (edited, lines) = try checkout.applying(outcomes)
    for (file, expected) in example.after {
      #expect(edited.text(file) == String(decoding: expected, as: UTF8.self), "\(example.name): \(file)")
    }
    let most = example.mostLines ?? (example.sizes == nil ? 6 : 2)
    #expect(lines.values.allSatisfy { $0 <= most }, "\(example.name): \(lines)")

    let again = GitHubActions().edits(for: example.suggestions, in: edited, options: example.options)
    let (twice, _) = try edited.applying(again)
    #expect(twice.texts == edited.texts)
  }

  @Test(arguments: try InjectionCase.all(in: "Refused"))
  func `a refusal has its code and its line`(_ example: InjectionCase) throws {
    let expected = try #require(example.refused)
    let outcomes = GitHubActions().edits(
      for: example.suggestions, in: example.checkout, options: example.options)
    #expect(!outcomes.isEmpty)
    for (_, outcome) in outcomes {
      guard case .refused(let refusal) = outcome else {
        Issue.record("\(example.name): not refused but \(outcome)")
        continue
      }
      #expect(refusal.code == expected.code, "\(refusal.sentence)")
      #expect(refusal.position.line == expected.line, "\(refusal)")
      #expect(refusal.position.file == expected.file ?? example.workflow)
      #expect(expected.says.map { refusal.sentence.contains($0) } ?? true, "\(refusal.sentence)")
    }
  }
}

extension InjectionCheckout {
  fileprivate func text(_ file: String) -> String { String(decoding: texts[file] ?? [], as: UTF8.self) }
}
