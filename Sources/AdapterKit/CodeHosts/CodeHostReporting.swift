internal import InfraMindCore

/// Reports of a platform that has no pull requests of its own: the comment and the status are kept where the repository is.
///
/// An adapter says where that is, and what it does within the job; reaching the code host's API is the same for all.
public protocol CodeHostReporting: Reporting {
  /// Where the repository is that requests are made to; `nil` if no variable names one on GitHub or GitLab.
  static func codeHost(of target: ReportTarget) -> CodeHost?

  /// The page of the run, which statuses lead to; `nil` for none.
  static func runPage(of target: ReportTarget) -> String?

  /// The variables that name the repository, for a sentence, such as `BUILDKITE_REPO`.
  static var repositoryVariables: [String] { get }

  /// The variables that tell the request, for a sentence, such as `BUILDKITE_PULL_REQUEST`.
  static var requestVariables: [String] { get }
}

extension CodeHostReporting {
  /// The API of the code host for comments and statuses; `nil` for places within the job.
  public func reportAPI(at place: ReportPlace.ID, for target: ReportTarget) -> ReportAPI? {
    guard place == .comment || place == .status else { return nil }
    return Self.codeHost(of: target)?.api
  }

  /// Keeps the comment on the request, or the status of the commit.
  public func publish(
    _ report: Report, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    let host = try Self.requiredCodeHost(of: target)
    switch place {
    case .comment:
      guard let number = target.request else { return .nothing(Self.noRequest) }
      return try await host.keepComment(report, on: number, over: http)
    case .status:
      guard let commit = target.commit else { return .nothing("No variable names the commit.") }
      return try await host.keepStatus(
        report, on: commit, ref: target.job.details.branch, leadingTo: Self.runPage(of: target), over: http)
    default: throw AdapterError(.unknownPlace, "No API of a code host leads to a place called \(place).")
    }
  }

  /// Takes the comment out; other places go with their run.
  public func withdraw(
    _ key: String, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    guard place == .comment else { return .nothing("Only comments can be taken out.") }
    let host = try Self.requiredCodeHost(of: target)
    guard let number = target.request else { return .nothing(Self.noRequest) }
    return try await host.withdrawComment(key, on: number, over: http)
  }

  /// Where the repository is.
  ///
  /// - Throws: ``AdapterError/Code/missingVariable``.
  public static func requiredCodeHost(of target: ReportTarget) throws(AdapterError) -> CodeHost {
    if let host = codeHost(of: target) { return host }
    let variables = SentenceText.list(repositoryVariables)
    throw AdapterError(
      .missingVariable, "No repository on GitHub or GitLab is named by \(variables).")
  }

  private static var noRequest: String {
    "The run is of no pull or merge request that \(SentenceText.list(requestVariables)) could tell."
  }
}

extension ReportPlace {
  /// The comment on a request where the repository is.
  ///
  /// - Parameter isUsual: Whether reports go there unless the user names places.
  public static func codeHostComment(isUsual: Bool) -> ReportPlace {
    ReportPlace(
      .comment, "One comment on the pull or merge request, on GitHub or GitLab.",
      right: "pull-requests: write, or api on GitLab", isUsual: isUsual)
  }

  /// The status of the commit where the repository is; never usual.
  public static let codeHostStatus = ReportPlace(
    .status, "A status of the commit, on GitHub or GitLab.", right: "statuses: write, or api on GitLab",
    isUsual: false)
}
