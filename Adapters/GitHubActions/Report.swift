public import AdapterKit
internal import HTTPTypes
internal import InfraMindCore

extension GitHubActions: Reporting {
  /// The job's summary, one comment on the pull request, a check with annotations, and a status.
  public static let reportPlaces = [
    ReportPlace(.summary, "The summary page of the run."),
    ReportPlace(.comment, "One comment on the pull request.", right: "pull-requests: write"),
    ReportPlace(
      .check, "A check of the commit, with what belongs to lines of files.", right: "checks: write",
      isUsual: false),
    ReportPlace(.status, "A status of the commit.", right: "statuses: write", isUsual: false),
  ]

  /// The run by the variables of the runner. The number of the pull request is in its ref; the commit at its head only
  /// where a workflow hands it on as `INFRAMIND_HEAD_SHA`, since `GITHUB_SHA` is the merge.
  public func reportTarget(of environment: [String: String]) -> ReportTarget? {
    guard let job = jobEnvironment(of: environment) else { return nil }
    let variables = EnvironmentVariables(environment)
    var target = ReportTarget(variables: variables, job: job)
    if let head = variables["INFRAMIND_HEAD_SHA"] { target.commit = head }
    target.request = variables["GITHUB_REF"].flatMap(Self.pullRequest)
    return target
  }

  /// `12` of `refs/pull/12/merge`.
  private static func pullRequest(_ ref: String) -> String? {
    let parts = ref.split(separator: "/")
    guard parts.count == 4, parts[0] == "refs", parts[1] == "pull", Int(parts[2]) != nil else { return nil }
    return String(parts[2])
  }

  /// GitHub's API, as the runner names it; none for the summary, which is a file.
  public func reportAPI(at place: ReportPlace.ID, for target: ReportTarget) -> ReportAPI? {
    guard place != .summary else { return nil }
    let url = target.variables["GITHUB_API_URL"] ?? apiURL(of: target.job.run.source, environment: [:])
    return url.map { ReportAPI($0, rules: apiRules) }
  }

  /// The summary grows by the report.
  public func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] {
    guard place == .summary else { return [] }
    guard let file = target.job.files["summary"] else {
      throw AdapterError(.missingVariable, "GITHUB_STEP_SUMMARY names no file: this is no step of a job.")
    }
    return [.append(file: file, text: "## InfraMind\n\n" + report.markdown + "\n")]
  }

  /// Comments, checks or sets the status.
  ///
  /// - SeeAlso: GitHub Docs, "REST API endpoints for issue comments", "… for check runs", "… for commit statuses".
  public func publish(
    _ report: Report, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    let repository = try host(target, http)
    switch place {
    case .comment:
      guard let number = target.request else { return .nothing("The run is of no pull request.") }
      return try await repository.keepComment(report, on: number)
    case .status:
      guard let commit = target.commit else { return .nothing(Self.noCommit) }
      return try await repository.keepStatus(report, on: commit, leadingTo: Self.page(of: target))
    case .check:
      guard let commit = target.commit else { return .nothing(Self.noCommit) }
      return try await CheckRun(report, on: commit, of: target, over: http, rules: apiRules).keep()
    default: throw AdapterError(.unknownPlace, "GitHub Actions has no place called \(place).")
    }
  }

  /// Takes the comment out; checks and statuses stay, as GitHub has no way to take them back.
  public func withdraw(
    _ key: String, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    guard place == .comment else { return .nothing("Only comments can be taken out.") }
    guard let number = target.request else { return .nothing("The run is of no pull request.") }
    return try await host(target, http).withdrawComment(Report.marker(key), on: number)
  }

  private static let noCommit =
    "Which commit the pull request's head is, no variable tells: hand it on as INFRAMIND_HEAD_SHA."

  private func host(_ target: ReportTarget, _ http: any HTTPExecutor) throws(AdapterError) -> GitHubRepository
  {
    guard let api = reportAPI(at: .comment, for: target) else {
      throw AdapterError(.missingVariable, "GITHUB_API_URL names no API.")
    }
    return try GitHubRepository(target.job.run.repository, at: api.url, over: http, rules: apiRules)
  }

  /// The page of the run.
  static func page(of target: ReportTarget) -> String? {
    let server = target.variables["GITHUB_SERVER_URL"] ?? "https://github.com"
    return "\(server)/\(target.job.run.repository)/actions/runs/\(target.job.run.run)"
  }
}

