public import AdapterKit
internal import InfraMindCore

extension Buildkite: CodeHostReporting {
  /// An annotation on the build's page, the job's log, and a comment and a status where the repository is.
  public static let reportPlaces = [
    ReportPlace(.annotation, "One annotation on the page of the build."),
    ReportPlace(.log, "A folded group of the job's log.", isUsual: false),
    .codeHostComment(isUsual: false), .codeHostStatus,
  ]

  /// The run by the variables of the agent. Which labels the request has they do not tell for sure:
  /// `INFRAMIND_LABELS` may.
  public func reportTarget(of environment: [String: String]) -> ReportTarget? {
    guard let job = jobEnvironment(of: environment) else { return nil }
    let variables = EnvironmentVariables(environment)
    // `false` where there is none.
    let number = variables["BUILDKITE_PULL_REQUEST"].flatMap(RequestPage.number)
    return ReportTarget(variables: variables, job: job, request: number)
  }

  /// The call that annotates the build, or the lines of the log.
  public func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch place {
    case .annotation:
      let annotation = BuildAnnotation(report)
      return [
        .run(program: "buildkite-agent", arguments: annotation.arguments, input: Array(annotation.body.utf8))
      ]
    case .log: return [.print(Array(LogGroup(report).text.utf8))]
    case .comment, .status:
      _ = try Self.requiredCodeHost(of: target)
      return []
    default: throw AdapterError(.unknownPlace, "Buildkite has no place called \(place).")
    }
  }

  // MARK: - Where the repository is

  /// Variables that name the repository.
  public static let repositoryVariables = ["BUILDKITE_REPO"]
  /// Variables that tell the pull request.
  public static let requestVariables = ["BUILDKITE_PULL_REQUEST"]

  /// The repository of the pipeline, which a fork's pull request is made to.
  public static func codeHost(of target: ReportTarget) -> CodeHost? {
    target.variables["BUILDKITE_REPO"].flatMap { CodeHost(repositoryAt: $0, target.variables) }
  }

  /// The page of the build.
  public static func runPage(of target: ReportTarget) -> String? { target.variables["BUILDKITE_BUILD_URL"] }
}

extension ReportPlace.ID {
  /// An annotation on the page of a build.
  public static let annotation = ReportPlace.ID("annotation")
}

/// A report as an annotation, which takes the place of an earlier one of its context.
///
/// - SeeAlso: Buildkite Docs, "Annotations" and "`buildkite-agent annotate`".
struct BuildAnnotation {
  /// Of `buildkite-agent`.
  let arguments: [String]
  /// Markdown: one line when all is well, else at most 20 lines, and what is folded.
  let body: String

  /// Most lines that are seen at once.
  private static let most = 20
  /// Most bytes of an annotation, with some left for what is put around it.
  private static let largest = (1 << 20) - 1_024
  /// Most characters of a context.
  private static let longestContext = 100

  init(_ report: Report) {
    let context = report.key.isEmpty ? "inframind" : "inframind/" + report.key
    arguments = [
      "annotate", "--context", String(context.prefix(Self.longestContext)), "--style",
      report.isAllWell ? "success" : "info",
    ]
    body = report.isAllWell ? SentenceText.line(report.headline) + "\n" : Self.body(of: report)
  }

  private static func body(of report: Report) -> String {
    let headline = SentenceText.line(report.headline)
    guard report.markdown.utf8.count <= largest else { return headline + "\n" }
    guard visibleLines(of: report.markdown) > most else { return report.markdown }
    return "\(headline)\n\n<details><summary>All of it</summary>\n\n\(report.markdown)\n\n</details>\n"
  }

  /// Lines that are in no `details`.
  private static func visibleLines(of markdown: String) -> Int {
    var depth = 0
    var count = 0
    for line in markdown.split(whereSeparator: \.isNewline) {
      if line.contains("<details") { depth += 1 }
      if depth == 0 || line.contains("<summary") { count += 1 }
      if line.contains("</details>") { depth = max(0, depth - 1) }
    }
    return count
  }
}

/// A report as a folded group of a job's log.
///
/// - SeeAlso: Buildkite Docs, "Managing log output", "Collapsing output".
struct LogGroup {
  /// The group whole, with the line break behind it.
  let text: String

  init(_ report: Report) {
    let lines = report.lines.dropFirst(report.lines.first == report.headline ? 1 : 0)
    // A line that begins with `---`, `+++`, `~~~` or `^^^` would open another group.
    text =
      "--- \(SentenceText.line(report.headline))\n"
      + lines.map { "  \(SentenceText.line($0))\n" }.joined()
  }
}
