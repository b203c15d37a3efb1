package import FoundationEssentials

/// What the present month will have cost at its end, from runs and what each of them was billed.
package struct MonthEnd: Hashable, Sendable {
  /// Billed since the month began, in dollars.
  package var spent: Double
  /// At the month's end, with its 90 % interval, in dollars.
  package var total: Interval
  /// The last four weeks by the four before; `nil` with less than eight weeks of history.
  package var trend: Interval?

  /// Forecasts a month in UTC.
  ///
  /// - Parameters:
  ///   - runs: Runs of all jobs that are billed together; those that were skipped, have no start or lie after
  ///     `now` do not count. All others are billed, whatever their end.
  ///   - price: A run's price; `nil` if it costs nothing that is known.
  /// - Returns: `nil` if less than two weeks are known or nothing was billed.
  package init?(_ runs: [JobRun], now: Date, price: (JobRun) -> RunnerPrice?) {
    let today = Self.day(now)
    guard today >= 0 else { return nil }
    var byDay: [Int: Double] = [:]
    for run in runs where run.conclusion != .skipped {
      guard let start = run.startedAt, start <= now, let price = price(run) else { continue }
      let bill =
        run.billedTime.map { Double(price.perMinute.nanodollars) / 1e9 * ($0 / .seconds(60)) }
        ?? run.duration.map { price.bill(for: $0).dollars }
      byDay[Self.day(start), default: 0] += max(0, bill ?? 0)
    }
    guard let first = byDay.keys.min(), today - first < 100_000 else { return nil }
    let days = (max(first, today - CostForecaster.mostDays)..<max(today, first)).map { byDay[$0] ?? 0 }
    let date = Timestamp.civil(daysSinceEpoch: today)
    let length = Timestamp.daysInMonth(date.month, of: date.year)
    let forecaster = CostForecaster(days: days)
    // Today is not over: it is forecast as a whole, and counts at least what was spent.
    guard let rest = forecaster.sum(next: length - date.day + 1) else { return nil }
    let before = (today - date.day + 1..<today).reduce(0) { $0 + (byDay[$1] ?? 0) }
    let todays = byDay[today] ?? 0
    spent = before + todays
    total = Interval(
      low: max(spent, before + rest.low), middle: max(spent, before + rest.middle),
      high: max(spent, before + rest.high))
    trend = forecaster.trend
  }

  /// Days since 1 January 1970, UTC.
  private static func day(_ date: Date) -> Int {
    let seconds = date.timeIntervalSince1970
    return seconds.isFinite ? Int((min(max(seconds, -1e11), 1e11) / 86_400).rounded(.down)) : 0
  }
}