extension ReportPlace.ID {
  /// The summary of a run.
  public static let summary = ReportPlace.ID("summary")
  /// A check of a commit.
  public static let check = ReportPlace.ID("check")
}

/// A check run: made where the commit has none of ours, brought up to date where it has.
///
/// - SeeAlso: GitHub Docs, "REST API endpoints for check runs".
struct CheckRun {
  private let report: Report
  private let commit: String
  private let page: String?
  private let api: PlatformAPI
  private let repository: [String]

  /// Annotations in one request, and most that are sent.
  private static let batch = 50
  private static let most = 200
  /// Longest summary.
  private static let longest = 60_000

  init(
    _ report: Report, on commit: String, of target: ReportTarget, over http: any HTTPExecutor, rules: APIRules
  ) throws(AdapterError) {
    self.report = report
    self.commit = commit
    page = GitHubActions.page(of: target)
    let url = target.variables["GITHUB_API_URL"] ?? "https://api.github.com"
    api = try PlatformAPI(at: url, over: http, rules: rules)
    repository = ["repos"] + target.job.run.repository.split(separator: "/").map(String.init)
  }

  /// What tells whether a check says the same: GitHub keeps it with the check and shows it nowhere.
  private var externalID: String {
    let annotations = report.annotations.map { "\($0.id)\($0.file)\($0.line)" }.joined()
    return Digest.sha256(Array((report.markdown + annotations).utf8)).prefix(16).hexadecimal
  }

  private var name: String { GitHubRepository.context(report.key) }

  func keep() async throws -> ReportReceipt {
    let listed = try await api.answer(
      to: try api.address(
        repository + ["commits", commit, "check-runs"], [("check_name", name), ("per_page", "100")]))
    let known = try listed.json()["check_runs"]?.elements.first { $0["name"]?.text == name }
    let address = known?["html_url"]?.text
    if known?["external_id"]?.text == externalID { return .unchanged(address) }
    let batches = stride(from: 0, to: min(report.annotations.count, Self.most), by: Self.batch).map {
      Array(report.annotations[$0..<min($0 + Self.batch, report.annotations.count, Self.most)])
    }
    // Annotations are only ever added to a check, so one that says something else gives way to a new one of its name.
    let made = try await send(.post, [], batches.first ?? [], isWhole: true)
    guard let id = made["id"]?.integer else {
      throw AdapterError(.unexpectedAnswer, "GitHub's answer to a new check names none.")
    }
    for batch in batches.dropFirst() { _ = try await send(.patch, ["\(id)"], batch, isWhole: false) }
    let shown = made["html_url"]?.text
    return known == nil ? .created(shown) : .updated(shown)
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: [String], _ annotations: [ReportAnnotation], isWhole: Bool
  ) async throws -> JSONValue {
    let output = JSONText.members([
      "title": .string(String(report.headline.prefix(140))),
      "summary": .string(String(decoding: report.markdown.utf8.prefix(Self.longest), as: UTF8.self)),
      "annotations": .list(annotations.map(Self.annotation)),
    ])
    var members: [JSONText.Member] = [.init("output", output)]
    if isWhole {
      members += [
        .init("name", .string(name)), .init("head_sha", .string(commit)), .init("status", "completed"),
        // Neither success, which may be required, nor a failure: advice never blocks merging.
        .init("conclusion", "neutral"), .init("external_id", .string(externalID)),
      ]
      if let page { members.append(.init("details_url", .string(page))) }
    }
    let answer = try await api.answer(
      to: try api.address(repository + ["check-runs"] + path), method: method,
      headers: [.contentType: "application/json"], body: JSONText.object(members).bytes)
    return try answer.json()
  }

  private static func annotation(_ annotation: ReportAnnotation) -> JSONText {
    .members([
      "path": .string(annotation.file), "start_line": .integer(annotation.line),
      "end_line": .integer(annotation.line), "annotation_level": "notice",
      "title": .string(String(annotation.title.prefix(255))), "message": .string(annotation.message),
    ])
  }
}
