/// Why tables of measured sizes could not be read.
package struct SizeTaskError: Error, Hashable, Sendable {
  /// The kind of failure.
  package enum Code: String, Hashable, Sendable {
    /// A row cannot be read as CSV.
    case invalidRow = "invalid-row"
    /// A column is missing.
    case missingColumn = "missing-column"
    /// A cell does not hold what its column is for.
    case invalidValue = "invalid-value"
    /// Nothing is left to evaluate.
    case noTasks = "no-tasks"
  }

  /// A fixed word.
  package let code: Code
  /// One sentence: which table and line, and what to do.
  package let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
