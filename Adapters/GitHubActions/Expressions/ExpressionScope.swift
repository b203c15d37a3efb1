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

  /// By lower-case name; a context that is missing here is known only when the workflow runs.
  var contexts: [String: Context]
  /// Whether `success()` and the like may be asked; they answer for a run in which all goes well.
  var allowsStatus = false

  init(_ contexts: [String: Context] = [:]) { self.contexts = contexts }

  /// Nothing is known.
  static let empty = ExpressionScope()
}
