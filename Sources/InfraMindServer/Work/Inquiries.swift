internal import AdapterKit
internal import InfraMindCore
internal import InfraMindHTTP
internal import Synchronization

/// How to ask a platform: its adapter, the API's address, and what sends requests with the token for it.
struct Inquiry: Sendable {
  let history: any HistoryReading
  /// Without a slash at the end.
  let api: String
  let http: any HTTPExecutor
}

/// Tells how to ask about runs: over one client for each API, with the tokens of the environment.
final class Inquiries: Sendable {
  private let registry: AdapterRegistry
  private let environment: [String: String]
  private let transport: any Transport
  private let clients = Mutex<[String: APIClient]>([:])

  init(_ registry: AdapterRegistry, environment: [String: String], transport: any Transport) {
    self.registry = registry
    self.environment = environment
    self.transport = transport
  }

  /// How to ask about a run; `nil` if there is no token for its platform, or the run says that it is of another host
  /// than the token is for: a delivery must not choose where a token goes.
  func inquiry(about run: RunReference) -> Inquiry? {
    guard let history = registry[run.platform], let token = token(history.apiRules),
      let api = history.apiURL(of: nil, environment: environment),
      history.apiURL(of: run.source, environment: environment) == api
    else { return nil }
    let client = clients.withLock { clients in
      if let client = clients[api] { return client }
      let client = APIClient(transport, api: api, rules: history.apiRules, token: token, limits: Self.limits)
      clients[api] = client
      return client
    }
    return Inquiry(history: history, api: api, http: client)
  }

  /// A question comes again by itself, so that none needs to insist.
  private static var limits: APIClient.Limits {
    var limits = APIClient.Limits()
    limits.longestWait = .seconds(30)
    limits.tries = 3
    return limits
  }

  private func token(_ rules: APIRules) -> String? {
    rules.tokenVariables.lazy.compactMap { self.environment[$0] }.first { !$0.isEmpty }
  }
}
