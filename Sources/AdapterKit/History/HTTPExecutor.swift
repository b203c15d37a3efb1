public import HTTPTypes

/// Sends requests for adapters. Retries, rate limits, redirects, proxies and budgets are its business: an adapter
/// describes a request and reads the answer.
public protocol HTTPExecutor: Sendable {
  /// Sends a request and waits for the whole answer.
  ///
  /// - Parameters:
  ///   - request: With scheme, authority and path. Authorization is the executor's to add where the host is the one
  ///     that the token is for; an adapter never sees a token.
  ///   - body: Empty for none.
  /// - Returns: The last answer, whatever its status, after what retries make sense. With 304 the answer remembered.
  /// - Throws: ``AdapterError/Code/unreachable``, ``AdapterError/Code/budgetSpent``; `CancellationError`.
  func execute(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer
}

/// What a server answered.
public struct HTTPAnswer: Sendable {
  /// Status and headers.
  public var response: HTTPResponse
  /// The body, decoded from its transfer and content encodings.
  public var body: [UInt8]
  /// Where it came from, after redirects.
  public var url: String

  /// States an answer.
  public init(response: HTTPResponse, body: [UInt8], url: String = "") {
    self.response = response
    self.body = body
    self.url = url
  }
}

/// How a platform takes a token, and how it tells the limits of its use: what an executor must know of it.
public struct APIRules: Sendable {
  /// Environment variables that may hold a token, the first one set wins: our own, then those of the platform's own
  /// programs.
  public var tokenVariables: [String]
  /// The header that carries it.
  public var tokenHeader: HTTPField.Name
  /// What stands before it, such as `Bearer `.
  public var tokenPrefix: String
  /// Headers of every request, such as the version of the API.
  public var headers: HTTPFields
  /// Headers that tell how many requests are left, and when there will be more, in the order of preference.
  public var remainingHeaders: [HTTPField.Name]
  /// Headers that tell when the limit is lifted: seconds since the epoch or, if below 10⁸, from now.
  public var resetHeaders: [HTTPField.Name]
  /// Whether a status other than 429 may mean that a limit was hit, given the answer.
  public var isLimited: @Sendable (HTTPAnswer) -> Bool
  /// Most requests under way at a time.
  public var concurrency: Int
  /// Least time between requests, so that limits which no header tells are kept.
  public var spacing: Duration

  /// Rules for an API that takes `Authorization: Bearer …` and tells nothing of limits.
  public init(tokenVariables: [String]) {
    self.tokenVariables = tokenVariables
    tokenHeader = .authorization
    tokenPrefix = "Bearer "
    headers = [.accept: "application/json"]
    remainingHeaders = []
    resetHeaders = []
    isLimited = { _ in false }
    concurrency = 4
    spacing = .zero
  }
}
