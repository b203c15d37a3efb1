/// Forecasts of a series' month ends, made on several days of each month, beside what came.
struct MonthEndReplay: Sendable {
  /// Days of the month on whose morning a forecast is made.
  static let mornings = [6, 11, 16, 21, 26]
  /// Complete days that have to be known before.
  private static let fewestDays = 42

  /// One forecast: the amount, and its 90 % interval where the method has one.
  struct Case: Sendable {
    var actual: Double
    var ours: Interval
    var runRate: Interval
    var lastMonth: Double?
  }

  private(set) var cases: [Case] = []

  /// Replays a series.
  ///
  /// - Parameter amounts: By days since 1 January 1970; days between that are missing cost nothing.
  init(_ amounts: [Int: Double]) {
    guard let first = amounts.keys.min(), let last = amounts.keys.max(), first >= 0, last - first < 40_000
    else { return }
    let series = (first...last).map { amounts[$0] ?? 0 }
    func sum(_ from: Int, _ to: Int) -> Double { series[(from - first)..<(to - first)].reduce(0, +) }
    for today in (first + Self.fewestDays)..<max(last, first + Self.fewestDays) {
      let date = Timestamp.civil(daysSinceEpoch: today)
      guard Self.mornings.contains(date.day) else { continue }
      let length = Timestamp.daysInMonth(date.month, of: date.year)
      let (begin, end) = (today - date.day + 1, today - date.day + 1 + length)
      guard begin >= first, end <= last + 1, sum(begin, end) > 0,
        let rest = CostForecaster(days: Array(series[..<(today - first)])).sum(next: end - today)
      else { continue }
      let spent = sum(begin, today)
      let days = Array(series[(begin - first)..<(today - first)])
      let (past, left) = (Double(date.day - 1), Double(end - today))
      let mean = spent / past
      let variance = days.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(past - 1, 1)
      let half = 1.645 * (variance * (left + left * left / past)).squareRoot()
      let middle = spent + mean * left
      let before = Timestamp.civil(daysSinceEpoch: begin - 1)
      let lastBegin = begin - Timestamp.daysInMonth(before.month, of: before.year)
      cases.append(
        Case(
          actual: sum(begin, end),
          ours: Interval(low: spent + rest.low, middle: spent + rest.middle, high: spent + rest.high),
          runRate: Interval(low: max(spent, middle - half), middle: middle, high: middle + half),
          lastMonth: lastBegin >= first ? sum(lastBegin, begin) : nil))
    }
  }

  /// The amounts of a project's builds: machine seconds by the day of their start.
  static func amounts(of history: BuildHistory) -> [Int: Double] {
    var byDay: [Int: Double] = [:]
    for build in history.builds {
      byDay[Int((build.started / 86_400).rounded(.down)), default: 0] += build.seconds
    }
    return byDay
  }
}

extension SignalEvaluation {
  static func monthEnds(_ replays: [MonthEndReplay]) -> EvaluationTable {
    var inside = (ours: PooledShare(), runRate: PooledShare())
    for replay in replays {
      inside.ours.add(replay.cases.count { $0.ours.holds($0.actual) }, of: replay.cases.count)
      inside.runRate.add(replay.cases.count { $0.runRate.holds($0.actual) }, of: replay.cases.count)
    }
    let cases = replays.flatMap(\.cases)
    func width(_ interval: (MonthEndReplay.Case) -> Interval) -> EvaluationTable.Cell {
      let widths = cases.map { 100 * (interval($0).high - interval($0).low) / max(interval($0).middle, 1e-9) }
      return .init(OrderStatistics.median(widths))
    }
    func errors(_ amount: (MonthEndReplay.Case) -> Double?) -> [EvaluationTable.Cell] {
      let pairs = cases.compactMap { one in amount(one).map { (abs($0 - one.actual), one.actual) } }
      let total = pairs.reduce(0) { $0 + $1.1 }
      return [
        .init(OrderStatistics.median(pairs.map { 100 * $0.0 / $0.1 })),
        .init(total > 0 ? 100 * pairs.reduce(0) { $0 + $1.0 } / total : nil),
      ]
    }
    return EvaluationTable(
      title: "Month-end cost",
      note:
        "\(cases.count) forecasts for \(replays.count { !$0.cases.isEmpty }) series, made in the morning of the 6th, "
        + "11th, 16th, 21st and 26th: machine seconds a day of each project, and seconds billed of one repository. "
        + "The run rate's interval takes days for independent.",
      columns: [
        "within the 90 % interval, %", "median width of it, % of the forecast", "median relative error, %",
        "sum of errors / sum, %",
      ].map { .init($0, decimals: 1) },
      rows: [
        .init(
          "replayed errors", role: .ours,
          cells: [inside.ours.cell(), width(\.ours)] + errors(\.ours.middle)),
        .init(
          "linear run rate", role: .baseline,
          cells: [inside.runRate.cell(), width(\.runRate)] + errors(\.runRate.middle)),
        .init("as last month", role: .baseline, cells: [.init(nil), .init(nil)] + errors(\.lastMonth)),
      ])
  }
}

extension Interval {
  fileprivate func holds(_ value: Double) -> Bool { low <= value && value <= high }
}
