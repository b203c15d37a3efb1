public import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension Buildkite {
  /// An API access token as `Authorization: Bearer`; limits by `RateLimit-*`, of the organisation and of the
  /// user.
  ///
  /// - SeeAlso: Buildkite Docs, "REST API", rate limits.
  public var apiRules: APIRules {
    var rules = APIRules(tokenVariables: ["INFRAMIND_BUILDKITE_TOKEN", "BUILDKITE_API_TOKEN"])
    rules.remainingHeaders = [.literal("RateLimit-User-Remaining"), .literal("RateLimit-Remaining")]
    rules.resetHeaders = [.literal("RateLimit-User-Reset"), .literal("RateLimit-Reset")]
    rules.concurrency = 2
    return rules
  }

  /// `https://api.buildkite.com/v2`; there is no other.
  public func apiURL(of source: String?, environment: [String: String]) -> String? {
    source == nil || source == Self.host ? "https://api.buildkite.com/v2" : nil
  }
}

/// What of Buildkite's API is asked for.
struct BuildkiteAPI: Sendable {
  /// Most pages of one build's jobs: 4,000 of them, and each tried again.
  private static let mostPages = 200

  private let api: PlatformAPI
  private let organization: String

  init(_ url: String, organization: String, over http: any HTTPExecutor) throws(AdapterError) {
    api = try PlatformAPI(at: url, over: http, rules: Buildkite().apiRules)
    self.organization = organization
  }

  private func address(
    _ path: [String], _ query: [(String, String)] = []
  ) throws(AdapterError) -> APIAddress {
    try api.address(["organizations", organization] + path, query)
  }

  /// What the pipeline's settings say.
  func pipeline(_ slug: String) async throws -> PipelinePayload {
    PipelinePayload(try await api.answer(to: address(["pipelines", slug])).json())
  }

  /// The first page of builds made in a time, newest first, with the jobs of all attempts.
  func builds(of pipeline: String, from since: Date, to until: Date?) throws(AdapterError) -> APIAddress {
    var query = [("created_from", Self.text(since, .down))]
    // Whether builds of that very time are among them is not documented; the cursor passes over what is done.
    if let until { query.append(("created_to", Self.text(until.addingTimeInterval(1), .up))) }
    return try address(
      ["pipelines", pipeline, "builds"], query + [("include_retried_jobs", "true"), ("per_page", "30")])
  }

  private static func text(_ time: Date, _ rule: FloatingPointRoundingRule) -> String {
    Timestamp.text(of: Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(rule)))
  }

  /// A page of builds.
  func page(at address: APIAddress) async throws -> (items: [JSONValue], answer: APIAnswer) {
    let answer = try await api.answer(to: address)
    guard case .array(let builds) = try answer.json().kind else {
      throw AdapterError(.unexpectedAnswer, "The API's answer is no list of builds.")
    }
    return (builds, answer)
  }

  /// The jobs of a build, those of all attempts. Its pages are linked to in the body.
  func jobs(of build: BuildPlace) async throws -> [JobPayload] {
    var jobs: [JobPayload] = []
    var trail = PageTrail()
    var address: APIAddress? = try self.address(
      ["pipelines", build.pipeline, "builds", build.number, "jobs"], [("per_page", "100")])
    for _ in 0..<Self.mostPages {
      guard let page = address else { break }
      var answer = try await api.answer(to: page)
      let json = try answer.json()
      let items = json["items"]?.elements ?? json.elements
      jobs += items.compactMap { JobPayload($0) }
      if let link = json["links"]?["next"]?.text { answer.next = api.page(at: link, after: page) }
      address = try trail.next(after: answer, found: items.count)
    }
    return jobs
  }

  /// The log of a job's attempt, as it was written.
  func log(of job: LogWish) async throws -> [UInt8] {
    let address = try address(["pipelines", job.pipeline, "builds", job.build, "jobs", job.job, "log.txt"])
    return try await api.answer(to: address).bytes
  }

  /// The shape of a queue's machines; `nil` if they are not Buildkite's.
  func shape(of queue: QueuePlace) async throws -> QueueShape? {
    QueueShape(try await api.answer(to: address(["clusters", queue.cluster, "queues", queue.queue])).json())
  }
}
