/// Why a text is no ensemble of trees that can be used here.
package struct TreeModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  package enum Code: String, Hashable, Sendable {
    /// It is something else than what LightGBM writes.
    case notATreeModel = "not-a-tree-model"
    /// It uses something that is not read here, such as linear trees.
    case unsupportedTreeModel = "unsupported-tree-model"
    /// It contradicts itself, or ends too early.
    case damagedTreeModel = "damaged-tree-model"
  }

  /// The kind of failure.
  package var code: Code
  /// One sentence: what is wrong and what to do.
  package var message: String
  /// The line of the text, from 1.
  package var line: Int

  /// The line and the sentence.
  package var description: String { "line \(line): \(message)" }
}
