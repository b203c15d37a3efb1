/// The tables of a replayed history.
struct ReplayTables: Sendable {
  private let tally: ReplayTally
  private let jobs: Int
  private let preferences: AdvisingPreferences

  init(_ tally: ReplayTally, jobs: Int, _ preferences: AdvisingPreferences) {
    self.tally = tally
    self.jobs = jobs
    self.preferences = preferences
  }

  var tables: [EvaluationTable] { [moves, predictions] }

  private var moves: EvaluationTable {
    let replayed = tally.outcomes.first?.values.count ?? 0
    let waiting = FigureText.dollars(preferences.dollarsPerWaitingMinute)
    var note =
      "\(FigureText.count(replayed, "job")) of \(jobs) replayed; the others have fewer than "
      + "\(HistoryReplay.fewestRuns) runs, or a machine of unknown size or price. Costs are bills and waiting "
      + "(\(waiting) a minute), told in hindsight by all runs; a method is judged by its first move. Percentiles of "
      + "CPU samples, by which some rules go, are in no history: the peak stands for them."
    if !tally.billsHeld.isEmpty {
      note +=
        " Of \(FigureText.count(tally.billsHeld.count, "move")) of ours to a size that was measured later, the 90 % "
        + "interval of the bill held it \(FigureText.count(tally.billsHeld.count { $0 }, "time"))."
    }
    return EvaluationTable(
      title: "What would have been suggested", note: note,
      columns: [
        EvaluationTable.Column("moves", decimals: 0),
        EvaluationTable.Column("runs before the move, mean", decimals: 1),
        EvaluationTable.Column("cost beside no move, %", decimals: 1),
        EvaluationTable.Column("regret over the best size, %", decimals: 1),
        EvaluationTable.Column("moves that cost more, %", decimals: 0),
        EvaluationTable.Column("moves short of memory", decimals: 0),
        EvaluationTable.Column("moves measured on both sizes", decimals: 0),
      ], rows: tally.outcomes.map { row($0.method, $0.values) })
  }

  private func row(_ method: String, _ outcomes: [ReplayTally.Outcome]) -> EvaluationTable.Row {
    let moved = outcomes.filter { $0.runsUntilMove != nil }
    let regret = outcomes.map { 100 * ($0.cost / max($0.costBest, 1e-12) - 1) }
    let total = outcomes.reduce(0) { $0 + $1.costToday }
    let change = outcomes.reduce(0) { $0 + $1.cost - $1.costToday }
    let worse = moved.count { $0.cost > $0.costToday * (1 + 1e-9) }
    let share = moved.isEmpty ? nil : 100 * Double(worse) / Double(moved.count)
    let before = moved.compactMap(\.runsUntilMove).reduce(0, +)
    return EvaluationTable.Row(
      method, role: method == "InfraMind" ? .ours : .baseline,
      cells: [
        EvaluationTable.Cell(Double(moved.count)),
        EvaluationTable.Cell(moved.isEmpty ? nil : Double(before) / Double(moved.count)),
        EvaluationTable.Cell(total > 0 ? 100 * change / total : nil),
        EvaluationTable.Cell(meanOf: regret),
        EvaluationTable.Cell(share), EvaluationTable.Cell(Double(moved.count { $0.isShortOfMemory })),
        EvaluationTable.Cell(Double(moved.count { $0.isMeasured })),
      ])
  }

  private var predictions: EvaluationTable {
    EvaluationTable(
      title: "How long the next run takes",
      note:
        "Successful runs on a machine on which the job ran before, each foretold from those that had ended by its "
        + "start. Half of the runs should take no longer than the P50, and 90 % no longer than the P90.",
      columns: [
        EvaluationTable.Column("runs", decimals: 0),
        EvaluationTable.Column("median error of P50, %", decimals: 1),
        EvaluationTable.Column("no longer than P50, %", decimals: 1),
        EvaluationTable.Column("no longer than P90, %", decimals: 1),
        EvaluationTable.Column("P90 over P50, median %", decimals: 0),
      ],
      rows: tally.predictions.map { method, values in
        let errors = WeightedSample(values.map { 100 * abs($0.seconds - $0.p50) / $0.seconds })
        let withP90 = values.filter { $0.p90 != nil }
        let widths = WeightedSample(withP90.map { 100 * (($0.p90 ?? 0) / max($0.p50, 1e-9) - 1) })
        return EvaluationTable.Row(
          method, role: method == "InfraMind" ? .ours : .baseline,
          cells: [
            EvaluationTable.Cell(Double(values.count)), EvaluationTable.Cell(errors.median),
            Self.share(values) { $0.seconds <= $0.p50 }, Self.share(withP90) { $0.seconds <= $0.p90 ?? 0 },
            EvaluationTable.Cell(widths.median),
          ])
      })
  }

  private static func share(
    _ values: [ReplayTally.Prediction], _ holds: (ReplayTally.Prediction) -> Bool
  ) -> EvaluationTable.Cell {
    guard !values.isEmpty else { return EvaluationTable.Cell(nil) }
    let share = Double(values.count(where: holds)) / Double(values.count)
    return EvaluationTable.Cell(
      100 * share, standardError: 100 * (share * (1 - share) / Double(values.count)).squareRoot())
  }
}
