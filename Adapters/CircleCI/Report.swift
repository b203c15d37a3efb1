public import AdapterKit
internal import InfraMindCore

extension CircleCI: CodeHostReporting {
  /// One comment on the pull or merge request, the step's output, a status where the repository is, and files to be stored.
  public static let reportPlaces = [
    .codeHostComment(isUsual: true),
    ReportPlace(.log, "The output of the step."),
    .codeHostStatus,
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
    let number = Self.request(variables)?.number ?? variables["CIRCLE_PR_NUMBER"].flatMap(RequestPage.number)
    return ReportTarget(variables: variables, job: job, request: number)
  }

  /// The pull or merge request, by its page.
  private static func request(_ variables: EnvironmentVariables) -> RequestPage? {
    let pages = [variables["CIRCLE_PULL_REQUEST"]] + [variables["CIRCLE_PULL_REQUESTS"]]
    return pages.lazy.compactMap { $0?.split(separator: ",").first.map(String.init) }
      .compactMap { RequestPage($0) }.first
  }

  /// Lines of the step's output, or files in the folder that `INFRAMIND_REPORT_DIR` names, else the current one.
  public func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] {
    let folder = target.variables["INFRAMIND_REPORT_DIR"].map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
    switch place {
    case .comment, .status:
      _ = try Self.requiredCodeHost(of: target)
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

  // MARK: - Where the repository is

  /// Variables that name the repository.
  public static let repositoryVariables = ["CIRCLE_PULL_REQUEST", "CIRCLE_REPOSITORY_URL"]
  /// Variables that tell the pull request.
  public static let requestVariables = ["CIRCLE_PULL_REQUEST", "CIRCLE_PR_NUMBER"]

  /// The page of the job.
  public static func runPage(of target: ReportTarget) -> String? { target.variables["CIRCLE_BUILD_URL"] }

  /// By the page of the request, else by the repository's address.
  public static func codeHost(of target: ReportTarget) -> CodeHost? {
    let variables = target.variables
    if let request = request(variables) { return CodeHost(request, variables) }
    return variables["CIRCLE_REPOSITORY_URL"].flatMap { CodeHost(repositoryAt: $0, variables) }
  }
}

extension ReportPlace.ID {
  /// Files to be stored with the job.
  public static let artifact = ReportPlace.ID("artifact")
  /// The summary of tests.
  public static let tests = ReportPlace.ID("tests")
}
