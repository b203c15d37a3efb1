/// An ensemble of decision trees, read from the text that LightGBM writes.
package struct TreeModel: Sendable {
  /// The text it was read from.
  package let text: String
}
