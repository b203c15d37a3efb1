internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine

struct SuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: "Say which caches and machine sizes would make CI jobs faster or cheaper. Changes nothing.",
    discussion: """
      Examples:
        inframind suggest
        inframind suggest ~/src/shop --history runs.jsonl
        inframind suggest --job test --explain
        inframind suggest --frontier
        inframind suggest --format sarif > inframind.sarif
        inframind suggest ci/*.yml --platform github-actions --check
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, sarif, diff
  }

  @OptionGroup(title: "What to look at") var look: LookOptions
  @OptionGroup(title: "Which suggestions") var select: SelectOptions

  @Option(help: "The form of the output.")
  var format: Format = .text

  @Flag(
    help: ArgumentHelp(
      "Show every machine size of each job: time, bill and risk there, and what that rests on.",
      discussion: "With --job only that job's. In the forms text and json."))
  var explain = false

  @Flag(
    help: ArgumentHelp(
      "Show what each pipeline's jobs take and cost together, and which sizes would suit them together.",
      discussion: "With --job only the pipelines with that job. In the forms text and json."))
  var frontier = false

  @Flag(help: "End with status 1 if there is any suggestion.")
  var check = false

  @Flag(
    help:
      "End with status 1 if anything was refused: a file that cannot be read, a change that cannot be made.")
  var strict = false

  @OptionGroup(title: "How to speak") var speech: SpeechOptions

  mutating func validate() throws {
    guard explain || frontier, format != .text, format != .json else { return }
    throw ValidationError("--explain and --frontier are shown in the forms text and json only.")
  }

  func run() throws {
    let session = Session(speech)
    let found = try session.inspect(look, select)
    let inspection = format == .diff ? found : session.engine.advising(found)
    var wasRefused = inspection.hasErrors
    switch format {
    case .text:
      let report = TextReport(
        inspection, style: speech.style, isVerbose: speech.verbose, pathArguments: look.pathArguments,
        details: details(of: inspection, session.engine))
      StandardStreams.write(report.text, to: .output)
    case .json:
      StandardStreams.write(
        JSONReport(inspection, details: details(of: inspection, session.engine)).bytes, to: .output)
    case .markdown:
      StandardStreams.write(MarkdownReport(inspection, pathArguments: look.pathArguments).text, to: .output)
    case .sarif:
      StandardStreams.write(SARIFReport(inspection).bytes, to: .output)
    case .diff:
      let plans = inspection.entries.map { session.engine.plan($0.report.suggestions, of: $0) }
      StandardStreams.write(inspection.diff(of: plans), to: .output)
      wasRefused = wasRefused || plans.contains { $0.refusedCount > 0 }
      let report = ApplyReport(inspection, plans, style: TextStyle())
      if plans.contains(where: { $0.refusedCount > 0 }) { session.tell(report.text(.notWritten)) }
    }
    let hasSuggestions = inspection.reports.contains { !$0.suggestions.isEmpty }
    session.finish(inspection, isFailure: (check && hasSuggestions) || (strict && wasRefused))
  }

  /// What is asked for besides suggestions, one for each repository.
  private func details(of inspection: Inspection, _ engine: Engine) -> [SizeDetails] {
    guard explain || frontier else { return [] }
    let jobs = select.selection.jobs
    return inspection.entries.map { entry in
      SizeDetails(
        ladders: explain ? engine.ladders(of: entry, matching: jobs) : nil,
        outlooks: frontier ? engine.outlooks(of: entry, matching: jobs) : nil)
    }
  }
}

extension Inspection {
  /// The changes of all plans as one diff, with paths from the repository's root, or from the current folder
  /// if there are several repositories.
  func diff(of plans: [ApplyPlan]) -> [UInt8] {
    zip(plans, reports).flatMap { plan, report in
      plan.diff(prefix: entries.count == 1 ? "" : report.repository.shown(""))
    }
  }
}
