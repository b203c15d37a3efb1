/// Measures how well durations and failures of builds are forecast before they start, on histories of projects.
///
/// Every figure is of builds of the last two fifths of a project, each forecast from what had finished before it
/// started. Nothing is set for a project: what is learned is learned by the same rule from all of them.
package struct BuildEvaluation: Sendable {
  /// How often models are learned anew within the tested part.
  package var rounds = 8
  private let replays: [BuildReplay]
  private let trainer: (any TreeTraining)?
  private let stopwatch: (@Sendable () -> Double)?

  /// Reads the histories.
  ///
  /// - Parameters:
  ///   - projects: Names and tables of builds, as ``BuildHistory/init(name:csv:)`` reads them.
  ///   - trainer: Grows trees; without it only the methods that need none are measured.
  ///   - stopwatch: Seconds since any moment, for the figures of speed; without it there are none.
  /// - Throws: ``BuildHistoryError``.
  package init(
    projects: [(name: String, csvText: String)], trainer: (any TreeTraining)?,
    stopwatch: (@Sendable () -> Double)? = nil
  ) throws(BuildHistoryError) {
    var replays: [BuildReplay] = []
    for project in projects {
      replays.append(BuildReplay(try BuildHistory(name: project.name, csv: project.csvText)))
    }
    self.replays = replays
    self.trainer = trainer
    self.stopwatch = stopwatch
  }

  /// Measures, and returns tables of durations, intervals, failures and, with a stopwatch, speed.
  ///
  /// - Throws: What the trainer throws.
  package func tables() throws -> [EvaluationTable] {
    let scored = replays.enumerated().flatMap { project, replay in
      replay.history.scored.filter { replay.usable($0) != nil }.map { ScoredBuild(replay, project, $0) }
    }
    guard !scored.isEmpty else { return [] }
    var ours: [BuildForecaster] = []
    var speed: [EvaluationTable] = []
    if let trainer {
      let outcome = try WalkForward(rounds: rounds, learning: TreeLearning(trainer)).outcome(replays)
      ours += forecasters(outcome, named: "ours")
      speed = stopwatch.map { [BuildSpeed(replays, outcome.models, stopwatch: $0).table] } ?? []
    }
    let linear = try WalkForward(rounds: rounds, learning: LinearLearning()).outcome(replays)
    ours += forecasters(linear, named: "ours, without LightGBM")
    let tables = BuildTables(builds: scored, ours: ours, replays: replays)
    return [tables.passed, tables.all, tables.intervals, tables.failures] + speed
  }

  private func forecasters(_ outcome: WalkForward.Outcome, named name: String) -> [BuildForecaster] {
    let parts = Set(OnlineCorrection.Part.allCases)
    let variants: [(String, [[RunOffsets?]], Set<OnlineCorrection.Part>)] = [
      (name, outcome.offsets, parts),
      (name + ", models learned once", outcome.learnedOnce, parts),
      (name + ", middle not corrected", outcome.offsets, [.interval]),
      (name + ", interval not calibrated", outcome.offsets, [.middle]),
    ]
    return variants.map { name, offsets, parts in
      BuildForecaster(
        name: name,
        forecasts: zip(replays, offsets).map { $0.forecasts($1, correcting: parts) })
    }
  }
}

/// One of our methods, and what it forecasts of every project's builds.
struct BuildForecaster: Sendable {
  let name: String
  let forecasts: [[RunForecast?]]
}

/// A build that is scored, with what others predict of it.
struct ScoredBuild: Sendable {
  let project: Int
  let index: Int
  let seconds: Double
  let isPassed: Bool
  let baselines: BuildBaselines?

  init(_ replay: BuildReplay, _ project: Int, _ index: Int) {
    self.project = project
    self.index = index
    let build = replay.history.builds[index]
    seconds = build.seconds
    isPassed = build.isPassed
    baselines = BuildBaselines(replay.history, index)
  }
}
