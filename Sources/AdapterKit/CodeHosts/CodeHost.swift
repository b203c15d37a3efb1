internal import InfraMindCore

/// Where a repository is, for platforms that have no comments on pull requests of their own.
public struct CodeHost: Sendable {
  /// Whose API it speaks.
  public enum Kind: Hashable, Sendable {
    /// GitHub's, or that of a server which speaks it.
    case gitHub
    /// GitLab's.
    case gitLab
  }

  /// Whose API it speaks.
  public let kind: Kind
  /// `owner/name`, or more parts.
  public let repository: String
  /// Where its API is, and how that takes tokens.
  public let api: ReportAPI

  /// By the page of a request, which for a fork is in the repository that it is made to.
  ///
  /// `GITHUB_API_URL` and `GITLAB_API_URL` among the variables tell of an API that is elsewhere.
  public init(_ request: RequestPage, _ variables: EnvironmentVariables) {
    self.init(request.kind, at: request.host, request.repository, variables)
  }

  /// By the repository's address, such as `git@github.com:acme/shop.git` or `https://gitlab.com/acme/shop`.
  ///
  /// - Parameters:
  ///   - address: The repository's.
  ///   - kind: Whose API the host speaks, if the platform tells; else a host is known by its name only.
  /// - Returns: `nil` for other hosts than GitHub and GitLab.
  public init?(repositoryAt address: String, kind: Kind? = nil, _ variables: EnvironmentVariables) {
    guard let host = Self.host(of: address), let kind = kind ?? Self.kind(of: host),
      let repository = GitAddress.repository(of: address)
    else { return nil }
    self.init(kind, at: host, repository, variables)
  }

  private init(_ kind: Kind, at host: String, _ repository: String, _ variables: EnvironmentVariables) {
    self.kind = kind
    self.repository = repository
    switch kind {
    case .gitHub:
      let own = host == "github.com" ? "https://api.github.com" : "https://\(host)/api/v3"
      api = ReportAPI(variables["GITHUB_API_URL"] ?? own, rules: GitHubRepository.rules)
    case .gitLab:
      api = ReportAPI(variables["GITLAB_API_URL"] ?? "https://\(host)/api/v4", rules: GitLabProject.rules)
    }
  }

  private static func host(of address: String) -> String? {
    var rest = address[...]
    if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
    if let at = rest.firstIndex(of: "@"), rest[..<at].allSatisfy({ $0 != "/" && $0 != ":" }) {
      rest = rest[rest.index(after: at)...]
    }
    let host = rest.prefix { $0 != "/" && $0 != ":" }.lowercased()
    return isName(host) ? host : nil
  }

  private static func kind(of host: String) -> Kind? {
    let words = host.split(separator: ".")
    if words.contains(where: { $0.hasPrefix("github") }) { return .gitHub }
    return words.contains { $0.hasPrefix("gitlab") } ? .gitLab : nil
  }

  /// Whether a text is the name of a host, with a port or without.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == ":") }
  }
}

// MARK: - Reports

extension CodeHost {
  /// Keeps one comment with a report on a pull or merge request.
  public func keepComment(
    _ report: Report, on number: String, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    switch kind {
    case .gitHub: try await gitHub(http).keepComment(report, on: number)
    case .gitLab: try await gitLab(http).keepNote(report, on: number)
    }
  }

  /// Takes that comment out.
  ///
  /// - Parameter key: The report's.
  public func withdrawComment(
    _ key: String, on number: String, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    let marker = Report.marker(key)
    return switch kind {
    case .gitHub: try await gitHub(http).withdrawComment(marker, on: number)
    case .gitLab: try await gitLab(http).withdrawNote(marker, on: number)
    }
  }

  /// States a report as a status of a commit.
  ///
  /// - Parameters:
  ///   - ref: The branch or tag, if known: GitLab keeps statuses apart by it.
  ///   - address: Where the status leads; `nil` for nowhere.
  public func keepStatus(
    _ report: Report, on commit: String, ref: String?, leadingTo address: String?, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    switch kind {
    case .gitHub: try await gitHub(http).keepStatus(report, on: commit, leadingTo: address)
    case .gitLab:
      try await gitLab(http).keepStatus(report, on: commit, pipeline: nil, ref: ref, leadingTo: address)
    }
  }

  private func gitHub(_ http: any HTTPExecutor) throws(AdapterError) -> GitHubRepository {
    try GitHubRepository(repository, at: api.url, over: http)
  }

  private func gitLab(_ http: any HTTPExecutor) throws(AdapterError) -> GitLabProject {
    try GitLabProject(repository, at: api.url, over: http)
  }
}
