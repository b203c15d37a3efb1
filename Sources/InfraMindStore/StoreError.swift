/// Why a store could not do what it was asked.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// A fixed word without user data: safe as a metric label.
    public let description: String

    init(_ description: String) { self.description = description }

    /// It cannot be opened: no such place, no right, no such server.
    public static let unavailable = Code("store-unavailable")
    /// It was written by a newer version of this program.
    public static let newerSchema = Code("store-newer-schema")
    /// It is damaged, or no store of ours.
    public static let damaged = Code("store-damaged")
    /// The disk is full.
    public static let full = Code("store-full")
    /// Others hold it locked for too long, or the connection was lost: the same call may go through later.
    public static let busy = Code("store-busy")
    /// Anything else that the database says.
    public static let failed = Code("store-failed")
  }

  /// What kind of failure it is.
  public let code: Code
  /// One sentence: what is wrong and, where known, what to do. Never a password.
  public let message: String

  /// States a failure.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Whether the same call may go through later without anybody's help.
  public var isPassing: Bool { code == .busy || code == .full || code == .unavailable }

  /// The message, with the code behind it.
  public var description: String { "\(message) [\(code)]" }
}
