import Testing

@testable import InfraMindCore

@Suite struct AdaptiveIntervalTests {
  private func forecast(_ middle: Double = 0, half: Double) -> RunOffsets {
    RunOffsets(middle: middle, ifPassed: middle, low: middle - half, high: middle + half, failureRisk: 0)
  }

  @Test func `whatever models say, the middles lie within the bounds, and the risk is a probability`() {
    let wild = RunOffsets(middle: 50, ifPassed: -50, low: -0.1, high: 0.2, failureRisk: -0.14)
      .forecast(usual: 0, jobs: 1)
    #expect(wild.seconds == wild.high && wild.secondsIfPassed == wild.low && wild.failureRisk == 0)
    let none = RunOffsets(middle: .nan, ifPassed: .nan, low: .nan, high: .infinity, failureRisk: .nan)
      .forecast(usual: 3, jobs: 2)
    #expect(
      [none.seconds, none.secondsIfPassed, none.low, none.high, none.failureRisk].allSatisfy { $0.isFinite })
  }

  @Test func `one outcome beyond a bound moves it outwards, one within it inwards by a ninth of that`() {
    var beyond = AdaptiveBound()
    var within = AdaptiveBound()
    #expect(beyond.shift == 0)
    beyond.take(isBeyond: true)
    within.take(isBeyond: false)
    #expect(beyond.shift > 0 && within.shift < 0)
    #expect(abs(beyond.shift / within.shift + 9) < 0.5)
  }

  @Test func `a bound that chance explains stays near`() {
    var bound = AdaptiveBound()
    for index in 0..<1_000 { bound.take(isBeyond: index % 10 == 9) }
    #expect(abs(bound.shift) < 0.1)
  }

  @Test func `bounds never cross`() {
    var interval = AdaptiveInterval()
    for _ in 0..<500 { interval.take(0, told: forecast(half: 1)) }
    let narrow = interval.applied(to: forecast(half: 0.1))
    #expect(narrow.low <= narrow.high)
  }

  @Test(arguments: [
    (0.05, 1.0, 0.0), (0.05, 3.0, 0.0), (0.4, 0.4, 0.0), (0.05, 1.0, 0.004), (0.1, 2.0, -0.003),
  ])
  func
    `eight of ten outcomes are inside, one of ten on either side, of forecasts too narrow, too wide or adrift`(
      _ half: Double, _ growth: Double, _ drift: Double
    )
  {
    var random = SeededGenerator(seed: 7)
    var interval = AdaptiveInterval()
    var above = 0
    var below = 0
    let count = 2_000
    for index in 0..<count {
      // The spread is 0.1; it grows to a multiple, while the middle wanders and jumps back every 100 runs.
      let spread = 0.1 * (1 + (growth - 1) * Double(index) / Double(count))
      let told = interval.applied(to: forecast(half: half))
      let outcome = spread * random.normal() + drift * Double(index % 100)
      above += outcome > told.high ? 1 : 0
      below += outcome < told.low ? 1 : 0
      interval.take(outcome, told: told)
    }
    #expect(abs(Double(above) / Double(count) - 0.1) < 0.02)
    #expect(abs(Double(below) / Double(count) - 0.1) < 0.02)
  }

  @Test func `a job whose runs are mostly slower than forecast has its middle raised`() {
    var correction = OnlineCorrection()
    for _ in 0..<100 {
      let told = correction.applied(to: forecast(half: 0.25))
      correction.take(0.3, isPassed: true, told: told)
    }
    let raised = correction.applied(to: forecast(half: 0.25))
    #expect(raised.middle > 0.05 && raised.middle < 0.35 && raised.ifPassed == raised.middle)
  }

  @Test func `an outcome that is no number is not taken`() {
    var correction = OnlineCorrection()
    correction.take(.nan, isPassed: true, told: forecast(half: 1))
    #expect(correction == OnlineCorrection())
  }
}
