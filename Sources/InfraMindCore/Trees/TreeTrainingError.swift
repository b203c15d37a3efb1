/// Why no trees were trained.
package struct TreeTrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  package enum Code: String, Hashable, Sendable {
    /// The library that trains is not on this machine, or cannot be loaded.
    case noTrainingLibrary = "no-training-library"
    /// The library is of a version that is not known to work.
    case unsupportedTrainingLibrary = "unsupported-training-library"
    /// Rows, labels and weights do not fit together, or hold what cannot be learned from.
    case badTrainingData = "bad-training-data"
    /// The model to continue from is of other features or another objective.
    case otherModel = "other-model"
    /// The library itself refused.
    case trainingFailed = "training-failed"
  }

  /// The kind of failure.
  package var code: Code
  /// One sentence: what is wrong and what to do.
  package var message: String

  /// States what is wrong.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  package var description: String { message }
}
