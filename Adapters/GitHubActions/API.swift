public import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension GitHubActions {
  /// A token of any kind as `Authorization: Bearer`; limits by `x-ratelimit-*`, and by 403 for the secondary ones.
  ///
  /// - SeeAlso: GitHub Docs, "Rate limits for the REST API".
  public var apiRules: APIRules {
    var rules = APIRules(tokenVariables: ["INFRAMIND_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"])
    rules.headers = [.accept: "application/vnd.github+json", .literal("X-GitHub-Api-Version"): "2022-11-28"]
    rules.remainingHeaders = [.rateLimitRemaining]
    rules.resetHeaders = [.literal("x-ratelimit-reset")]
    rules.isLimited = Self.isLimited
    return rules
  }

  /// A 403 is one of three things: no right, no requests left this hour, or too many at once, which only the text
  /// tells where no header does.
  private static func isLimited(_ answer: HTTPAnswer) -> Bool {
    guard answer.response.status.code == 403 || answer.response.status.code == 429 else { return false }
    let headers = answer.response.headerFields
    if headers[.literal("retry-after")] != nil || headers[.rateLimitRemaining] == "0" { return true }
    let text = String(decoding: answer.body.prefix(4096), as: UTF8.self).lowercased()
    return text.contains("rate limit") || text.contains("abuse detection")
  }

  /// `https://api.github.com`; `https://api.SUBDOMAIN.ghe.com` with data residency, `https://HOST/api/v3` for an
  /// Enterprise Server. Within a job `GITHUB_API_URL` tells it.
  public func apiURL(of source: String?, environment: [String: String]) -> String? {
    let own = environment["GITHUB_SERVER_URL"].flatMap { RunReference.source(of: $0) }
    if let url = environment["GITHUB_API_URL"], !url.isEmpty, source == nil || source == own { return url }
    guard let source, source != "github.com" else { return "https://api.github.com" }
    guard !source.contains("/") else { return nil }
    return source.hasSuffix(".ghe.com") ? "https://api.\(source)" : "https://\(source)/api/v3"
  }
}

extension HTTPField.Name {
  fileprivate static let rateLimitRemaining = literal("x-ratelimit-remaining")
}

/// What of GitHub's API is asked for.
struct GitHubAPI {
  private let api: PlatformAPI
  private let repository: [String]

  /// - Throws: ``AdapterError/Code/notFound`` unless the repository is `owner/name`.
  init(_ url: String, repository: String, over http: any HTTPExecutor) throws(AdapterError) {
    let parts = repository.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw AdapterError(.notFound, "\(SentenceText.word(repository)) is no repository, such as `octo/cat`.")
    }
    api = try PlatformAPI(at: url, over: http, rules: GitHubActions().apiRules)
    self.repository = ["repos"] + parts
  }

  /// The first page of the runs created in a time, newest first. At most 1000 of them can be listed.
  func runs(from since: Date, to until: Date?) throws(AdapterError) -> APIAddress {
    let start = Timestamp.text(of: Date(timeIntervalSince1970: since.timeIntervalSince1970.rounded(.down)))
    let end = until.map {
      Timestamp.text(of: Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.up)))
    }
    return try api.address(
      repository + ["actions", "runs"],
      [("created", end.map { "\(start)..\($0)" } ?? ">=\(start)"), ("per_page", "100")])
  }

  /// The first page of the jobs of a run, those of all its attempts.
  func jobs(of run: String) throws(AdapterError) -> APIAddress {
    try api.address(repository + ["actions", "runs", run, "jobs"], [("filter", "all"), ("per_page", "100")])
  }

  /// The log of a job's attempt: GitHub sends on to where it is kept.
  func log(of job: String) throws(AdapterError) -> APIAddress {
    try api.address(repository + ["actions", "jobs", job, "logs"])
  }

  func answer(to address: APIAddress) async throws -> APIAnswer { try await api.answer(to: address) }
}
