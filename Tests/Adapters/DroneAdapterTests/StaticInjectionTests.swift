internal import AdapterKit
internal import DroneAdapter
internal import Foundation
internal import InfraMindCore
internal import Testing

@Suite struct StaticInjectionTests {
  @Test(
    arguments: try ["Runners", "Caches", "Woodpecker/Runners", "Woodpecker/Caches"].flatMap(InjectionCase.all)
  )
  func `suggestions become exactly the edits of the fixture, and a second time none`(_ example: InjectionCase)
    throws
  {
    let checkout = example.checkout
    let suggestions = example.suggestions
    #expect(!suggestions.isEmpty, "\(example.name): \(example.readout.problems)")
    let outcomes = Drone().edits(for: suggestions, in: checkout, options: example.options)
    #expect(outcomes.count == Set(suggestions.map(\.id)).count)
    for (_, outcome) in outcomes {
      if case .refused(let refusal) = outcome { Issue.record("\(example.name) refused: \(refusal)") }
    }
    let (edited, lines) = try checkout.applying(outcomes)
    let result = edited.texts[example.pipeline] ?? ""
    if let place = ProcessInfo.processInfo.environment["RECORD"] {
      try Data(result.utf8).write(to: URL(filePath: "\(place)/\(example.folder)/\(example.name).after.yml"))
    }
    let expected = String(decoding: try #require(example.after), as: UTF8.self)
    #expect(result == expected, "\(example.name)")
    #expect(lines <= example.mostLines ?? (example.sizes == nil ? 60 : 2), "\(example.name): \(lines)")

    let again = Drone().edits(for: suggestions, in: edited, options: example.options)
    #expect(again.values.allSatisfy { $0 == .unchanged }, "\(example.name): \(again)")
  }

  @Test(arguments: try ["Refused", "Woodpecker/Refused"].flatMap(InjectionCase.all))
  func `a refusal has its code and its line`(_ example: InjectionCase) throws {
    let expected = try #require(example.refused)
    let outcomes = Drone().edits(
      for: example.suggestions, in: example.checkout, options: example.options)
    #expect(!outcomes.isEmpty, "\(example.name): \(example.readout.problems)")
    for (_, outcome) in outcomes {
      guard case .refused(let refusal) = outcome else {
        Issue.record("\(example.name): not refused but \(outcome)")
        continue
      }
      #expect(refusal.code == expected.code, "\(example.name): \(refusal.sentence)")
      #expect(refusal.position.line == expected.line, "\(example.name): \(refusal)")
      #expect(refusal.position.file == example.pipeline)
      #expect(expected.says.map { refusal.sentence.contains($0) } ?? true, "\(refusal.sentence)")
      #expect(Drone().summary.refuses[refusal.code] != nil)
    }
  }
}
