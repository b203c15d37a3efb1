/// Why an adapter could not do what it was asked.
public struct AdapterError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure; new kinds may appear in a minor release.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// A fixed word without user data: safe as a metric label.
    public let description: String

    /// Makes a code of one's own; use lower-case words joined by hyphens.
    public init(_ description: String) { self.description = description }

    /// A delivery has no proof of where it came from.
    public static let missingSignature = Code("missing-signature")
    /// A delivery's proof is wrong.
    public static let invalidSignature = Code("invalid-signature")
    /// A delivery's proof was right once: it is too old, or from the future.
    public static let staleSignature = Code("stale-signature")
    /// No secret is configured, or one that this scheme cannot use.
    public static let unusableSecret = Code("unusable-secret")
    /// A payload is not what the platform documents.
    public static let invalidPayload = Code("invalid-payload")
    /// The platform's API answered with something else than what was asked for.
    public static let unexpectedAnswer = Code("unexpected-answer")
    /// The platform's API refuses the token, or the token lacks a right.
    public static let notAllowed = Code("not-allowed")
    /// The platform's API does not know what was asked for.
    public static let notFound = Code("not-found")
    /// No more requests may be sent now.
    public static let budgetSpent = Code("budget-spent")
    /// Sizes cannot reach a run in the way that was asked for.
    public static let unknownWay = Code("unknown-way")
    /// Reports cannot be put where it was asked for.
    public static let unknownPlace = Code("unknown-place")
    /// A variable that the platform sets is missing.
    public static let missingVariable = Code("missing-variable")
    /// The network or the platform failed, after the retries that make sense.
    public static let unreachable = Code("unreachable")
  }

  /// What kind of failure it is.
  public let code: Code
  /// One sentence: what is wrong and, where known, what to do. Never a secret.
  public let message: String

  /// States a failure.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message, with the code behind it.
  public var description: String { "\(message) [\(code)]" }
}
