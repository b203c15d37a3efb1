/// What came of replaying jobs.
struct ReplayTally: Sendable {
  /// One prediction of a run that then took place.
  struct Prediction: Hashable, Sendable {
    /// How long the run took, in seconds.
    var seconds: Double
    /// Its predicted median, in seconds.
    var p50: Double
    /// Its predicted 90th percentile, in seconds; `nil` for methods that give none.
    var p90: Double?
  }

  /// One job's outcome by one method.
  struct Outcome: Hashable, Sendable {
    /// What a run costs on the size that the method would have left the job on, waiting included, in dollars, as all
    /// runs tell in hindsight.
    var cost: Double
    /// The same for the size that the job had.
    var costToday: Double
    /// The same for the best size.
    var costBest: Double
    /// How many runs were known at the first move; `nil` if there was none.
    var runsUntilMove: Int?
    /// Whether the size has less memory than a run needed.
    var isShortOfMemory: Bool
    /// Whether hindsight rests on runs on both sizes, and not on a model.
    var isMeasured: Bool
  }

  /// Predictions of next runs, by method, in the order of their first.
  var predictions: [(method: String, values: [Prediction])] = []
  /// Outcomes by method, in the order of their first.
  var outcomes: [(method: String, values: [Outcome])] = []
  /// Predicted intervals of mean bills on sizes that were not known then and measured later, and whether they held.
  var billsHeld: [Bool] = []
  /// Jobs that had too few runs to be replayed.
  var leftOut = 0

  mutating func add(_ prediction: Prediction, of method: String) {
    if let place = predictions.firstIndex(where: { $0.method == method }) {
      predictions[place].values.append(prediction)
    } else {
      predictions.append((method, [prediction]))
    }
  }

  mutating func add(_ outcome: Outcome, of method: String) {
    if let place = outcomes.firstIndex(where: { $0.method == method }) {
      outcomes[place].values.append(outcome)
    } else {
      outcomes.append((method, [outcome]))
    }
  }
}
