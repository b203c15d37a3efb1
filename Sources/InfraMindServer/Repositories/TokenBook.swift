internal import HTTPTypes
internal import Synchronization

/// The tokens that may send records or read runs. They can be changed while the server runs.
final class TokenBook: Sendable {
  private let tokens: Mutex<RepositoryTokens>

  init(_ tokens: RepositoryTokens) { self.tokens = Mutex(tokens) }

  /// What a token is for; `nil` if it is none of ours.
  func token(_ text: String) -> RepositoryToken? { tokens.withLock { $0 }.token(text) }

  /// What the token of a request is for, if it has this scope; or what to answer.
  func bearer(_ headers: HTTPFields, for scope: RepositoryToken.Scope) -> Result<RepositoryToken, Refusal> {
    guard let token = Self.bearer(headers).flatMap(token) else {
      var answer = Answer(
        .unauthorized, "unknown-token", "Send `Authorization: Bearer TOKEN` with a token of this server.")
      answer.headers[.wwwAuthenticate] = "Bearer"
      return .failure(Refusal(answer: answer))
    }
    guard token.scope == scope else {
      return .failure(
        Refusal(
          answer: Answer(.forbidden, "wrong-scope", "This token is not one that may \(scope.rawValue).")))
    }
    return .success(token)
  }

  /// Why a request is not served.
  struct Refusal: Error {
    let answer: Answer
  }

  /// The token of a request; `nil` also if there are several.
  private static func bearer(_ headers: HTTPFields) -> String? {
    let values = headers[values: .authorization]
    guard values.count == 1, let value = values.first, value.lowercased().hasPrefix("bearer ") else {
      return nil
    }
    return String(value.dropFirst("bearer ".count)).trimmed
  }

  /// Lets others take the place of all these.
  func replace(with tokens: RepositoryTokens) { self.tokens.withLock { $0 = tokens } }
}
