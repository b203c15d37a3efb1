public import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension CircleCI {
  /// A personal token as `Authorization: Bearer`, which all versions of the API take; limits by
  /// `RateLimit-*`, which may be missing, and 429.
  ///
  /// - SeeAlso: CircleCI Docs, "API developer's guide".
  public var apiRules: APIRules {
    var rules = APIRules(tokenVariables: [
      "INFRAMIND_CIRCLECI_TOKEN", "CIRCLECI_CLI_TOKEN", "CIRCLECI_TOKEN", "CIRCLE_TOKEN",
    ])
    rules.remainingHeaders = [.literal("RateLimit-Remaining"), .literal("X-RateLimit-Remaining")]
    rules.resetHeaders = [.literal("RateLimit-Reset"), .literal("X-RateLimit-Reset")]
    return rules
  }

  /// `https://circleci.com/api/v2`; `https://HOST/api/v2` for a server of one's own, which
  /// `CIRCLECI_CLI_HOST` may name.
  public func apiURL(of source: String?, environment: [String: String]) -> String? {
    let host = environment["CIRCLECI_CLI_HOST"].flatMap { RunReference.source(of: $0) }
    return "https://\(source ?? host ?? "circleci.com")/api/v2"
  }
}

/// What of CircleCI's API is asked for: lists and jobs of version 2, steps of version 1.1, use of version 3.
struct CircleCIAPI: Sendable {
  /// Most pages of one list: no pipeline has as many workflows, and no workflow as many jobs.
  private static let mostPages = 50

  private let api: PlatformAPI

  /// - Parameter url: The API's address, with or without a version.
  init(_ url: String, over http: any HTTPExecutor) throws(AdapterError) {
    var root = url[...]
    while root.last == "/" { root.removeLast() }
    for version in ["/v2", "/v1.1", "/v3"] where root.hasSuffix(version) {
      root = root.dropLast(version.count)
    }
    api = try PlatformAPI(at: String(root), over: http, rules: CircleCI().apiRules)
  }

  /// The pipelines of a project, newest first; there is no way to ask for a time.
  func pipelines(of slug: ProjectSlug) throws(AdapterError) -> APIAddress {
    try api.address(["v2", "project"] + slug.parts + ["pipeline"])
  }

  func workflows(of pipeline: String) async throws -> [WorkflowPayload] {
    try await all(api.address(["v2", "pipeline", pipeline, "workflow"])).compactMap { WorkflowPayload($0) }
  }

  func jobs(of workflow: String) async throws -> [JobPayload] {
    try await all(api.address(["v2", "workflow", workflow, "job"])).compactMap { JobPayload($0) }
  }

  /// One job with its class and the time it was queued.
  func job(_ number: String, of slug: ProjectSlug) async throws -> JobPayload {
    let address = try api.address(["v2", "project"] + slug.parts + ["job", number])
    guard let job = JobPayload(try await api.answer(to: address).json()) else {
      throw AdapterError(.unexpectedAnswer, "The API's answer for job \(number) has no `name`.")
    }
    return job
  }

  /// What a job used. This part of the API is undocumented.
  func usage(ofJob id: String) async throws -> UsagePayload {
    let json = try await api.answer(to: api.address(["v3", "jobs", id, "resource-usage"])).json()
    return UsagePayload(json)
  }

  /// The steps of a job.
  func steps(ofJob number: String, of slug: ProjectSlug) async throws -> [StepRun] {
    let json = try await api.answer(to: api.address(["v1.1", "project"] + slug.parts + [number])).json()
    return (json["steps"]?.elements ?? []).compactMap { StepRun(circleCI: $0) }
  }

  // MARK: - Lists

  /// One page of a list, with the next one's address.
  func page(at address: APIAddress) async throws -> (items: [JSONValue], answer: APIAnswer) {
    var answer = try await api.answer(to: address)
    let json = try answer.json()
    guard let items = json["items"] else {
      throw AdapterError(.unexpectedAnswer, "The API's list has no `items`.")
    }
    answer.next = json["next_page_token"]?.text.map { address.asking([("page-token", $0)]) }
    return (items.elements, answer)
  }

  private func all(_ start: APIAddress) async throws -> [JSONValue] {
    var items: [JSONValue] = []
    var trail = PageTrail()
    var address: APIAddress? = start
    for _ in 0..<Self.mostPages {
      guard let page = address else { break }
      let (found, answer) = try await self.page(at: page)
      items += found
      address = try trail.next(after: answer, found: found.count)
    }
    return items
  }
}
