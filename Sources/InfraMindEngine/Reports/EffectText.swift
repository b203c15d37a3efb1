internal import InfraMindCore

/// What a suggestion is expected to bring, in words.
struct EffectText {
  let effect: ExpectedEffect
  /// Whether the machines are the user's own, which no plan's minutes pay for.
  var isOnOwnMachines = false

  /// The effect of a suggestion.
  init(of suggestion: Suggestion) {
    effect = suggestion.effect
    guard case .runner(let move) = suggestion.change else { return }
    isOnOwnMachines = move.current.family.vendor == RunnerFamily.selfHosted
  }

  /// An effect alone.
  init(effect: ExpectedEffect) { self.effect = effect }

  /// The time, such as `40 s to 1 min 30 s less per run (about 1 min 10 s)`; `nil` if it is unknown.
  var time: String? {
    guard let seconds = effect.secondsPerRun else { return nil }
    return Self.span(seconds, Figures.time, less: "less", more: "more") + " per run"
  }

  /// Both bills, such as `$0.016 → $0.011 per run ($0.010 to $0.013)`; `nil` unless both are known.
  var bill: String? {
    guard let now = effect.billNow, let then = effect.billThen else { return nil }
    let range = "\(Figures.dollars(then.low)) to \(Figures.dollars(then.high))"
    let isExact = then.low == then.high
    return "\(Figures.dollars(now)) → \(Figures.dollars(then.middle)) per run"
      + (isExact ? "" : " (\(range))")
  }

  /// The money, such as `saves $3.10 a month ($2.00 to $4.00)`; `nil` if it is unknown.
  var month: String? {
    guard let money = effect.dollarsPerMonth else { return nil }
    return Self.span(money, Figures.dollars, less: "less", more: "more") + " a month"
      + (isOnOwnMachines ? "" : ", before any minutes that your plan includes")
  }

  /// Dollars that something costs less, such as `$0.01 to $0.02 less (about $0.015 less)`.
  static func dollars(_ saving: Interval) -> String {
    span(saving, Figures.dollars, less: "less", more: "more")
  }

  /// The gain in a few words for a table; `unknown` if nothing is known.
  var short: String {
    if let money = effect.dollarsPerMonth { return Self.change(money.middle, Figures.dollars) + " a month" }
    if let seconds = effect.secondsPerRun { return Self.change(seconds.middle, Figures.time) + " per run" }
    return "not known"
  }

  private static func change(_ value: Double, _ figure: (Double) -> String) -> String {
    figure(abs(value)) + (value < 0 ? " more" : " less")
  }

  /// An interval of savings: `a to b less (about m)`, or `b more to a less` where it holds both.
  private static func span(
    _ interval: Interval, _ figure: (Double) -> String, less: String, more: String
  ) -> String {
    let (low, middle, high) = (interval.low, interval.middle, interval.high)
    let about = " (about \(change(middle, figure)))"
    if low == high { return change(low, figure) }
    if low >= 0 { return "\(figure(low)) to \(figure(high)) \(less)" + about }
    if high <= 0 { return "\(figure(-high)) to \(figure(-low)) \(more)" + about }
    return "\(figure(-low)) \(more) to \(figure(high)) \(less)" + about
  }
}
