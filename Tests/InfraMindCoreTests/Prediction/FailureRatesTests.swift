import Testing

@testable import InfraMindCore

@Suite struct FailureRatesTests {
  private func examples(_ passed: [Bool]) -> [RunExample] {
    passed.enumerated().map { place, isPassed in
      RunExample(row: [Double(place % 2)], usual: 0, jobs: 1, seconds: 60, isPassed: isPassed)
    }
  }

  @Test func `a job's rate is its own, drawn towards that of all, and what is long past is forgotten`() {
    // Of twenty runs of two jobs two failed.
    let rates = FailureRates([
      Array(repeating: true, count: 10), [false, false] + Array(repeating: true, count: 8),
    ])
    #expect(rates.risk(after: [Bool]()) == 0.1)
    #expect(rates.risk(after: Array(repeating: true, count: 33)) == 0.4 / 37)
    let past = Array(repeating: false, count: 90) + Array(repeating: true, count: 50)
    #expect(rates.risk(after: past) == 0.4 / 54)
    #expect(FailureRates([]).risk(after: [Bool]()) == 0)
  }

  @Test func `a model that knows which runs fail beats the rates, one that guesses does not`() {
    let alternating = examples((0..<200).map { $0 % 2 == 0 })
    let rates = FailureRates([alternating.map(\.isPassed)])
    let cut = { (count: Int) in count / 2 }
    #expect(rates.areBeaten(on: [alternating], after: cut) { $0[0] > 0.5 ? 0.9 : 0.1 })
    #expect(!rates.areBeaten(on: [alternating], after: cut) { $0[0] > 0.5 ? 0.1 : 0.9 })
    // Too few runs show nothing.
    #expect(!rates.areBeaten(on: [Array(alternating.prefix(60))], after: cut) { $0[0] > 0.5 ? 0.9 : 0.1 })
  }
}
