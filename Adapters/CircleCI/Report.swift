public import AdapterKit
internal import InfraMindCore

extension CircleCI: Reporting {
  /// One comment on the pull or merge request, the step's output, a status where the repository is, and files to be stored.
  public static let reportPlaces = [
    ReportPlace(
      .comment, "One comment on the pull or merge request, on GitHub or GitLab.",
      right: "pull-requests: write, or api on GitLab"),
    ReportPlace(.log, "The output of the step."),
    ReportPlace(
      .status, "A status of the commit, on GitHub or GitLab.", right: "statuses: write, or api on GitLab",
      isUsual: false),
    ReportPlace(
      .artifact, "The files `inframind-report.md` and `inframind-report.json`, for `store_artifacts`.",
      isUsual: false),
    ReportPlace(
      .tests, "The file `inframind-tests.xml`, for `store_test_results`: a skipped test for each suggestion.",
      isUsual: false),
  ]

  /// The run by the variables of the step.
  public func reportTarget(of environment: [String: String]) -> ReportTarget? {
    guard let job = jobEnvironment(of: environment) else { return nil }
    let variables = EnvironmentVariables(environment)
    var target = ReportTarget(variables: variables, job: job)
    target.commit = variables["CIRCLE_SHA1"]
    target.request =
      Self.request(variables)?.number ?? variables["CIRCLE_PR_NUMBER"].flatMap(RequestPage.number)
    target.labels = variables["INFRAMIND_LABELS"]?.split(separator: ",").map(String.init) ?? []
    return target
  }

  /// The pull or merge request, by its page.
  private static func request(_ variables: EnvironmentVariables) -> RequestPage? {
    let pages = [variables["CIRCLE_PULL_REQUEST"]] + [variables["CIRCLE_PULL_REQUESTS"]]
    return pages.lazy.compactMap { $0?.split(separator: ",").first.map(String.init) }
      .compactMap { RequestPage($0) }.first
  }

  /// The API of the code host, for comments and statuses; `nil` where no variable names GitHub or GitLab.
  public func reportAPI(at place: ReportPlace.ID, for target: ReportTarget) -> ReportAPI? {
    guard place == .comment || place == .status else { return nil }
    return Self.host(of: target)?.api
  }

  /// Lines of the step's output, or files in the folder that `INFRAMIND_REPORT_DIR` names, else the current one.
  public func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] {
    let folder = target.variables["INFRAMIND_REPORT_DIR"].map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
    switch place {
    case .comment, .status:
      guard Self.host(of: target) != nil else { throw Self.noHost }
      return []
    case .log: return report.lines.map { .line(SentenceText.line($0)) }
    case .artifact:
      return [
        .write(
          file: folder + "inframind-report.md", bytes: Array(("# InfraMind\n\n" + report.markdown).utf8)),
        .write(file: folder + "inframind-report.json", bytes: ReportJSON(report).json.bytes),
      ]
    case .tests:
      return [.write(file: folder + "inframind-tests.xml", bytes: Array(TestSummary(report).text.utf8))]
    default: throw AdapterError(.unknownPlace, "CircleCI has no place called \(place).")
    }
  }

  // MARK: - Through the code host's API

  /// Keeps the comment on the request, or the status of the commit, on the code host.
  public func publish(
    _ report: Report, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    guard let host = Self.host(of: target) else { throw Self.noHost }
    switch place {
    case .comment:
      guard let number = target.request else { return .nothing(Self.noRequest) }
      return try await host.keepComment(report, on: number, over: http)
    case .status:
      guard let commit = target.commit else { return .nothing("CIRCLE_SHA1 names no commit.") }
      return try await host.keepStatus(
        report, on: commit, ref: target.variables["CIRCLE_BRANCH"],
        leadingTo: target.variables["CIRCLE_BUILD_URL"], over: http)
    default: throw AdapterError(.unknownPlace, "CircleCI has no place called \(place) that an API leads to.")
    }
  }

  /// Takes the comment out; other places go with their job.
  public func withdraw(
    _ key: String, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    guard place == .comment else { return .nothing("Only comments can be taken out.") }
    guard let host = Self.host(of: target) else { throw Self.noHost }
    guard let number = target.request else { return .nothing(Self.noRequest) }
    return try await host.withdrawComment(key, on: number, over: http)
  }

  private static let noRequest = "The job is of no pull request that CIRCLE_PULL_REQUEST tells."
  private static let noHost = AdapterError(
    .missingVariable,
    "Neither CIRCLE_PULL_REQUEST nor CIRCLE_REPOSITORY_URL names a repository on GitHub or GitLab.")

  /// By the page of the request, else by the repository's address.
  private static func host(of target: ReportTarget) -> CodeHost? {
    let variables = target.variables
    if let request = request(variables) { return CodeHost(request, variables) }
    return variables["CIRCLE_REPOSITORY_URL"].flatMap { CodeHost(repositoryAt: $0, variables) }
  }
}

extension ReportPlace.ID {
  /// The output of a step.
  public static let log = ReportPlace.ID("log")
  /// Files to be stored with the job.
  public static let artifact = ReportPlace.ID("artifact")
  /// The summary of tests.
  public static let tests = ReportPlace.ID("tests")
}
