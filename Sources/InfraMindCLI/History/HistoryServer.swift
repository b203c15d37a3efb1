internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindHTTP
internal import InfraMindStore

/// A server's history, read with a token for one repository.
struct HistoryServer: Sendable {
  private let api: PlatformAPI
  private let patience: Duration

  /// The variable with the token.
  static let tokenVariable = "INFRAMIND_TOKEN"

  /// A server at an address.
  ///
  /// - Parameters:
  ///   - patience: How long an answer may take, with all its pages.
  ///   - body: Most bytes of an answer; reading it takes time, too.
  /// - Throws: ``AdapterError``: no libcurl, no token, no address.
  init(_ address: String, patience: Duration, body: Int? = nil) throws(AdapterError) {
    guard let token = StandardStreams.environment(Self.tokenVariable), !token.isEmpty else {
      throw AdapterError(.notAllowed, "\(Self.tokenVariable) holds no token for \(address).")
    }
    let rules = APIRules(tokenVariables: [Self.tokenVariable])
    var network = CurlTransport.Limits()
    network.total = max(1, Int((patience / .seconds(1)).rounded(.up)))
    network.connect = network.total
    network.stall = network.total
    if let body { network.body = body }
    // Whoever waits for a suggestion is better served without history than with a late one.
    var limits = APIClient.Limits()
    limits.tries = 1
    limits.redirects = 0
    limits.longestWait = .zero
    let client = APIClient(
      try CurlTransport(userAgent: "\(Program.name)/\(Program.version)", limits: network), api: address,
      rules: rules, token: token, limits: limits)
    api = try PlatformAPI(at: address, over: client, rules: rules)
    self.patience = patience
  }

  /// Runs that a query means, of the repository that the token is for.
  ///
  /// - Throws: ``AdapterError``.
  func runs(_ query: RunQuery) async throws -> [JobRun] {
    try await TimeLimit(patience).result { [api] in
      var address = try api.address(["api", "v1", "runs"], Self.parameters(query))
      var runs: [JobRun] = []
      while true {
        let answer = try await api.answer(to: address)
        runs += JobRunDecoder().decode(answer.bytes).runs
        guard let next = answer.next else { return runs }
        address = next
      }
    }
  }

  /// What the server answers to a JSON body at `/api/v1/` and a name.
  ///
  /// - Throws: ``AdapterError``.
  func answer(to name: String, _ body: [UInt8]) async throws -> APIAnswer {
    try await TimeLimit(patience).result { [api] in
      try await api.answer(
        to: try api.address(["api", "v1", name]), method: .post,
        headers: [.contentType: "application/json"], body: body)
    }
  }

  private static func parameters(_ query: RunQuery) -> [(String, String)] {
    let parameters: [(String, String?)] = [
      ("repository", query.repository), ("platform", query.platform?.rawValue), ("pipeline", query.pipeline),
      ("run", query.run), ("job", query.jobID), ("chain", query.chain),
      ("since", query.since.map(Timestamp.text)),
      ("until", query.until.map(Timestamp.text)), ("latest", query.latestPerJob.map(String.init)),
      ("steps", query.wantsSteps ? query.stepsPerJob.map(String.init) : "0"),
    ]
    return parameters.compactMap { name, value in value.map { (name, $0) } }
  }
}
