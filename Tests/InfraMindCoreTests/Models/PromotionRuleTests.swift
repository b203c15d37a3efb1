import InfraMindCore
import Testing

@Suite struct PromotionRuleTests {
  @Test func `a comparison by hand`() throws {
    // Savings 1, 3 | 2, 2: mean 2, sums of the groups around it 0 and 0; then 0, 2 | 1, 1: mean 1.
    let even = try #require(
      PairedComparison(candidate: [1, 1, 1, 1], incumbent: [2, 4, 3, 3], groups: [0, 0, 1, 1]))
    #expect(even.gain == 2)
    #expect(even.standardError == 0)
    #expect(even.share == 2.0 / 3)
    // Alone, the savings −1, 1, 0, 0 around their mean give √(2 · 4/3) / 4.
    let alone = try #require(
      PairedComparison(candidate: [1, 1, 1, 1], incumbent: [2, 4, 3, 3], groups: [0, 1, 2, 3]))
    #expect(abs(alone.standardError - (8.0 / 3).squareRoot() / 4) < 1e-12)
    #expect(PairedComparison(candidate: [], incumbent: [], groups: []) == nil)
    #expect(PairedComparison(candidate: [1], incumbent: [1, 2], groups: [0]) == nil)
    let one = try #require(PairedComparison(candidate: [1, 1], incumbent: [2, 2], groups: [7, 7]))
    #expect(one.standardError == .infinity, "one project alone proves nothing")
  }

  @Test func `better by more than luck is promoted, all else is refused with figures`() throws {
    let rule = PromotionRule()
    let groups = (0..<100).map { $0 / 5 }
    let old = (0..<100).map { 1 + Double($0 % 7) * 0.1 }
    let better = rule.verdict(
      on: PairedComparison(candidate: old.map { $0 * 0.9 }, incumbent: old, groups: groups))
    #expect(better.isPromoted)
    let same = rule.verdict(on: PairedComparison(candidate: old, incumbent: old, groups: groups))
    guard case .refused(let comparison) = same else {
      Issue.record("\(same)")
      return
    }
    #expect(comparison.gain == 0 && comparison.count == 100)
    let noisy = old.enumerated().map { $0.element + ($0.offset % 2 == 0 ? 1 : -1.01) }
    let unsure = rule.verdict(
      on: PairedComparison(candidate: noisy, incumbent: old, groups: Array(0..<100)))
    #expect(!unsure.isPromoted)
    #expect(rule.verdict(on: nil) == .tooFewRuns(0, needed: 50))
    let few = PairedComparison(candidate: [0, 0], incumbent: [1, 1], groups: [0, 1])
    #expect(rule.verdict(on: few) == .tooFewRuns(2, needed: 50))
  }

  @Test func `a model no better than the incumbent is promoted in at most one trial of ten`() {
    let rule = PromotionRule()
    var promoted = 0
    for seed in 0..<400 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var candidate: [Double] = []
      var incumbent: [Double] = []
      for project in 0..<20 {
        let luck = Double.random(in: -0.1...0.1, using: &generator)
        for _ in 0..<10 {
          incumbent.append(Double.random(in: 0...1, using: &generator))
          candidate.append(Double.random(in: 0...1, using: &generator) + luck)
        }
        _ = project
      }
      let comparison = PairedComparison(
        candidate: candidate, incumbent: incumbent, groups: (0..<200).map { $0 / 10 })
      if rule.verdict(on: comparison).isPromoted { promoted += 1 }
    }
    #expect(promoted <= 40)
  }

  @Test func `losses by hand`() {
    #expect(ModelPurpose.duration.loss(of: 1, for: 3) == 2)
    #expect(abs(ModelPurpose.durationLimit.loss(of: 1, for: 3) - 1.8) < 1e-12)
    #expect(abs(ModelPurpose.durationLimit.loss(of: 3, for: 1) - 0.2) < 1e-12)
    #expect(abs(ModelPurpose.failure.loss(of: 0.5, for: 1) - 0.6931471805599453) < 1e-12)
    #expect(ModelPurpose.failure.loss(of: 0, for: 1).isFinite)
  }
}
