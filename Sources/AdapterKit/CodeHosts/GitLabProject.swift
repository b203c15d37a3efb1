internal import HTTPTypes
internal import InfraMindCore

/// What reports need of a project on GitLab: notes on merge requests, and statuses.
///
/// - SeeAlso: GitLab Docs, "Notes API" and "Commits API".
public struct GitLabProject: Sendable {
  private let api: PlatformAPI
  private let project: [String]

  /// How GitLab's API takes tokens, for platforms whose repositories are on GitLab.
  public static let rules: APIRules = {
    var rules = APIRules(tokenVariables: ["INFRAMIND_GITLAB_TOKEN", "GITLAB_TOKEN"])
    rules.tokenHeader = .literal("PRIVATE-TOKEN")
    rules.tokenPrefix = ""
    rules.remainingHeaders = [.literal("RateLimit-Remaining")]
    rules.resetHeaders = [.literal("RateLimit-Reset")]
    return rules
  }()

  /// A project.
  ///
  /// - Parameters:
  ///   - name: `group/name` or its number.
  ///   - url: The API, such as `https://gitlab.com/api/v4`.
  /// - Throws: ``AdapterError/Code/notFound`` for what is no address.
  public init(
    _ name: String, at url: String, over http: any HTTPExecutor, rules: APIRules = GitLabProject.rules
  ) throws(AdapterError) {
    api = try PlatformAPI(at: url, over: http, rules: rules)
    project = ["projects", name]
  }

  // MARK: - Notes

  /// Keeps one note with a report on a merge request.
  ///
  /// - Parameter number: The merge request's number within the project.
  public func keepNote(_ report: Report, on number: String) async throws -> ReportReceipt {
    try await thread(number).keep(report)
  }

  /// Takes that note out.
  ///
  /// - Parameter marker: ``Report/marker``.
  public func withdrawNote(_ marker: String, on number: String) async throws -> ReportReceipt {
    try await thread(number).withdraw(marker)
  }

  private func thread(_ number: String) async throws -> Thread {
    let own = try await api.answer(to: try api.address(["user"])).json()["id"]?.integer
    return Thread(project: self, number: number, user: own)
  }

  private struct Thread: CommentThread {
    let project: GitLabProject
    let number: String
    let user: Int?

    func comments() async throws -> [HostComment] {
      var found: [HostComment] = []
      var next: APIAddress? = try address(
        [], [("per_page", "100"), ("sort", "asc"), ("order_by", "created_at")])
      while let page = next {
        let answer = try await project.api.answer(to: page)
        found += try answer.json().elements.compactMap(note)
        next = answer.next
      }
      return found
    }

    func add(_ body: String) async throws -> HostComment {
      let answer = try await send(.post, [], body)
      guard let note = note(try answer.json()) else {
        throw AdapterError(.unexpectedAnswer, "GitLab's answer to a new note names none.")
      }
      return note
    }

    func replace(_ comment: HostComment, by body: String) async throws {
      _ = try await send(.put, [comment.id], body)
    }

    func delete(_ comment: HostComment) async throws {
      _ = try await project.api.answer(to: try address([comment.id]), method: .delete)
    }

    private func send(
      _ method: HTTPRequest.Method, _ path: [String], _ body: String
    ) async throws -> APIAnswer {
      try await project.api.answer(
        to: try address(path), method: method, headers: [.contentType: "application/json"],
        body: JSONText.object([.init("body", .string(body))]).bytes)
    }

    private func address(_ path: [String], _ query: [(String, String)] = []) throws(AdapterError)
      -> APIAddress
    {
      try project.api.address(project.project + ["merge_requests", number, "notes"] + path, query)
    }

    private func note(_ json: JSONValue) -> HostComment? {
      guard let id = json["id"]?.integer, let body = json["body"]?.text, json["system"]?.bool != true else {
        return nil
      }
      let isOurs = user != nil && json["author"]?["id"]?.integer == user
      return HostComment(id: "\(id)", body: body, isOurs: isOurs)
    }
  }

  // MARK: - Statuses

  /// States a report as a status of a commit: always `success`, since a failed one may block merging.
  ///
  /// - Parameters:
  ///   - commit: Its full name.
  ///   - pipeline: The pipeline's id; without it GitLab may make a pipeline of its own for the status.
  ///   - ref: The branch or tag.
  public func keepStatus(
    _ report: Report, on commit: String, pipeline: String?, ref: String?, leadingTo address: String?
  ) async throws -> ReportReceipt {
    let name = GitHubRepository.context(report.key)
    let description = String(report.headline.prefix(140))
    let listed = try await api.answer(
      to: try api.address(
        project + ["repository", "commits", commit, "statuses"], [("name", name), ("per_page", "100")]))
    let known = try listed.json().elements.first { json in
      json["name"]?.text == name && (ref == nil || json["ref"]?.text == ref)
    }
    guard known?["description"]?.text != description else { return .unchanged(address) }
    let body = JSONText.members([
      "state": "success", "name": .string(name), "description": .string(description),
      "target_url": address.map(JSONText.string), "ref": ref.map(JSONText.string),
      "pipeline_id": pipeline.flatMap { Int($0) }.map(JSONText.integer),
    ])
    _ = try await api.answer(
      to: try api.address(project + ["statuses", commit]), method: .post,
      headers: [.contentType: "application/json"], body: body.bytes)
    return known == nil ? .created(address) : .updated(address)
  }
}
