/// What one search came to, figure by figure as the bench defines them.
struct SizeTaskOutcome: Sendable {
  /// Most trials whose overspend is counted.
  static let mostTrials = 12
  /// Runs of a job over which overspend is counted.
  static let horizon = 20
  /// A size within this factor of the best counts as found; a hair more for rounding.
  static let found = 1.1 + 1e-9

  /// *J* / *J\** of each measured size, in order.
  private(set) var measured: [Double] = []
  /// The same of what is recommended after each run.
  private(set) var recommended: [Double] = []
  /// The same of the best one measured, by what was seen.
  private(set) var bestMeasured: [Double] = []
  /// After how many runs the search would have stopped by itself.
  private(set) var stop: Int?

  /// Follows a search for ``mostTrials`` runs, and on to ``horizon`` until a good size was measured.
  init(
    _ task: SizeTask, _ objective: TrialObjective, _ strategy: any SizeStrategy, teachers: SizeTeachers,
    seed: UInt64
  ) {
    let ratios = task.ratios(for: objective)
    var generator = SeededGenerator(seed: seed ^ 0x5eed)
    var search = strategy.search(task, objective, teachers: teachers, seed: seed)
    var best: (value: Double, ratio: Double)?
    while isWanted, let size = search.next(), ratios.indices.contains(size) {
      if stop == nil, search.hasStopped { stop = measured.count }
      let runs = task.runs[size]
      let run = min(runs.count - 1, Int(generator.uniform() * Double(runs.count)))
      guard let measurement = SizeMeasurement(size: size, seconds: runs[run]) else { break }
      search.take(measurement)
      let value = objective.logValue(logDuration: measurement.logDuration, on: task.sizes[size])
      if value < best?.value ?? .infinity { best = (value, ratios[size]) }
      measured.append(ratios[size])
      bestMeasured.append(best?.ratio ?? ratios[size])
      let unmeasured = strategy.recommendsUnmeasured ? search.recommendation() : nil
      recommended.append(unmeasured.map { ratios[$0] } ?? best?.ratio ?? ratios[size])
    }
  }

  private var isWanted: Bool {
    guard measured.count >= Self.mostTrials else { return true }
    return measured.count < Self.horizon && runsUntilFound > Self.horizon
  }

  /// *J* / *J\** of the recommendation after a number of runs; the last one where there were fewer sizes.
  func ratio(after runs: Int) -> Double {
    guard runs <= recommended.count else { return bestMeasured.last ?? .infinity }
    return recommended[max(runs, 1) - 1]
  }

  /// First run after which the best measured is found; 21 if that never happened.
  var runsUntilFound: Int {
    bestMeasured.firstIndex { $0 <= Self.found }.map { $0 + 1 } ?? Self.horizon + 1
  }

  /// What the first 20 runs take more than at the best size, as a share, with trials for the first `runs`.
  func overspend(after runs: Int) -> Double {
    let tried = measured.prefix(runs)
    let total = tried.reduce(0, +) + Double(Self.horizon - tried.count) * ratio(after: runs)
    return total / Double(Self.horizon) - 1
  }

  /// The same, when the search stops by itself.
  var overspendWithStop: Double { overspend(after: stop ?? max(1, min(measured.count, Self.mostTrials))) }
}
