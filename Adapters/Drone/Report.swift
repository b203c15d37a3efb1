public import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension Drone: Reporting {
  /// The step's log, a card beside it on Drone, and a comment and a status where the repository is.
  public static let reportPlaces = [
    ReportPlace(
      .card, "The card of the step, on Drone; INFRAMIND_CARD_TEMPLATE names the address of its template.",
      isUsual: false),
    ReportPlace(.log, "The log of the step."),
    ReportPlace(
      .comment, "One comment on the pull or merge request, on GitHub or GitLab.",
      right: "pull-requests: write, or api on GitLab", isUsual: false),
    ReportPlace(
      .status, "A status of the commit, on GitHub or GitLab.", right: "statuses: write, or api on GitLab",
      isUsual: false),
  ]

  /// The run by the variables of the step, on either platform.
  public func reportTarget(of environment: [String: String]) -> ReportTarget? {
    guard let job = jobEnvironment(of: environment) else { return nil }
    let variables = EnvironmentVariables(environment)
    var target = ReportTarget(variables: variables, job: job)
    target.commit = job.details.headCommit
    let isWoodpecker = Self.isWoodpecker(variables)
    let number = variables[isWoodpecker ? "CI_COMMIT_PULL_REQUEST" : "DRONE_PULL_REQUEST"]
    target.request = number.flatMap(RequestPage.number)
    let labels =
      variables["INFRAMIND_LABELS"] ?? (isWoodpecker ? variables["CI_COMMIT_PULL_REQUEST_LABELS"] : nil)
    target.labels = labels?.split(separator: ",").map(String.init) ?? []
    return target
  }

  /// The API of the code host for comments and statuses; `nil` for the log and the card.
  public func reportAPI(at place: ReportPlace.ID, for target: ReportTarget) -> ReportAPI? {
    guard place == .comment || place == .status else { return nil }
    return Self.codeHost(of: target)?.api
  }

  /// The lines of the log, or the card.
  public func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch place {
    case .card: return [try StepCard(report, of: target).instruction]
    case .log: return report.lines.map { .line(SentenceText.line($0)) }
    case .comment, .status:
      guard Self.codeHost(of: target) != nil else { throw Self.noHost }
      return []
    default: throw AdapterError(.unknownPlace, "Drone has no place called \(place).")
    }
  }

  // MARK: - Through the code host's API

  /// Keeps the comment or the status where the repository is.
  public func publish(
    _ report: Report, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    guard let host = Self.codeHost(of: target) else { throw Self.noHost }
    switch place {
    case .comment:
      guard let number = target.request else { return .nothing(Self.noRequest) }
      return try await host.keepComment(report, on: number, over: http)
    case .status:
      guard let commit = target.commit else { return .nothing("No variable names the commit.") }
      let page = target.variables[
        Self.isWoodpecker(target.variables) ? "CI_PIPELINE_URL" : "DRONE_BUILD_LINK"]
      return try await host.keepStatus(
        report, on: commit, ref: target.job.details.branch, leadingTo: page, over: http)
    default: throw AdapterError(.unknownPlace, "Drone has no place called \(place) that an API leads to.")
    }
  }

  /// Takes the comment out.
  public func withdraw(
    _ key: String, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    guard place == .comment else { return .nothing("Only comments can be taken out.") }
    guard let host = Self.codeHost(of: target) else { throw Self.noHost }
    guard let number = target.request else { return .nothing(Self.noRequest) }
    return try await host.withdrawComment(key, on: number, over: http)
  }

  private static let noRequest =
    "The build is of no pull request that DRONE_PULL_REQUEST or CI_COMMIT_PULL_REQUEST tells."
  private static let noHost = AdapterError(
    .missingVariable, "Neither DRONE_REPO_LINK nor CI_REPO_URL names a repository on GitHub or GitLab.")

  /// By the repository's address. Woodpecker tells whose API the host speaks, Drone does not.
  private static func codeHost(of target: ReportTarget) -> CodeHost? {
    let variables = target.variables
    guard isWoodpecker(variables) else {
      let address = variables["DRONE_REPO_LINK"] ?? variables["DRONE_GIT_HTTP_URL"]
      return address.flatMap { CodeHost(repositoryAt: $0, variables) }
    }
    guard let address = variables["CI_REPO_URL"] else { return nil }
    guard let forge = variables["CI_FORGE_TYPE"] else { return CodeHost(repositoryAt: address, variables) }
    let kinds: [String: CodeHost.Kind] = ["github": .gitHub, "gitlab": .gitLab]
    return kinds[forge].flatMap { CodeHost(repositoryAt: address, kind: $0, variables) }
  }
}

extension ReportPlace.ID {
  /// The card of a step.
  public static let card = ReportPlace.ID("card")
  /// The log of a step.
  public static let log = ReportPlace.ID("log")
}

/// A report as the card of a step: data for a template that browsers fetch.
///
/// - SeeAlso: Drone Docs, "Adaptive cards"; drone/runner-go `livelog/extractor`.
struct StepCard {
  /// What puts it in place.
  let instruction: RuntimeInstruction

  /// Most suggestions that a card lists.
  private static let most = 10

  /// - Throws: ``AdapterError/Code/missingVariable`` where there are no cards, or no template is named.
  init(_ report: Report, of target: ReportTarget) throws(AdapterError) {
    guard let path = target.job.files["card"], path.hasPrefix("/"), SentenceText.line(path) == path else {
      throw AdapterError(
        .missingVariable, "DRONE_CARD_PATH names no place for a card: there are none on this platform.")
    }
    guard let template = target.variables["INFRAMIND_CARD_TEMPLATE"], Self.isAddress(template) else {
      throw AdapterError(
        .missingVariable,
        "INFRAMIND_CARD_TEMPLATE names no address of a card's template, such as https://host/card.json.")
    }
    let json = JSONText.object([
      .init("schema", .string(template)), .init("data", Self.data(of: report)),
    ])
    guard path == "/dev/stdout" || path == "/dev/stderr" else {
      instruction = .write(file: path, bytes: json.bytes)
      return
    }
    // The runner takes it out of the log, if it begins what is written at once.
    instruction = .line("\u{1B}]1338;\(Data(json.bytes).base64EncodedString())\u{1B}]0m")
  }

  private static func isAddress(_ text: String) -> Bool {
    let isWeb = text.hasPrefix("https://") || text.hasPrefix("http://")
    return isWeb && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
  }

  private static func data(of report: Report) -> JSONText {
    let suggestions = report.annotations.prefix(most).map { annotation in
      JSONText.members([
        "job": .string(annotation.title), "file": .string("\(annotation.file):\(annotation.line)"),
        "message": .string(annotation.message),
      ])
    }
    return .members([
      "headline": .string(report.headline), "all_well": .bool(report.isAllWell),
      "suggestions": .list(Array(suggestions)),
      "figures": .object(report.figures.map { .init($0.name, .number($0.value)) }),
    ])
  }
}
