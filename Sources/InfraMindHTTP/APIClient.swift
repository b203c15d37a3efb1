package import AdapterKit
internal import FoundationEssentials
package import HTTPTypes

/// Sends an adapter's requests as its platform wants them sent: with its token, within its limits, again after passing
/// failures, through redirects, and no more of them than allowed.
package actor APIClient: HTTPExecutor {
  /// What bounds a client.
  package struct Limits: Sendable {
    /// Most requests, retries and redirects included; `nil` for no bound.
    package var requests: Int?
    /// Longest wait for a limit to be lifted; where a longer one is needed, reading ends as if the budget were spent.
    package var longestWait = Duration.seconds(120)
    /// Most tries of one request after passing failures.
    package var tries = 5
    /// Most redirects followed for one request.
    package var redirects = 5

    /// Bounds that suit an import in the background.
    package init() {}
  }

  private let transport: any Transport
  private let rules: APIRules
  private let limits: Limits
  private let memory: (any AnswerMemory)?
  private let surroundings: Surroundings
  private let origin: Origin?
  private let token: String?
  private let gate: Gate
  private var pacing: Pacing
  private var latest: Date = .distantPast

  /// Requests sent so far.
  package private(set) var sent = 0
  /// Told before a wait of more than a few seconds: how long, and why.
  package var onWait: (@Sendable (Duration, String) -> Void)?

  /// A client of one API.
  ///
  /// - Parameters:
  ///   - api: Where it is; the token goes to this scheme, host and port only.
  ///   - token: `nil` to ask without one.
  package init(
    _ transport: any Transport, api: String, rules: APIRules, token: String?, limits: Limits = Limits(),
    memory: (any AnswerMemory)? = nil, surroundings: Surroundings = .real
  ) {
    self.transport = transport
    self.rules = rules
    self.limits = limits
    self.memory = memory
    self.surroundings = surroundings
    self.token = token
    origin = Origin(api)
    gate = Gate(places: max(1, rules.concurrency))
    pacing = Pacing(rules)
  }

  /// Sets who is told of waits.
  package func tellWaits(_ body: @escaping @Sendable (Duration, String) -> Void) { onWait = body }

  package func execute(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer {
    try await gate.enter()
    defer { gate.leave() }
    return try await following(request, body)
  }

  // MARK: - Redirects

  private func following(_ request: HTTPRequest, _ body: [UInt8]) async throws -> HTTPAnswer {
    var request = request
    var visited: Set<String> = [request.webAddress ?? ""]
    for _ in 0...limits.redirects {
      let answer = try await retrying(request, body)
      guard (300..<400).contains(answer.response.status.code), answer.response.status.code != 304,
        let target = answer.response.headerFields[.location]
      else { return answer }
      guard request.method == .get || request.method == .head else { return answer }
      guard let next = request.redirected(to: target), visited.insert(next.webAddress ?? "").inserted else {
        throw AdapterError(
          .unexpectedAnswer,
          "\(request.authority ?? "The server") redirects in a circle, or to no web address.")
      }
      request = next
    }
    throw AdapterError(
      .unexpectedAnswer,
      "\(request.authority ?? "The server") redirects more than \(limits.redirects) times: check the base address."
    )
  }

  // MARK: - Retries

  private func retrying(_ request: HTTPRequest, _ body: [UInt8]) async throws -> HTTPAnswer {
    let mayRepeat = request.method == .get || request.method == .head
    var limited = 0
    var attempt = 0
    while true {
      attempt += 1
      try await waitForTurn()
      let isLast = attempt >= limits.tries
      let answer: HTTPAnswer
      do {
        answer = try await sendOnce(request, body)
      } catch let failure as TransportFailure {
        guard failure.isPassing, mayRepeat, !isLast else { throw AdapterError(.unreachable, failure.message) }
        try await pause(.seconds(backOff(attempt)), "the network failed")
        continue
      }
      pacing.note(answer, at: surroundings.now())
      if pacing.isLimited(answer) {
        guard !isLast else { return answer }
        pacing.backOff(after: answer, attempt: limited, at: surroundings.now())
        limited += 1
        continue
      }
      guard Self.passing.contains(answer.response.status.code), mayRepeat, !isLast else { return answer }
      let wait = pacing.retryAfter(answer, surroundings.now()) ?? backOff(attempt)
      try await pause(.seconds(wait), "the server has a passing failure")
    }
  }

  /// Statuses that another try may mend.
  private static let passing: Set<Int> = [408, 500, 502, 503, 504, 520, 522, 524]

  /// Half a second, doubled with every attempt, and up to as much again.
  private func backOff(_ attempt: Int) -> Double {
    0.5 * Double(1 << min(attempt - 1, 6)) * (1 + surroundings.jitter())
  }

  private func waitForTurn() async throws {
    let now = surroundings.now()
    let spaced = latest.addingTimeInterval(rules.spacing / .seconds(1))
    let turn = max(pacing.notBefore, spaced)
    latest = max(now, spaced)
    guard turn > now else { return }
    try await pause(.seconds(turn.timeIntervalSince(now)), "the platform's limit of requests is reached")
  }

  private func pause(_ wait: Duration, _ why: String) async throws {
    guard wait <= limits.longestWait else {
      throw AdapterError(
        .budgetSpent,
        "No request may be sent for \(Int(wait / .seconds(1))) seconds, since \(why): go on then; nothing is lost."
      )
    }
    if wait > .seconds(3) { onWait?(wait, why) }
    try await surroundings.sleep(wait)
  }

  // MARK: - One request

  private func sendOnce(_ request: HTTPRequest, _ body: [UInt8]) async throws -> HTTPAnswer {
    if let most = limits.requests, sent >= most {
      throw AdapterError(
        .budgetSpent, "All \(most) requests that were allowed are sent: go on with another run.")
    }
    sent += 1
    let url = request.webAddress ?? ""
    let remembered = request.method == .get ? memory?.answer(for: url) : nil
    let answer = try await transport.send(prepared(request, tag: remembered?.tag), body: body)
    if answer.response.status == .notModified, let remembered { return remembered.answer(like: answer) }
    if request.method == .get, answer.response.status == .ok, let tag = answer.response.headerFields[.eTag] {
      memory?.remember(
        RememberedAnswer(tag: tag, link: answer.response.headerFields[.link], body: answer.body), for: url)
    }
    return answer
  }

  private func prepared(_ request: HTTPRequest, tag: String?) -> HTTPRequest {
    var request = request
    for field in rules.headers where request.headerFields[field.name] == nil {
      request.headerFields.append(field)
    }
    if let token, let origin, origin == Origin(request) {
      request.headerFields[rules.tokenHeader] = rules.tokenPrefix + token
    }
    if let tag { request.headerFields[.ifNoneMatch] = tag }
    return request
  }
}

extension RememberedAnswer {
  /// The body remembered, under the headers of the answer that said it is still right.
  fileprivate func answer(like answer: HTTPAnswer) -> HTTPAnswer {
    var response = answer.response
    response.status = .ok
    if response.headerFields[.link] == nil { response.headerFields[.link] = link }
    return HTTPAnswer(response: response, body: body, url: answer.url)
  }
}

extension HTTPField.Name {
  // The names are tokens, so they exist.
  static let link = HTTPField.Name("Link") ?? .via
  static let retryAfter = HTTPField.Name("Retry-After") ?? .via
}
