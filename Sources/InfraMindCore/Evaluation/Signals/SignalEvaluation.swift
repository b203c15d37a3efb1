#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Measures what tells signal from noise on a bench of histories, each method beside its baselines in the
/// same run.
package struct SignalEvaluation: Sendable {
  private let projects: [BuildHistory]
  private let reruns: String
  private let omicron: String
  private let pytorch: String
  /// The points at which changes are planted come of it.
  private static let seed: UInt64 = 7

  /// Prepares an evaluation; nothing is measured yet. An empty text leaves out what rests on it.
  ///
  /// - Parameters:
  ///   - projects: Name and table of each project's builds, see `BuildHistory`.
  ///   - reruns: Runs of the same commit: `set`, `run`, `conclusion`, `duration_s`.
  ///   - omicron: Runs with billed time: `started`, `billable_ubuntu_s`, `billable_macos_s`.
  ///   - pytorch: Daily test times of many jobs: `series`, `day`, `total_s`.
  /// - Throws: ``BuildHistoryError``.
  package init(
    projects: [(name: String, csvText: String)], reruns: String = "", omicron: String = "",
    pytorch: String = ""
  ) throws(BuildHistoryError) {
    var histories: [BuildHistory] = []
    for project in projects {
      histories.append(try BuildHistory(name: project.name, csv: project.csvText))
    }
    self.projects = histories
    self.reruns = reruns
    self.omicron = omicron
    self.pytorch = pytorch
  }

  /// All tables, in the order of the docs.
  package func tables() -> [EvaluationTable] {
    var tables: [EvaluationTable] = []
    if !projects.isEmpty { tables += [slowRuns, lastingChanges] }
    if !pytorch.isEmpty { tables.append(testTimes) }
    let study = RerunStudy(csv: reruns)
    if !study.isEmpty { tables.append(study.table) }
    var series = projects.map { MonthEndReplay(MonthEndReplay.amounts(of: $0)) }
    if !omicron.isEmpty { series.append(MonthEndReplay(billedSeconds)) }
    if !series.isEmpty { tables.append(Self.monthEnds(series)) }
    return tables + [QueueStudy(seed: Self.seed).table]
  }

  private var billedSeconds: [Int: Double] {
    let table = NumberTable(csv: omicron)
    var byDay: [Int: Double] = [:]
    for row in table.rows {
      guard let start = table.number("started", row), abs(start) < 1e11 else { continue }
      let billed = ["billable_ubuntu_s", "billable_macos_s"].compactMap { table.number($0, row) }
      let sum = billed.reduce(0, +)
      // Billing began with the repository's second year.
      if sum > 0 || !byDay.isEmpty { byDay[Int((start / 86_400).rounded(.down)), default: 0] += sum }
    }
    return byDay
  }

  // MARK: - Test times of a fleet of jobs

  /// Alarms on daily test times of many jobs, nearly without noise: how many there are, and what planted
  /// doubling is found, per day at the shipped thresholds.
  private var testTimes: EvaluationTable {
    let table = NumberTable(csv: pytorch)
    var bySeries: [String: [(day: Double, seconds: Double)]] = [:]
    for row in table.rows {
      guard let day = table.number("day", row), let seconds = table.number("total_s", row), seconds > 0 else {
        continue
      }
      bySeries[table.text("series", row), default: []].append((day, seconds))
    }
    var (alarms, doubled) = (PooledShare(), PooledShare())
    for series in bySeries.sorted(by: { $0.key < $1.key }) {
      var watch = DurationWatch()
      var (slow, found, judged) = (0, 0, 0)
      for (_, seconds) in series.value.sorted(by: { $0.day < $1.day }) {
        if let expectation = watch.expectation(of: RunContext()) {
          judged += 1
          if expectation.slowRun(seconds: seconds) != nil { slow += 1 }
          if expectation.slowRun(seconds: seconds * 2) != nil { found += 1 }
        }
        watch.take(seconds: seconds, context: RunContext())
      }
      alarms.add(slow, of: judged)
      doubled.add(found, of: judged)
    }
    return EvaluationTable(
      title: "One slow run: daily test times",
      note:
        "\(bySeries.count) series of one project's test times, a value for each day on which they changed; real "
        + "changes are among the alarms.",
      columns: ["alarms, %", "× 2 found, %"].map { .init($0, decimals: 1) },
      rows: [.init("as shipped", role: .ours, cells: [alarms.cell(), doubled.cell()])])
  }

  // MARK: - One slow run

  private var slowRuns: EvaluationTable {
    let ours = projects.map { SlowRunReplay($0) { WatchScoring() } }
    let baseline = projects.map { SlowRunReplay($0) { LastFiveScoring() } }
    let shipped = -log(SlowRunDetector.rarity)
    var rows = [
      row("as shipped: rarer than 1 in 111", .ours, ours, above: shipped.nextDown)
    ]
    for share in [0.01, 0.05] {
      let title = "threshold set on train for \(percent(share)) false alarms"
      rows.append(row(title, .ours, ours, above: SlowRunReplay.threshold(ours, falseAlarms: share)))
    }
    for share in [0.01, 0.05] {
      rows.append(
        row(
          "single_med_ok5, \(percent(share))", .baseline, baseline,
          above: SlowRunReplay.threshold(baseline, falseAlarms: share)))
    }
    rows.append(Self.reference("single_med_ok5, 1 %, published", [nil, 1.2, nil, 6.2, 23.3, 58.9, 87.0]))
    rows.append(Self.reference("single_lightgbm, 1 %, published", [nil, 0.5, nil, 2.3, 10.4, 41.0, 78.9]))
    rows.append(Self.reference("target", [nil, 1, nil, nil, nil, 75, nil]))
    return EvaluationTable(
      title: "One slow run",
      note:
        "\(projects.count) projects, \(ours.reduce(0) { $0 + $1.test.count }) passed builds of the last 40 % of each. "
        + "Found: share of them whose duration, multiplied as the column says, raises an alarm; false alarms are those of "
        + "the builds as they were. Each build is judged by what had finished before it started.",
      columns: ["false alarms train, %", "false alarms test, %", "worst project, %"].map {
        .init($0, decimals: 1)
      }
        + SlowRunReplay.factors.map { .init("× \($0.short) found, %", decimals: 1) },
      rows: rows,
      curve: EvaluationTable.Curve(
        columns: SlowRunReplay.factors.indices.map { $0 + 3 }, xs: SlowRunReplay.factors,
        xTitle: "times as slow as it was", yTitle: "found, %"))
  }

  private func row(
    _ name: String, _ role: EvaluationTable.Role, _ replays: [SlowRunReplay], above threshold: Double
  ) -> EvaluationTable.Row {
    let shares = SlowRunReplay.shares(replays, above: threshold)
    return EvaluationTable.Row(
      name, role: role,
      cells: [shares.train.cell(), shares.test.cell(), .init(shares.test.worst.map { $0 * 100 })]
        + shares.found.map { $0.cell() })
  }

  // MARK: - Lasting changes

  private var lastingChanges: EvaluationTable {
    func replays(_ make: () -> any ShiftScoring) -> [ShiftReplay] {
      projects.enumerated().map { ShiftReplay($1, seed: Self.seed &+ UInt64($0), make) }
    }
    let ours = replays { WatchShiftScoring() }
    var rows = [row("as shipped", .ours, ours, ShiftAlarm())]
    let threshold = ShiftReplay.threshold(ours, highest: 20) { ShiftAlarm(threshold: $0) }
    rows.append(row("threshold set on train", .ours, ours, ShiftAlarm(threshold: threshold)))
    let window = replays { WindowShiftScoring() }
    let level = ShiftReplay.threshold(window, highest: 20) { LevelAlarm(level: $0) }
    rows.append(row("sustained_window", .baseline, window, LevelAlarm(level: level)))
    let sum = replays { SumShiftScoring() }
    let height = ShiftReplay.threshold(sum, highest: 100) { RestartingAlarm(level: $0) }
    rows.append(row("sustained_cusum", .baseline, sum, RestartingAlarm(level: height)))
    let empty: Double? = nil
    rows.append(
      Self.reference(
        "sustained_window, published", [empty, 1.1, empty, empty, 14.2, 29.3, 67, 90.5, empty, 4]))
    rows.append(
      Self.reference(
        "sustained_cusum, published", [empty, 1.14, empty, empty, 17.3, 29.5, 67.2, 86.4, empty, 9]))
    rows.append(Self.reference("target", [1, 1, empty, empty, empty, 48, empty, empty, empty, empty]))
    return EvaluationTable(
      title: "A lasting change",
      note:
        "\(projects.count) projects; in each, changes begin at 20 random points of the last 40 % of its builds. "
        + "Found: an episode is under way within \(ShiftReplay.window) builds of the change; × 1 shows how many are by "
        + "chance. Begun: × 1.2 and the episode begins within these builds. The builds as they were hold real changes, so "
        + "episodes there are not all false.",
      columns: ["episodes in 200 train builds", "episodes in 200 test builds", "worst project"].map {
        .init($0, decimals: 2)
      } + ShiftReplay.factors.map { .init("× \($0.short) found, %", decimals: 1) } + [
        .init("× 1.2 begun, %", decimals: 1), .init("median delay at × 1.2, builds", decimals: 0),
      ],
      rows: rows)
  }

  private func row(
    _ name: String, _ role: EvaluationTable.Role, _ replays: [ShiftReplay], _ alarm: any ShiftAlarming
  ) -> EvaluationTable.Row {
    let outcome = ShiftReplay.outcome(replays, alarm)
    let index = ShiftReplay.factors.firstIndex(of: 1.2) ?? 0
    return EvaluationTable.Row(
      name, role: role,
      cells: [
        outcome.train.cell(times: 200), outcome.test.cell(times: 200),
        .init(outcome.test.worst.map { $0 * 200 }),
      ] + outcome.found.map { $0.cell() } + [
        outcome.begun[index].cell(), .init(OrderStatistics.median(outcome.delays[index])),
      ])
  }

  static func reference(_ name: String, _ values: [Double?]) -> EvaluationTable.Row {
    EvaluationTable.Row(name, role: .reference, cells: values.map { .init($0) })
  }

  private func percent(_ share: Double) -> String { "\((share * 100).short) %" }
}
