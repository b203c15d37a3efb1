/// Why a file of a model, or of the models' register, is not used.
package struct ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  package enum Code: String, Hashable, Sendable {
    /// It is not what it should be, or contradicts itself.
    case damaged = "damaged-model"
    /// It is of a form that this version does not read.
    case otherFormat = "other-format"
    /// No model has that id.
    case unknown = "unknown-model"
    /// There is nothing to go back to.
    case nothingBefore = "nothing-before"
    /// It serves already what it was to be tried on.
    case alreadyServes = "already-serves"
    /// The file system refused.
    case unreadable
    /// The file system refused.
    case unwritable
  }

  /// The kind of failure.
  package var code: Code
  /// What is wrong, as the end of a sentence.
  package var message: String

  /// States what is wrong.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  static func damaged(_ message: String) -> ModelFileError { ModelFileError(.damaged, message) }

  /// What is wrong.
  package var description: String { message }
}
