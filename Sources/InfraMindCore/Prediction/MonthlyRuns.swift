internal import FoundationEssentials

/// How often a job runs in a month, from the history's own window.
struct MonthlyRuns: Sendable {
  /// Days of a month.
  static let month = 365.25 / 12
  /// Longest window looked at, in days.
  static let longestWindow = 90.0
  /// Shortest window that a month is extrapolated from, in days.
  static let shortestWindow = 7.0

  /// Runs a month.
  let perMonth: Double
  /// Standard error of that.
  let standardError: Double

  /// Counts all runs that took a machine, whatever their end, since all are billed, but for those of forks, by
  /// which strangers could inflate it; `nil` if they cover less than ``shortestWindow``.
  ///
  /// The error is that of a Poisson count, widened by as much as the daily counts vary more than such counts do.
  init?(_ runs: [JobRun], now: Date) {
    let ages = runs.compactMap { run -> Double? in
      guard run.conclusion != .skipped, !run.isFromFork, let start = run.startedAt else { return nil }
      let age = now.timeIntervalSince(start) / 86_400
      return (0...Self.longestWindow).contains(age) ? age : nil
    }
    guard let window = ages.max(), window >= Self.shortestWindow else { return nil }
    var daily = [Double](repeating: 0, count: Int(window) + 1)
    for age in ages { daily[Int(age)] += 1 }
    let mean = Double(ages.count) / Double(daily.count)
    let variance = daily.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(daily.count - 1, 1))
    let dispersion = max(1, variance / mean)
    let scale = Self.month / window
    // The window begins with a run, which therefore is none of those that fell into it.
    perMonth = Double(ages.count - 1) * scale
    standardError = (dispersion * Double(ages.count)).squareRoot() * scale
  }

  /// A number of runs a month that the history could as well have shown; not below zero.
  func draw(_ random: inout SeededGenerator) -> Double {
    max(0, perMonth + standardError * random.normal())
  }
}
