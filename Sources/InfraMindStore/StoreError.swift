/// Why a store could not do what it was asked.
package struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure.
  package struct Code: Sendable, Hashable, CustomStringConvertible {
    /// A fixed word without user data: safe as a metric label.
    package let description: String

    init(_ description: String) { self.description = description }

    /// It cannot be opened: no such place, no right, no such server.
    package static let unavailable = Code("store-unavailable")
    /// It was written by a newer version of this program.
    package static let newerSchema = Code("store-newer-schema")
    /// It is damaged, or no store of ours.
    package static let damaged = Code("store-damaged")
    /// The disk is full.
    package static let full = Code("store-full")
    /// Its file was deleted, moved or replaced while it was in use.
    package static let replaced = Code("store-replaced")
    /// Others hold it locked for too long, or the connection was lost: the same call may go through later.
    package static let busy = Code("store-busy")
    /// Anything else that the database says.
    package static let failed = Code("store-failed")
  }

  /// What kind of failure it is.
  package let code: Code
  /// One sentence: what is wrong and, where known, what to do. Never a password.
  package let message: String

  /// States a failure.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Whether the same call may go through later: what was asked is not to blame.
  package var isPassing: Bool {
    code == .busy || code == .full || code == .unavailable || code == .replaced
  }

  /// The message, with the code behind it.
  package var description: String { "\(message) [\(code)]" }
}
