/// What came of an expression: a value, or why only a run can tell.
enum ExpressionOutcome: Hashable, Sendable {
  case value(ExpressionValue)
  case unresolved(UnresolvedExpression)

  /// The value, if it is known.
  var value: ExpressionValue? {
    if case .value(let value) = self { value } else { nil }
  }
}

/// Why the files do not tell an expression's value.
struct UnresolvedExpression: Error, Hashable, Sendable {
  enum Kind: String, Hashable, Sendable {
    /// A context that only a run fills.
    case context
    /// A function that only a run can carry out.
    case function
    /// It fails, or is no expression.
    case invalid
  }

  let kind: Kind
  /// The context with its member, or the function; for an invalid expression a clause that says why.
  let subject: String
  /// A clause that fits behind "because".
  let reason: String

  static func context(_ name: String) -> Self {
    Self(kind: .context, subject: name, reason: "\(name) is known only when the workflow runs")
  }

  static func context(_ name: String, _ clause: String) -> Self {
    Self(kind: .context, subject: name, reason: "\(name) \(clause)")
  }

  static func function(_ name: String) -> Self {
    Self(kind: .function, subject: name, reason: "\(name)() is known only when the workflow runs")
  }

  static func invalid(_ clause: String) -> Self {
    Self(kind: .invalid, subject: clause, reason: "the expression is invalid: \(clause)")
  }
}

/// What is known where an expression stands.
struct ExpressionScope: Sendable {
  /// A context of which the files tell something.
  enum Context: Hashable, Sendable {
    /// All of it is known.
    case known(ExpressionValue)
    /// Some members are known, or known to be computed, by lower-case name; what is not named is null.
    case members([String: ExpressionOutcome])
    /// Some members are known; what is not named is known only when the workflow runs.
    case partly([String: ExpressionOutcome])
    /// Nothing is known, and why.
    case unresolved(UnresolvedExpression)
  }

  /// Inputs of the workflow or of the action around.
  var inputs: Context?
  /// The row of the matrix.
  var matrix: Context?
  /// The row's number, from 0, and how many there are.
  var strategy: (index: Int, total: Int)?
  /// What the labels tell of the machine.
  var machine: RunnerContext?
  /// What the checkout tells of `github`.
  var github: Context?
  /// Whether `success()` and the like may be asked; they answer for a run in which all goes well.
  var allowsStatus = false

  init(inputs: Context? = nil, matrix: Context? = nil) {
    self.inputs = inputs
    self.matrix = matrix
  }

  /// Nothing is known.
  static let empty = ExpressionScope()

  /// A context by its lower-case name; `nil` if it is known only when the workflow runs.
  subscript(name: String) -> Context? {
    switch name {
    case "inputs": inputs
    case "matrix": matrix
    case "github": github
    case "runner": machine?.context
    case "strategy":
      strategy.map { row in
        .partly([
          "job-index": .value(.number(Double(row.index))), "job-total": .value(.number(Double(row.total))),
        ])
      }
    default: nil
    }
  }
}
