internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindEngine
internal import InfraMindHTTP

/// Clients for what is sent from within a job: little patience, since a job waits.
enum ReportClient {
  /// All that may be spent at one place, however many requests it takes.
  static let limit = TimeLimit(.seconds(20))

  /// A client with the token that the environment holds for an API.
  ///
  /// - Throws: ``AdapterError``: no libcurl; no token where one is needed.
  static func make(_ api: ReportAPI, needsToken: Bool = true) throws(AdapterError) -> APIClient {
    let token = needsToken ? token(for: api.rules) : nil
    if needsToken, token == nil {
      throw AdapterError(
        .notAllowed, "No token is in \(api.rules.tokenVariables.joined(separator: ", ")).")
    }
    var network = CurlTransport.Limits()
    network.total = 10
    network.connect = 3
    network.stall = 5
    var limits = APIClient.Limits()
    limits.tries = 2
    limits.requests = 60
    limits.longestWait = .seconds(5)
    return APIClient(
      try CurlTransport(userAgent: "\(Program.name)/\(Program.version)", limits: network), api: api.url,
      rules: api.rules, token: token, limits: limits)
  }

  static func token(for rules: APIRules) -> String? {
    let environment = ProcessInfo.processInfo.environment
    return rules.tokenVariables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
  }
}
