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

  /// What its trees minimise.
  package var objective: TreeTrainingSettings.Objective {
    switch self {
    case .duration: .median
    case .durationLimit: .quantile(0.9)
    case .failure: .binary
    }
  }

  /// What ``loss(of:for:)`` is called in reports.
  package var lossName: String {
    switch self {
    case .duration: "absolute error of log duration"
    case .durationLimit: "pinball loss of log duration at 0.9"
    case .failure: "log loss"
    }
  }

  /// How wrong a prediction is: what models are compared by, never negative.
  package func loss(of prediction: Double, for label: Double) -> Double {
    switch self {
    case .duration: return abs(label - prediction)
    case .durationLimit: return max(0.9 * (label - prediction), 0.1 * (prediction - label))
    case .failure:
      let probability = min(max(prediction, 1e-6), 1 - 1e-6)
      return -log(label > 0.5 ? probability : 1 - probability)
    }
  }
}
