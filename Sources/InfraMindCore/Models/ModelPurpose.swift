#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a model predicts of a run before it starts. One model serves for each purpose.
package enum ModelPurpose: String, CaseIterable, Hashable, Sendable {
  /// The middle of the duration: natural logarithm of the seconds over what the job's runs usually take.
  case duration = "duration-p50"
  /// What nine of ten durations stay below, in the same unit.
  case durationLimit = "duration-p90"
  /// The probability that the run does not pass.
  case failure
  /// The middle of the wait for a machine: logarithm of the seconds plus one, over what the pool's counts expect.
  case queue = "queue-p50"
  /// What nine of ten waits stay below, in the same unit.
  case queueLimit = "queue-p90"

  /// What it is learned from.
  package enum Subject: String, Hashable, Sendable {
    /// Runs of a job.
    case runs
    /// Waits in a pool of machines.
    case waits

    /// The word for one.
    package var noun: String {
      switch self {
      case .runs: "run"
      case .waits: "wait"
      }
    }
  }

  /// What it is learned from.
  package var subject: Subject {
    switch self {
    case .duration, .durationLimit, .failure: .runs
    case .queue, .queueLimit: .waits
    }
  }

  /// What it is told of each run, in the order of a row.
  package var features: [FeatureTable.Feature] {
    switch subject {
    case .runs: RunFeatures.features
    case .waits: QueueFeatures.features
    }
  }

  /// What its trees minimise.
  package var objective: TreeTrainingSettings.Objective {
    switch self {
    case .duration, .queue: .median
    case .durationLimit, .queueLimit: .quantile(0.9)
    case .failure: .binary
    }
  }

  /// What ``loss(of:for:)`` is called in reports.
  package var lossName: String {
    switch self {
    case .duration: "absolute error of log duration"
    case .durationLimit: "pinball loss of log duration at 0.9"
    case .failure: "log loss"
    case .queue: "absolute error of log wait"
    case .queueLimit: "pinball loss of log wait at 0.9"
    }
  }

  /// How wrong a prediction is: what models are compared by, never negative.
  package func loss(of prediction: Double, for label: Double) -> Double {
    switch self {
    case .duration, .queue: return abs(label - prediction)
    case .durationLimit, .queueLimit: return max(0.9 * (label - prediction), 0.1 * (prediction - label))
    case .failure:
      let probability = min(max(prediction, 1e-6), 1 - 1e-6)
      return -log(label > 0.5 ? probability : 1 - probability)
    }
  }
}
