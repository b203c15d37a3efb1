internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Write suggestions into pipeline files, touching no other byte.",
    discussion: """
      On a terminal it shows the changes and asks before it writes; elsewhere it writes only with --yes. Files \
      with changes that are not committed are left alone unless --force is given.

      Examples:
        inframind apply --dry-run
        inframind apply --only 3f9a2c41d0be
        inframind apply --kind cache --yes && git diff --stat
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @OptionGroup(title: "What to look at") var look: LookOptions
  @OptionGroup(title: "Which suggestions") var select: SelectOptions

  @Flag(name: [.customShort("n"), .long], help: "Print the changes as a unified diff and write nothing.")
  var dryRun = false

  @Flag(name: [.short, .long], help: "Write without a question.")
  var yes = false

  @Flag(help: "Edit also files with changes that are not committed.")
  var force = false

  @Option(help: "The form of the report at the end.")
  var format: Format = .text

  @Flag(
    help:
      "End with status 1 if anything was refused: a file that cannot be read, a change that cannot be made.")
  var strict = false

  @OptionGroup(title: "How to speak") var speech: SpeechOptions

  mutating func validate() throws {
    if dryRun, yes { throw ValidationError("Give either --dry-run or --yes.") }
  }

  func run() throws {
    let session = Session(speech)
    let inspection = try session.inspect(look, select)
    let plans = inspection.entries.map { entry in
      let obstacles = WriteObstacles(in: entry.ground.checkout, allowsUncommitted: force)
      return session.engine.plan(entry.report.suggestions, of: entry, obstacles: obstacles.obstacles)
    }
    let step = ApplyStep(inspection: inspection, plans: plans, session: session, format: format)
    let decision = decide(plans, step)
    let isWritten = try step.carryOut(decision, isForced: force)

    if decision == .noConsent { throw ExitCode(2) }
    let wasRefused = inspection.hasErrors || plans.contains { $0.refusedCount > 0 }
    session.finish(inspection, isFailure: !isWritten || (strict && wasRefused))
  }

  private func decide(_ plans: [ApplyPlan], _ step: ApplyStep) -> ApplyStep.Decision {
    if plans.allSatisfy(\.files.isEmpty) { return .nothingToWrite }
    if dryRun { return .onlyShow }
    if yes { return .write }
    guard StandardStreams.isTerminal(0), StandardStreams.isTerminal(1) else { return .noConsent }
    return step.ask() ? .write : .declined
  }
}
