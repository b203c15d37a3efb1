public import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension Drone: CodeHostReporting {
  /// The step's log, a card beside it on Drone, and a comment and a status where the repository is.
  public static let reportPlaces = [
    ReportPlace(
      .card, "The card of the step, on Drone; INFRAMIND_CARD_TEMPLATE names the address of its template.",
      isUsual: false),
    ReportPlace(.log, "The log of the step."),
    .codeHostComment(isUsual: false), .codeHostStatus,
  ]

  /// The run by the variables of the step, on either platform.
  public func reportTarget(of environment: [String: String]) -> ReportTarget? {
    guard let job = jobEnvironment(of: environment) else { return nil }
    let variables = EnvironmentVariables(environment)
    let isWoodpecker = Self.isWoodpecker(variables)
    let number = variables[isWoodpecker ? "CI_COMMIT_PULL_REQUEST" : "DRONE_PULL_REQUEST"]
    var target = ReportTarget(variables: variables, job: job, request: number.flatMap(RequestPage.number))
    if isWoodpecker, target.labels.isEmpty {
      target.labels = variables["CI_COMMIT_PULL_REQUEST_LABELS"].map(ReportTarget.labels) ?? []
    }
    return target
  }

  /// The lines of the log, or the card.
  public func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch place {
    case .card: return [try StepCard(report, of: target).instruction]
    case .log: return report.lines.map { .line(SentenceText.line($0)) }
    case .comment, .status:
      _ = try Self.requiredCodeHost(of: target)
      return []
    default: throw AdapterError(.unknownPlace, "Drone has no place called \(place).")
    }
  }

  // MARK: - Where the repository is

  /// Variables that name the repository, Drone's and Woodpecker's.
  public static let repositoryVariables = ["DRONE_REPO_LINK", "CI_REPO_URL"]
  /// Variables that tell the pull request, Drone's and Woodpecker's.
  public static let requestVariables = ["DRONE_PULL_REQUEST", "CI_COMMIT_PULL_REQUEST"]

  /// The page of the build, or of the pipeline on Woodpecker.
  public static func runPage(of target: ReportTarget) -> String? {
    target.variables[isWoodpecker(target.variables) ? "CI_PIPELINE_URL" : "DRONE_BUILD_LINK"]
  }

  /// By the repository's address. Woodpecker tells whose API the host speaks, Drone does not.
  public static func codeHost(of target: ReportTarget) -> CodeHost? {
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
        .missingVariable,
        "DRONE_CARD_PATH names no place for a card: Drone sets it from version 2.7 on, and Woodpecker has no cards."
      )
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
