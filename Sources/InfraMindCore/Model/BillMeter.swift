/// A price and its rule in plain seconds, to bill many durations fast: the statistics' way to the same bills.
struct BillMeter: Sendable {
  private let perMinute: Money
  private let increment: Int64
  private let minimum: Int64
  private let interruption: SpotInterruption?

  init(_ price: RunnerPrice) {
    perMinute = price.perMinute
    increment = price.billing.increment.components.seconds
    minimum = price.billing.minimum.components.seconds
    interruption = price.interruption
  }

  /// The bill in dollars for a run of so many seconds; what is not finite counts as none.
  func dollars(forSeconds seconds: Double) -> Double {
    let whole = seconds.isFinite ? Int64(min(max(seconds, 0), 1e10).rounded(.up)) : 0
    return bill(billedSeconds: BillingRule.rounded(whole, increment: increment, minimum: minimum)).dollars
  }

  func bill(billedSeconds seconds: Int64) -> Money {
    let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
    return perMinute * minutes + Money(nanodollars: (perMinute * rest).nanodollars / 60)
  }

  /// Mean time until a run of so many seconds is through, interruptions included.
  func seconds(of seconds: Double) -> Double { interruption?.seconds(toFinish: seconds) ?? seconds }

  /// The mean bill in dollars of sixteen equally likely runs, whose durations are given in units of `typical` seconds.
  func meanDollars(typical: Double, _ low: SIMD8<Double>, _ high: SIMD8<Double>) -> Double {
    let step = Double(max(increment, 1))
    let steps = billedSteps(low * typical, step) + billedSteps(high * typical, step)
    return steps.sum() / 16 * step / 60 * perMinute.dollars
  }

  /// Increments billed for each duration.
  private func billedSteps(_ seconds: SIMD8<Double>, _ step: Double) -> SIMD8<Double> {
    var seconds = seconds
    if let interruption {
      for index in 0..<8 { seconds[index] = interruption.seconds(toFinish: seconds[index]) }
    }
    seconds.clamp(
      lowerBound: SIMD8(repeating: Double(max(minimum, 0))), upperBound: SIMD8(repeating: 100 * 366 * 86_400))
    let steps = seconds / step
    // Adding 2^52 rounds to a whole number on every processor, many at a time; `.rounded(.up)` is a call for each.
    let whole = (steps + 0x1p52) - 0x1p52
    return whole + SIMD8<Double>(repeating: 0).replacing(with: 1, where: whole .< steps)
  }
}
