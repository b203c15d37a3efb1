/// Runs of one workflow on one commit: how often a failure passes when it is tried again, and how far times
/// of equal code differ.
struct RerunStudy: Sendable {
  private var sets: [[(passed: Bool, seconds: Double?)]] = []

  init(csv: String) {
    let table = NumberTable(csv: csv)
    var bySet: [String: [(order: Double, passed: Bool, seconds: Double?)]] = [:]
    var names: [String] = []
    for row in table.rows {
      let name = table.text("set", row)
      guard let order = table.number("run", row) else { continue }
      if bySet[name] == nil { names.append(name) }
      let passed = table.text("conclusion", row) == "success"
      bySet[name, default: []].append((order, passed, table.number("duration_s", row)))
    }
    sets = names.map { (bySet[$0] ?? []).sorted { $0.order < $1.order }.map { ($0.passed, $0.seconds) } }
  }

  /// Whether anything was read.
  var isEmpty: Bool { sets.isEmpty }

  /// The table; errors are those of there being other commits.
  var table: EvaluationTable {
    var (first, both, later) = (PooledShare(), PooledShare(), PooledShare())
    var ours: [Double] = []
    var always: [Double] = []
    for set in sets {
      both.add(set.contains { $0.passed } && set.contains { !$0.passed } ? 1 : 0, of: 1)
      if set.count > 1, !set[0].passed { first.add(set[1].passed ? 1 : 0, of: 1) }
      // After each failure of a set, what the ledger would say of the next run, from the set's own past.
      var (failed, passed) = (0.0, 0.0)
      for (run, next) in zip(set, set.dropFirst()) where !run.passed {
        later.add(next.passed ? 1 : 0, of: 1)
        let weight = FlakyLedger.usualWeight
        let chance = (passed + weight * FlakyLedger.usualRetry) / (failed + weight)
        let outcome = next.passed ? 1.0 : 0
        ours.append((chance - outcome) * (chance - outcome))
        always.append((FlakyLedger.usualRetry - outcome) * (FlakyLedger.usualRetry - outcome))
        failed += 1
        passed += outcome
      }
    }
    let differences = sets.compactMap { set -> Double? in
      let times = set.filter(\.passed).compactMap(\.seconds).filter { $0 > 0 }
      guard times.count > 1 else { return nil }
      return 100 * abs(times[1] - times[0]) / times[1]
    }
    func mean(_ numbers: [Double]) -> EvaluationTable.Cell {
      .init(numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count))
    }
    let none = EvaluationTable.Cell(nil)
    return EvaluationTable(
      title: "Runs of one commit",
      note:
        "\(sets.count) sets of runs that somebody repeated on one commit. Brier score: mean squared error of the "
        + "probability that the run after a failure passes; lower is better.",
      columns: [
        .init("both outcomes, % of sets", decimals: 1),
        .init("second run passes after a failed first, %", decimals: 1),
        .init("next run passes after any failure, %", decimals: 1),
        .init("median difference of two passed runs, %", decimals: 1), .init("Brier score", decimals: 4),
      ],
      rows: [
        .init(
          "seen", role: .baseline,
          cells: [
            both.cell(), first.cell(), later.cell(), .init(OrderStatistics.median(differences)), none,
          ]),
        .init("drawn towards 33 %", role: .ours, cells: [none, none, none, none, mean(ours)]),
        .init("always 33 %", role: .baseline, cells: [none, none, none, none, mean(always)]),
      ])
  }
}
