/// How long it takes to take a finished run, and to forecast one.
struct BuildSpeed: Sendable {
  private let replays: [BuildReplay]
  private let models: RunModels
  private let stopwatch: @Sendable () -> Double

  init(_ replays: [BuildReplay], _ models: RunModels, stopwatch: @escaping @Sendable () -> Double) {
    self.replays = replays
    self.models = models
    self.stopwatch = stopwatch
  }

  /// Microseconds for one run, means over all builds.
  var table: EvaluationTable {
    let columns = [EvaluationTable.Column("µs per run", decimals: 2)]
    func row(_ name: String, _ role: EvaluationTable.Role, _ value: Double) -> EvaluationTable.Row {
      EvaluationTable.Row(name, role: role, cells: [.init(value)])
    }
    let (take, describe) = trailTimes
    return EvaluationTable(
      title: "Speed",
      note: "Means over all builds, on one core; a job's state takes \(RunTrail.bytes) bytes at most.",
      columns: columns,
      rows: [
        row("a finished run is taken", .ours, take), row("a planned run is described", .ours, describe),
        row("its models are asked", .ours, modelTime),
        row("LightGBM asked for one row from Python, published beforehand", .reference, 59),
      ])
  }

  private var trailTimes: (take: Double, describe: Double) {
    var taking = 0.0
    var describing = 0.0
    var count = 0.0
    var sum = 0.0
    for replay in replays {
      let runs = replay.history.finishOrder.map { replay.history.builds[$0].finishedRun }
      var trail = RunTrail()
      let start = stopwatch()
      for run in runs { trail.take(run) }
      let taken = stopwatch()
      for run in runs { sum += RunFeatures.row(of: run.planned, after: trail)?.first ?? 0 }
      describing += stopwatch() - taken
      taking += taken - start
      count += Double(runs.count)
    }
    // The sum is used, so that no row may be left out.
    return sum.isNaN && count == 0 ? (0, 0) : (1e6 * taking / count, 1e6 * describing / count)
  }

  private var modelTime: Double {
    let rows = replays.flatMap { $0.examples.compactMap { $0?.row } }
    let start = stopwatch()
    let sum = rows.reduce(0) { $0 + models.offsets($1).middle }
    let spent = stopwatch() - start
    return sum.isNaN && rows.isEmpty ? 0 : 1e6 * spent / Double(rows.count)
  }
}
