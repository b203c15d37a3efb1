internal import AdapterKit
internal import InfraMindCore

/// The page of a pull or merge request, such as `https://github.com/acme/shop/pull/12` or
/// `https://gitlab.com/acme/shop/-/merge_requests/3`.
struct RequestPage: Hashable {
  /// Such as `github.com`.
  let host: String
  /// `owner/name`, or more parts.
  let repository: String
  let number: String
  let kind: CodeHost.Kind

  /// `nil` for what is no such page.
  init?(_ page: String) {
    guard let scheme = page.firstRange(of: "://") else { return nil }
    let parts = page[scheme.upperBound...].split(separator: "/", omittingEmptySubsequences: false)
      .map(String.init)
    guard let host = parts.first, let last = parts.last.flatMap(Self.number) else { return nil }
    let path = Array(parts.dropFirst().dropLast())
    if path.suffix(2) == ["-", "merge_requests"] {
      (kind, repository) = (.gitLab, path.dropLast(2).joined(separator: "/"))
    } else if path.count == 3, path[2] == "pull" {
      (kind, repository) = (.gitHub, path.dropLast().joined(separator: "/"))
    } else {
      return nil
    }
    guard CodeHost.isName(host), GitAddress.repository(of: "https://\(host)/\(repository)") == repository
    else {
      return nil
    }
    (self.host, number) = (host.lowercased(), last)
  }

  /// A number of a request; `nil` for anything else.
  static func number(_ text: String) -> String? { Int(text).flatMap { $0 > 0 ? "\($0)" : nil } }
}

/// Where a project's repository is: CircleCI has no comments of its own.
struct CodeHost {
  /// Whose API it speaks.
  enum Kind: Hashable {
    case gitHub, gitLab
  }

  let kind: Kind
  /// `owner/name`, or more parts.
  let repository: String
  /// Where its API is, and how that takes tokens.
  let api: ReportAPI

  /// By the page of the request, which for a fork is in the repository that it is made to, else by the repository's
  /// address; `nil` for other hosts than GitHub and GitLab.
  ///
  /// `GITHUB_API_URL` and `GITLAB_API_URL` tell of an API that is elsewhere.
  init?(request: RequestPage?, _ variables: EnvironmentVariables) {
    if let request {
      self.init(request.kind, at: request.host, request.repository, variables)
      return
    }
    guard let address = variables["CIRCLE_REPOSITORY_URL"], let host = Self.host(of: address),
      let kind = Self.kind(of: host), let repository = GitAddress.repository(of: address)
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

  /// The host of `git@github.com:acme/shop.git` or `https://github.com/acme/shop`.
  private static func host(of address: String) -> String? {
    var rest = address[...]
    if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
    if let at = rest.firstIndex(of: "@"), rest[..<at].allSatisfy({ $0 != "/" && $0 != ":" }) {
      rest = rest[rest.index(after: at)...]
    }
    let host = rest.prefix { $0 != "/" && $0 != ":" }.lowercased()
    return isName(host) ? host : nil
  }

  /// A host of one's own is known by its name only.
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

  func gitHub(over http: any HTTPExecutor) throws(AdapterError) -> GitHubRepository {
    try GitHubRepository(repository, at: api.url, over: http)
  }

  func gitLab(over http: any HTTPExecutor) throws(AdapterError) -> GitLabProject {
    try GitLabProject(repository, at: api.url, over: http)
  }
}
