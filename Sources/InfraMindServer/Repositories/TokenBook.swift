internal import Synchronization

/// The tokens that may send records. They can be changed while the server runs.
final class TokenBook: Sendable {
  private let tokens: Mutex<RecordTokens>

  init(_ tokens: RecordTokens) { self.tokens = Mutex(tokens) }

  /// What a token is for; `nil` if it is none of ours.
  func token(_ text: String) -> RecordToken? { tokens.withLock { $0 }.token(text) }

  /// Lets others take the place of all these.
  func replace(with tokens: RecordTokens) { self.tokens.withLock { $0 = tokens } }
}
