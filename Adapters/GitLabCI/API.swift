public import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension GitLabCI {
  /// Access tokens of any kind as `Authorization: Bearer`, which personal, project and group tokens and those of OAuth
  /// have in common; limits by `RateLimit-*`, where a server tells them.
  ///
  /// - SeeAlso: GitLab Docs, "REST API authentication" and "User and IP rate limits".
  public var apiRules: APIRules {
    var rules = APIRules(tokenVariables: ["INFRAMIND_GITLAB_TOKEN", "GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"])
    rules.remainingHeaders = [.literal("RateLimit-Remaining")]
    rules.resetHeaders = [.literal("RateLimit-Reset")]
    return rules
  }

  /// `https://gitlab.com/api/v4`, or the same below the address of a server; within a job `CI_API_V4_URL` tells it.
  public func apiURL(of source: String?, environment: [String: String]) -> String? {
    let own = environment["CI_SERVER_URL"].flatMap { RunReference.source(of: $0) }
    if let url = environment["CI_API_V4_URL"], !url.isEmpty, source == nil || source == own { return url }
    return "https://\(source ?? "gitlab.com")/api/v4"
  }
}

/// What of GitLab's API is asked for.
struct GitLabAPI: Sendable {
  private let api: PlatformAPI

  init(_ url: String, over http: any HTTPExecutor) throws(AdapterError) {
    api = try PlatformAPI(at: url, over: http, rules: GitLabCI().apiRules)
  }

  func answer(to address: APIAddress) async throws -> APIAnswer { try await api.answer(to: address) }

  /// A project by its path.
  ///
  /// - Throws: ``AdapterError/Code/notFound`` for what is no path of one.
  func project(_ path: String) throws(AdapterError) -> APIAddress {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw AdapterError(
        .notFound, "\(SentenceText.word(path)) is no path of a project, such as `group/project`.")
    }
    return try api.address(["projects", path])
  }

  /// The first page of a project's jobs that ended, newest first.
  func jobs(of project: String) throws(AdapterError) -> APIAddress {
    try api.address(
      ["projects", project, "jobs"],
      ["success", "failed", "canceled"].map { ("scope[]", $0) } + [
        ("per_page", "100"), ("pagination", "keyset"), ("order_by", "id"), ("sort", "desc"),
      ])
  }

  /// The first page of all jobs of a pipeline, those that were retried as well.
  func jobs(of project: String, pipeline: String) throws(AdapterError) -> APIAddress {
    try api.address(
      ["projects", project, "pipelines", pipeline, "jobs"],
      [("include_retried", "true"), ("per_page", "100")])
  }

  /// The first page of a project's pipelines that changed since a time, newest first.
  func pipelines(of project: String, since: Date) throws(AdapterError) -> APIAddress {
    let since = Date(timeIntervalSince1970: since.timeIntervalSince1970.rounded(.down))
    return try api.address(
      ["projects", project, "pipelines"],
      [
        ("updated_after", Timestamp.text(of: since)), ("order_by", "id"), ("sort", "desc"),
        ("per_page", "100"),
      ])
  }

  /// Some merge requests of a project, at most 100 of them.
  func mergeRequests(of project: String, numbers: [String]) throws(AdapterError) -> APIAddress {
    try api.address(
      ["projects", project, "merge_requests"],
      [("state", "all"), ("scope", "all"), ("per_page", "100")] + numbers.prefix(100).map { ("iids[]", $0) })
  }

  /// The log of a job, as the runner wrote it.
  func trace(of project: String, job: String) throws(AdapterError) -> APIAddress {
    try api.address(["projects", project, "jobs", job, "trace"])
  }
}
