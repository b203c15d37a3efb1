internal import FoundationEssentials

/// Measures size advice on jobs whose truth is known, beside the rules of others.
///
/// Every method is applied until it rests: it sees 3 to 20 runs on the size where the job starts and on every size that
/// it moves to. Its regret is what a run costs more where it rests, bill and waiting, than on the best size that has the
/// memory.
public struct SyntheticEvaluation: Sendable {
  /// Dollars for a minute of waiting, one column each.
  public static let waiting = [0, 0.02, 0.10]
  /// Most steps of a method on one job: rules may go round in circles.
  static let mostSteps = 12

  /// Jobs looked at.
  public var jobs: Int
  /// Seed of all draws.
  public var seed: UInt64
  /// Parallel stages of each job: 1, or 2 of different degree, which our model does not have.
  public var stages: Int

  /// An evaluation; 20,000 jobs take about a minute.
  public init(jobs: Int = 20_000, seed: UInt64 = 1, stages: Int = 1) {
    self.jobs = jobs
    self.seed = seed
    self.stages = stages
  }

  /// The tables: what each method costs, and how far its advice can be trusted.
  public func tables() -> [EvaluationTable] {
    var players: [SyntheticTally] =
      [SyntheticTally("InfraMind", .ours, .adviser(tries: true))]
      + [SyntheticTally("InfraMind, without trials", .ours, .adviser(tries: false))]
      + SizeRules.all.map { SyntheticTally($0.name, .baseline, .rule($0)) }
      + [SyntheticTally("no change", .reference, .nothing), SyntheticTally("best size", .reference, .oracle)]
    var random = SeededGenerator(seed: seed)
    for number in 0..<max(jobs, 0) {
      let job = SyntheticJob(&random, stages: stages)
      let runs = 3 + Int(random.uniform() * 18)
      for (place, waiting) in Self.waiting.enumerated() {
        let arena = SyntheticArena(job: job, runsPerVisit: runs, waiting: waiting)
        for player in players.indices {
          // Every method meets the same noise.
          var noise = SeededGenerator(seed: seed ^ (UInt64(number) &* 0x9e37_79b9_7f4a_7c15))
          players[player].add(arena.play(players[player].method, &noise), at: place)
        }
      }
    }
    return [regretTable(players), honestyTable(players)]
  }

  private func regretTable(_ players: [SyntheticTally]) -> EvaluationTable {
    let columns =
      Self.waiting.map {
        EvaluationTable.Column("regret at $\(FigureText.fixed($0, 2)) a minute of waiting, %", decimals: 1)
      } + [
        EvaluationTable.Column("moves per job", decimals: 2),
        EvaluationTable.Column("runs of trials per job", decimals: 2),
        EvaluationTable.Column("extra cost of trials per job, runs on the best size", decimals: 2),
      ]
    return EvaluationTable(
      title: "Synthetic jobs: what the size costs on which a method rests",
      note:
        "\(FigureText.count(jobs, "job")) of \(FigureText.count(stages, "parallel stage")), 3 to 20 runs on every size "
        + "visited; regret is the extra cost of a run, bill and waiting, over the best size with enough memory. Moves "
        + "and trials are means over the values of waiting.",
      columns: columns,
      rows: players.map { player in
        EvaluationTable.Row(
          player.name, role: player.role,
          cells: player.regret.map(\.percentage) + [
            player.moves.cell, player.trialRuns.cell, player.trialCost.cell,
          ])
      },
      curve: EvaluationTable.Curve(
        columns: Array(Self.waiting.indices), xs: Self.waiting, xTitle: "dollars for a minute of waiting",
        yTitle: "regret, %"))
  }

  private func honestyTable(_ players: [SyntheticTally]) -> EvaluationTable {
    EvaluationTable(
      title: "Synthetic jobs: how far advice can be trusted",
      note:
        "Shares of the moves advised, all values of waiting together; out of memory means that one of the next runs "
        + "(as many as were seen) would have needed more than the size has. Intervals are of means: the time and the "
        + "bill of a run after a move, and the time on all sizes of the ladder before any.",
      columns: [
        EvaluationTable.Column("out of memory, %", decimals: 3),
        EvaluationTable.Column("dearer than before, %", decimals: 2),
        EvaluationTable.Column("time saved inside its 90 % interval, %", decimals: 1),
        EvaluationTable.Column("bill inside its 90 % interval, %", decimals: 1),
        EvaluationTable.Column("time on any size inside its 90 % interval, %", decimals: 1),
        EvaluationTable.Column("median width of that interval, % of the time", decimals: 0),
      ],
      rows: players.filter { $0.role != .reference }.map { player in
        EvaluationTable.Row(
          player.name, role: player.role,
          cells: [
            player.outOfMemory.percentage, player.dearer.percentage, player.timeHeld.percentage,
            player.billHeld.percentage, player.ladderHeld.percentage, player.medianWidth,
          ])
      })
  }
}
