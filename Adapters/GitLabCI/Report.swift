public import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension GitLabCI: Reporting {
  /// One note on the merge request, the job's log, a status, and files that GitLab shows beside a merge request.
  public static let reportPlaces = [
    ReportPlace(.comment, "One note on the merge request.", right: "api"),
    ReportPlace(.log, "A section of the job's log, folded."),
    ReportPlace(.status, "A status of the commit, in the pipeline.", right: "api", isUsual: false),
    ReportPlace(
      .codeQuality, "The file `inframind-codequality.json`, for `artifacts:reports:codequality`.",
      isUsual: false),
    ReportPlace(
      .metrics, "The file `inframind-metrics.txt`, for `artifacts:reports:metrics`.", isUsual: false),
  ]

  /// The run by the variables of the job. In a pipeline of a branch the merge request is the first of those that are open
  /// for it, where it is one of the project itself.
  public func reportTarget(of environment: [String: String]) -> ReportTarget? {
    guard let job = jobEnvironment(of: environment) else { return nil }
    let variables = EnvironmentVariables(environment)
    var target = ReportTarget(variables: variables, job: job)
    target.commit = variables["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] ?? variables["CI_COMMIT_SHA"]
    target.request = (variables["CI_MERGE_REQUEST_IID"] ?? Self.openRequest(variables)).flatMap(
      RequestPage.number)
    if target.labels.isEmpty {
      target.labels = variables["CI_MERGE_REQUEST_LABELS"].map(ReportTarget.labels) ?? []
    }
    return target
  }

  /// `333` of `acme/web!333,acme/web-foss!11`, in the project `acme/web`.
  private static func openRequest(_ variables: EnvironmentVariables) -> String? {
    guard let project = variables["CI_PROJECT_PATH"], let list = variables["CI_OPEN_MERGE_REQUESTS"] else {
      return nil
    }
    for request in list.split(separator: ",") {
      let parts = request.split(separator: "!")
      if parts.count == 2, String(parts[0]) == project { return String(parts[1]) }
    }
    return nil
  }

  /// The API of the server, by `CI_API_V4_URL` or the server's address, for notes and statuses.
  public func reportAPI(at place: ReportPlace.ID, for target: ReportTarget) -> ReportAPI? {
    guard place == .comment || place == .status else { return nil }
    let url = target.variables["CI_API_V4_URL"] ?? apiURL(of: target.job.run.source, environment: [:])
    return url.map { ReportAPI($0, rules: apiRules) }
  }

  /// A section of the log, or a file in the current folder.
  public func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch place {
    case .comment, .status: []
    case .log: [.print(Array(LogSection(report, at: Self.start(of: target)).text.utf8))]
    case .codeQuality: [.write(file: "inframind-codequality.json", bytes: CodeQuality(report).json.bytes)]
    case .metrics: [.write(file: "inframind-metrics.txt", bytes: Array(OpenMetrics(report).text.utf8))]
    default: throw AdapterError(.unknownPlace, "GitLab CI has no place called \(place).")
    }
  }

  /// When the job started, in seconds: a section needs a time, and only differences are shown.
  private static func start(of target: ReportTarget) -> Int {
    let time = target.variables["CI_JOB_STARTED_AT"].flatMap { Timestamp.date(from: $0) }
    return time.map { Int($0.timeIntervalSince1970) } ?? 0
  }

  // MARK: - Through the API

  /// Keeps the note on the merge request, or the status of the pipeline's commit.
  public func publish(
    _ report: Report, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    switch place {
    case .comment:
      guard let number = target.request else { return .nothing(Self.noRequest) }
      return try await requestProject(target, http).keepNote(report, on: number)
    case .status:
      // Not the branch's head: the pipeline may be of a merge that GitLab made, and statuses are found by its commit.
      guard let commit = target.variables["CI_COMMIT_SHA"] else {
        return .nothing("CI_COMMIT_SHA names no commit.")
      }
      // The ref of a merge request's pipeline is none that the variables name for sure; its id says enough.
      let isBranch = target.variables["CI_MERGE_REQUEST_IID"] == nil
      return try await project(target.job.run.repository, target, http).keepStatus(
        report, on: commit, pipeline: target.job.run.run,
        ref: isBranch ? target.variables["CI_COMMIT_REF_NAME"] : nil,
        leadingTo: target.variables["CI_JOB_URL"])
    default: throw AdapterError(.unknownPlace, "GitLab CI has no place called \(place) that an API leads to.")
    }
  }

  /// Takes the note out; other places go with their pipeline.
  public func withdraw(
    _ key: String, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    guard place == .comment else { return .nothing("Only notes can be taken out.") }
    guard let number = target.request else { return .nothing(Self.noRequest) }
    return try await requestProject(target, http).withdrawNote(Report.marker(key), on: number)
  }

  private static let noRequest = "The pipeline is of no merge request."

  /// The project that the merge request is in, which is another one than the pipeline's for a fork.
  private func requestProject(
    _ target: ReportTarget, _ http: any HTTPExecutor
  ) throws(AdapterError) -> GitLabProject {
    let variables = target.variables
    let name = variables["CI_MERGE_REQUEST_PROJECT_PATH"] ?? variables["CI_MERGE_REQUEST_PROJECT_ID"]
    return try project(name ?? target.job.run.repository, target, http)
  }

  private func project(
    _ name: String, _ target: ReportTarget, _ http: any HTTPExecutor
  ) throws(AdapterError) -> GitLabProject {
    guard let api = reportAPI(at: .comment, for: target) else {
      throw AdapterError(.missingVariable, "CI_API_V4_URL names no API.")
    }
    return try GitLabProject(name, at: api.url, over: http, rules: apiRules)
  }
}

extension ReportPlace.ID {
  /// A file of findings by line, which GitLab shows beside changes.
  public static let codeQuality = ReportPlace.ID("codequality")
  /// A file of numbers, which GitLab compares with the target branch's.
  public static let metrics = ReportPlace.ID("metrics")
}
