internal import HTTPTypes
internal import InfraMindCore

/// What reports need of a repository on GitHub, or on what speaks its API: comments on pull requests, and statuses.
///
/// - SeeAlso: GitHub Docs, "REST API endpoints for issue comments" and "… for commit statuses".
public struct GitHubRepository: Sendable {
  private let api: PlatformAPI
  private let repository: [String]

  /// How GitHub's API takes tokens, for platforms whose repositories are on GitHub.
  public static let rules: APIRules = {
    var rules = APIRules(tokenVariables: ["INFRAMIND_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"])
    rules.headers = [.accept: "application/vnd.github+json", .literal("X-GitHub-Api-Version"): "2022-11-28"]
    rules.remainingHeaders = [.literal("x-ratelimit-remaining")]
    rules.resetHeaders = [.literal("x-ratelimit-reset")]
    return rules
  }()

  /// A repository.
  ///
  /// - Parameters:
  ///   - url: The API, such as `https://api.github.com`.
  ///   - name: `owner/name`.
  /// - Throws: ``AdapterError/Code/notFound`` for what is no address or no repository.
  public init(
    _ name: String, at url: String, over http: any HTTPExecutor, rules: APIRules = GitHubRepository.rules
  ) throws(AdapterError) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw AdapterError(.notFound, "\(SentenceText.word(name)) is no repository, such as `octo/cat`.")
    }
    api = try PlatformAPI(at: url, over: http, rules: rules)
    repository = ["repos"] + parts
  }

  // MARK: - Comments

  /// Keeps one comment with a report on a pull request.
  ///
  /// - Parameter number: The pull request's.
  public func keepComment(_ report: Report, on number: String) async throws -> ReportReceipt {
    try await thread(number).keep(report)
  }

  /// Takes that comment out.
  ///
  /// - Parameter marker: ``Report/marker``.
  public func withdrawComment(_ marker: String, on number: String) async throws -> ReportReceipt {
    try await thread(number).withdraw(marker)
  }

  private func thread(_ number: String) async throws -> Thread {
    Thread(repository: self, number: number, login: try await ownLogin())
  }

  /// Our own name; `nil` for the token of an app, which may not ask, and writes as a robot.
  private func ownLogin() async throws -> String? {
    do {
      return try await api.answer(to: try api.address(["user"])).json()["login"]?.text
    } catch let error as AdapterError where [.notAllowed, .notFound].contains(error.code) {
      return nil
    }
  }

  private struct Thread: CommentThread {
    let repository: GitHubRepository
    let number: String
    let login: String?

    func comments() async throws -> [HostComment] {
      var found: [HostComment] = []
      var next: APIAddress? = try address(["issues", number, "comments"], [("per_page", "100")])
      while let page = next {
        let answer = try await repository.api.answer(to: page)
        found += try answer.json().elements.compactMap(comment)
        next = answer.next
      }
      return found
    }

    func add(_ body: String) async throws -> HostComment {
      let answer = try await repository.api.answer(
        to: try address(["issues", number, "comments"]), method: .post,
        headers: [.contentType: "application/json"],
        body: JSONText.object([.init("body", .string(body))]).bytes)
      guard let comment = comment(try answer.json()) else {
        throw AdapterError(.unexpectedAnswer, "GitHub's answer to a new comment names none.")
      }
      return comment
    }

    func replace(_ comment: HostComment, by body: String) async throws {
      _ = try await repository.api.answer(
        to: try address(["issues", "comments", comment.id]), method: .patch,
        headers: [.contentType: "application/json"],
        body: JSONText.object([.init("body", .string(body))]).bytes)
    }

    func delete(_ comment: HostComment) async throws {
      _ = try await repository.api.answer(
        to: try address(["issues", "comments", comment.id]), method: .delete)
    }

    private func address(_ path: [String], _ query: [(String, String)] = []) throws(AdapterError)
      -> APIAddress
    {
      try repository.api.address(repository.repository + path, query)
    }

    private func comment(_ json: JSONValue) -> HostComment? {
      guard let id = json["id"]?.integer, let body = json["body"]?.text else { return nil }
      let author = json["user"]?["login"]?.text
      let isRobot = json["user"]?["type"]?.text == "Bot"
      let isOurs = login.map { $0 == author } ?? isRobot
      return HostComment(id: "\(id)", body: body, isOurs: isOurs, address: json["html_url"]?.text)
    }
  }

  // MARK: - Statuses

  /// States a report as a status of a commit: always `success`, since advice never blocks merging.
  ///
  /// - Parameters:
  ///   - commit: Its full name.
  ///   - address: Where the status leads; `nil` for nowhere.
  public func keepStatus(
    _ report: Report, on commit: String, leadingTo address: String?
  ) async throws -> ReportReceipt {
    let context = Self.context(report.key)
    let listed = try await api.answer(
      to: try api.address(repository + ["commits", commit, "status"], [("per_page", "100")]))
    let known = try listed.json()["statuses"]?.elements.first { $0["context"]?.text == context }
    let description = String(report.headline.prefix(140))
    guard known?["description"]?.text != description else { return .unchanged(address) }
    let body = JSONText.members([
      "state": "success", "context": .string(context), "description": .string(description),
      "target_url": address.map(JSONText.string),
    ])
    _ = try await api.answer(
      to: try api.address(repository + ["statuses", commit]), method: .post,
      headers: [.contentType: "application/json"], body: body.bytes)
    return known == nil ? .created(address) : .updated(address)
  }

  /// What the status of a report is called.
  public static func context(_ key: String) -> String { key.isEmpty ? "inframind" : "inframind / \(key)" }
}
