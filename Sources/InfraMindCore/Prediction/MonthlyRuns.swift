internal import FoundationEssentials

/// How often a job runs in a month, from the history's own window.
struct MonthlyRuns: Sendable {
  /// Days of a month.
  static let month = 365.25 / 12
  /// Shortest window that a month is extrapolated from, in days.
  static let shortestWindow = 7.0

  /// Runs a month.
  let perMonth: Double
  /// Standard error of that.
  let standardError: Double

  /// Extrapolates the counts of the last ninety days; `nil` if they cover less than ``shortestWindow``.
  ///
  /// The error is that of a Poisson count, widened by as much as the daily counts vary more than such counts do.
  init?(_ counts: DailyCounts, now: Date) {
    guard let (daily, window) = counts.window(until: now), window >= Self.shortestWindow else { return nil }
    let total = Double(daily.reduce(0, +))
    let mean = total / Double(daily.count)
    let variance =
      daily.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(max(daily.count - 1, 1))
    let dispersion = max(1, variance / mean)
    let scale = Self.month / window
    // The window begins with a run, which therefore is none of those that fell into it.
    perMonth = (total - 1) * scale
    standardError = (dispersion * total).squareRoot() * scale
  }

  /// A number of runs a month that the history could as well have shown; not below zero.
  func draw(_ random: inout SeededGenerator) -> Double {
    max(0, perMonth + standardError * random.normal())
  }
}
