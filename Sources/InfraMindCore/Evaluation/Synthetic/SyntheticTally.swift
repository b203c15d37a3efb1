/// How a method chooses.
enum SyntheticMethod: Sendable {
  /// Our adviser; a trial that it proposes is made, or not.
  case adviser(tries: Bool)
  /// A rule of others.
  case rule(any SizeRule)
  /// The job stays where it is.
  case nothing
  /// The best size, known.
  case oracle
}

/// What a method did on one job.
struct SyntheticOutcome: Sendable {
  /// Extra cost of a run where it rested, as a fraction of that on the best size.
  var regret = 0.0
  var moves = 0
  var trialRuns = 0
  /// What these cost more than as many runs on the best size, in units of one run there.
  var trialCost = 0.0
  /// Moves to a size on which one of the next runs would have run out of memory.
  var outOfMemory = 0
  /// Moves after which a run costs more than before.
  var dearer = 0
  /// For each move with an interval, whether it holds the truth.
  var timeHeld: [Bool] = []
  var billHeld: [Bool] = []
  /// For each size not seen before the first move, whether the interval of its time does, and how wide it is.
  var ladderHeld: [Bool] = []
  var widths: [Double] = []
}

/// The sum of what a method did.
struct SyntheticTally: Sendable {
  let name: String
  let role: EvaluationTable.Role
  let method: SyntheticMethod
  /// One for each value of waiting.
  var regret = SyntheticEvaluation.waiting.map { _ in RunningMean() }
  var moves = RunningMean()
  var trialRuns = RunningMean()
  var trialCost = RunningMean()
  var outOfMemory = RunningMean()
  var dearer = RunningMean()
  var timeHeld = RunningMean()
  var billHeld = RunningMean()
  var ladderHeld = RunningMean()
  private var widths = LogSketch(capacity: 200)

  init(_ name: String, _ role: EvaluationTable.Role, _ method: SyntheticMethod) {
    self.name = name
    self.role = role
    self.method = method
  }

  /// Median width of the intervals on sizes not seen, in percent of the time.
  var medianWidth: EvaluationTable.Cell { EvaluationTable.Cell(widths.quantile(0.5).map { 100 * $0 }) }

  mutating func add(_ outcome: SyntheticOutcome, at place: Int) {
    regret[place].add(outcome.regret)
    moves.add(Double(outcome.moves))
    trialRuns.add(Double(outcome.trialRuns))
    trialCost.add(outcome.trialCost)
    for index in 0..<outcome.moves {
      outOfMemory.add(index < outcome.outOfMemory ? 1 : 0)
      dearer.add(index < outcome.dearer ? 1 : 0)
    }
    outcome.timeHeld.forEach { timeHeld.add($0 ? 1 : 0) }
    outcome.billHeld.forEach { billHeld.add($0 ? 1 : 0) }
    outcome.ladderHeld.forEach { ladderHeld.add($0 ? 1 : 0) }
    outcome.widths.forEach { widths.add($0, weight: 1) }
  }
}

/// A mean and its standard error.
struct RunningMean: Sendable {
  private var moments = DecayedMoments()

  mutating func add(_ value: Double) { moments.add(value, weight: 1) }

  /// As it is; empty without values.
  var cell: EvaluationTable.Cell { cell(times: 1) }
  /// Times a hundred.
  var percentage: EvaluationTable.Cell { cell(times: 100) }

  private func cell(times factor: Double) -> EvaluationTable.Cell {
    guard moments.weight > 0 else { return EvaluationTable.Cell(nil) }
    let error = (moments.variance / moments.weight).squareRoot()
    return EvaluationTable.Cell(factor * moments.mean, standardError: factor * error)
  }
}
