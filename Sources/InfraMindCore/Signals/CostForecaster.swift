#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What the next days will cost, from what each day cost until now.
///
/// A day's amount is expected to be the recent level times the habit of its weekday. How far such forecasts
/// were off is not assumed but replayed: at every earlier day the same forecast is made and compared with
/// what came, and these errors span the interval, drawn towards a wide one where the history is short.
package struct CostForecaster: Sendable {
  /// Fewest complete days that a forecast rests on.
  static let fewestDays = 14
  /// Latest complete days that are looked at.
  static let mostDays = 400
  private static let halfLife = 14.0
  private static let weekdayHalfLife = 42.0
  /// Days' worth of "as any other day" in each weekday's habit.
  private static let weekdayWeight = 3.0
  /// Forecasts' worth of the usual error, and the most that this is: standard deviation of a logarithm, for seven days
  /// or more.
  private static let usualForecasts = 3.0
  private static let mostUsualError = 0.9
  /// The usual error of the level alone, and how many days of one kind come together: days are not independent.
  private static let levelError = 0.35
  private static let daysTogether = 3.0
  /// What of the errors is left out on either side: less than 5 %, since the errors to come differ from those
  /// that were.
  private static let edge = 0.02

  private let days: [Double]

  /// Takes complete days, oldest first and without gaps: a day without runs is zero. Negative amounts and
  /// what is not finite count as zero.
  package init(days: [Double]) {
    self.days = days.suffix(Self.mostDays).map { $0.isFinite ? min(max($0, 0), 1e12) : 0 }
  }

  /// The sum of the next days, in the unit of the days given, with its 90 % interval.
  ///
  /// - Parameter next: Days ahead, 1 to 92; none cost nothing.
  /// - Returns: `nil` with fewer than ``fewestDays`` days, or if none of them cost anything.
  package func sum(next: Int) -> Interval? {
    guard next > 0 else { return Interval(low: 0, middle: 0, high: 0) }
    let next = min(next, 92)
    guard days.count >= Self.fewestDays, days.contains(where: { $0 > 0 }) else { return nil }
    let middle = Self.forecast(days[...], next)
    let scale = days.reduce(0, +) / Double(days.count) * Double(next) * 0.02
    var errors: [(value: Double, weight: Double)] = []
    let origins = stride(from: days.count - next, through: Self.fewestDays, by: -1).prefix(180)
    for origin in origins {
      let actual = days[origin..<origin + next].reduce(0, +)
      let expected = Self.forecast(days[..<origin], next)
      // Windows overlap: together they tell as much as those that do not.
      errors.append((log((actual + scale) / (expected + scale)), 1 / Double(next)))
    }
    let usualError = usualError(next)
    for step in 0..<20 {
      let place = (Double(step) + 0.5) / 20
      errors.append((usualError * Self.normalQuantile(place), Self.usualForecasts / 20))
    }
    let sample = WeightedSample(errors)
    guard let low = sample.quantile(Self.edge), let high = sample.quantile(1 - Self.edge) else { return nil }
    func amount(_ error: Double) -> Double { max(0, (middle + scale) * exp(error) - scale) }
    return Interval(low: min(amount(low), middle), middle: middle, high: max(amount(high), middle))
  }

  /// What the scatter of the days makes of the sum of so many, and the level that may change.
  private func usualError(_ next: Int) -> Double {
    let mean = days.reduce(0, +) / Double(days.count)
    let variance = days.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(days.count - 1)
    let ofSum = log(1 + variance / (mean * mean) * Self.daysTogether / Double(next))
    return min((ofSum + Self.levelError * Self.levelError).squareRoot(), Self.mostUsualError)
  }

  /// The last four weeks by the four before, with its 90 % interval; `nil` with fewer than eight weeks, or if
  /// the earlier four cost nothing.
  package var trend: Interval? {
    guard days.count >= 56 else { return nil }
    let weeks = stride(from: days.count - 56, to: days.count, by: 7).map { days[$0..<$0 + 7].reduce(0, +) }
    let (old, new) = (weeks.prefix(4).reduce(0, +), weeks.suffix(4).reduce(0, +))
    guard old > 0, new > 0 else { return nil }
    func relativeVariance(_ four: ArraySlice<Double>) -> Double {
      let mean = four.reduce(0, +) / 4
      return four.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3 / 4 / (mean * mean)
    }
    // Student's t with six degrees of freedom.
    let half = 1.943 * (relativeVariance(weeks.prefix(4)) + relativeVariance(weeks.suffix(4))).squareRoot()
    return Interval(low: new / old * exp(-half), middle: new / old, high: new / old * exp(half))
  }

  private static func forecast(_ days: ArraySlice<Double>, _ next: Int) -> Double {
    var (level, weight) = (0.0, 0.0)
    var ofWeekday = [Double](repeating: 0, count: 7)
    var weights = ofWeekday
    for index in days.indices {
      let age = Double(days.endIndex - 1 - index)
      let (fast, slow) = (exp2(-age / halfLife), exp2(-age / weekdayHalfLife))
      level += fast * days[index]
      weight += fast
      ofWeekday[index % 7] += slow * days[index]
      weights[index % 7] += slow
    }
    let mean = ofWeekday.reduce(0, +) / max(weights.reduce(0, +), 1e-9)
    guard mean > 0, weight > 0 else { return 0 }
    let habit = (0..<7).map { day in
      (ofWeekday[day] / mean + weekdayWeight) / (weights[day] + weekdayWeight)
    }
    return (0..<next).reduce(0) { $0 + level / weight * habit[(days.endIndex + $1) % 7] }
  }

  /// Acklam's central approximation is more than is needed here: Tukey's lambda with 0.14 is within 1 %.
  private static func normalQuantile(_ probability: Double) -> Double {
    (pow(probability, 0.14) - pow(1 - probability, 0.14)) / 0.1975
  }
}
