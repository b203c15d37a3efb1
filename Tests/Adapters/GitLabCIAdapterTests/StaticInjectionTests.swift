internal import AdapterKit
internal import Foundation
internal import GitLabCIAdapter
internal import InfraMindCore
internal import Testing

@Suite struct StaticInjectionTests {
  @Test(arguments: try InjectionCase.all(in: "Runners") + InjectionCase.all(in: "Caches"))
  func `suggestions become exactly the edits of the fixture, and a second time none`(_ example: InjectionCase)
    throws
  {
    let checkout = example.checkout
    let suggestions = example.suggestions
    #expect(!suggestions.isEmpty, "\(example.name): \(checkout.readout().problems)")
    let outcomes = GitLabCI().edits(for: suggestions, in: checkout, options: InjectionOptions())
    #expect(outcomes.count == Set(suggestions.map(\.id)).count)
    for (_, outcome) in outcomes {
      if case .refused(let refusal) = outcome { Issue.record("\(example.name) refused: \(refusal)") }
    }
    let (edited, lines) = try checkout.applying(outcomes)
    if let place = ProcessInfo.processInfo.environment["RECORD"] {
      for (file, text) in edited.texts where text != checkout.texts[file] {
        try Data(text.utf8).write(
          to: URL(filePath: "\(place)/\(example.name)+\(file.replacing("/", with: "_"))"))
      }
    }
    for (file, expected) in example.after {
      #expect(edited.texts[file] == String(decoding: expected, as: UTF8.self), "\(example.name): \(file)")
    }
    let most = example.mostLines ?? (example.sizes == nil ? 10 : 2)
    #expect(lines.values.allSatisfy { $0 <= most }, "\(example.name): \(lines)")

    let again = GitLabCI().edits(for: suggestions, in: edited, options: InjectionOptions())
    #expect(again.values.allSatisfy { $0 == .unchanged }, "\(example.name): \(again)")
  }

  @Test(arguments: try InjectionCase.all(in: "Refused"))
  func `a refusal has its code and its line`(_ example: InjectionCase) throws {
    let expected = try #require(example.refused)
    let outcomes = GitLabCI().edits(
      for: example.suggestions, in: example.checkout, options: InjectionOptions())
    #expect(!outcomes.isEmpty)
    for (_, outcome) in outcomes {
      guard case .refused(let refusal) = outcome else {
        Issue.record("\(example.name): not refused but \(outcome)")
        continue
      }
      #expect(refusal.code == expected.code, "\(example.name): \(refusal.sentence)")
      #expect(refusal.position.line == expected.line, "\(example.name): \(refusal)")
      #expect(refusal.position.file == expected.file ?? InjectionCase.pipeline)
      #expect(expected.says.map { refusal.sentence.contains($0) } ?? true, "\(refusal.sentence)")
    }
  }
}
