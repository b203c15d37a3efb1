package import InfraMindCore

/// Why something was not read or written: a file, a folder, a configuration, a history.
package struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A fixed word, such as `not-found`, `unreadable`, `too-large`, `read-only`, `bad-configuration`.
  package var code: String
  /// One sentence: what is wrong and what to do.
  package var message: String
  /// Where, if a place in a file is to blame; the file is named as the user would name it.
  package var position: SourcePosition?

  /// States what is wrong.
  package init(code: String, message: String, position: SourcePosition? = nil) {
    self.code = code
    self.message = message
    self.position = position
  }

  /// The place, if there is one, and the sentence.
  package var description: String {
    guard let position else { return message }
    return "\(position): \(message)"
  }
}
