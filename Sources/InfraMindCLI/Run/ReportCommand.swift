internal import AdapterKit
internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Publish, where the platform's users look, what is suggested and what earlier moves brought.",
    discussion: """
      What is published once is brought up to date, never repeated; where nothing changed, nothing is written. Whatever \
      goes wrong, one line says so and the job goes on: the status is 0 unless --strict is given. INFRAMIND_DISABLE=1, \
      `report: false` in .inframind.yml, or the label `inframind:off` on a pull request switch it off.

      Examples:
        inframind report
        inframind report --at summary --at check
        inframind report --dry-run
      """)

  @OptionGroup(title: "What to look at") var look: LookOptions

  @Option(
    help: ArgumentHelp(
      "Where to publish; may be repeated.",
      discussion: "`inframind platforms` lists each platform's places, and which are the default.",
      valueName: "place"))
  var at: [String] = []

  @Option(
    help: ArgumentHelp(
      "Keeps several reports of one pull request apart; one for all unless given.", valueName: "name"))
  var key = ""

  @Flag(name: [.customShort("n"), .long], help: "Print the report as Markdown and publish nothing.")
  var dryRun = false

  @Flag(help: "End with status 1 if it could not be published everywhere.")
  var strict = false

  @Flag(name: [.short, .long], help: "Say nothing on standard error but what could not be published.")
  var quiet = false

  mutating func validate() throws {
    if at.contains("") { throw ValidationError.empty(option: "at") }
  }

  func run() throws {
    do {
      let failures = try publish()
      for failure in failures { RunSpeech.tell(failure) }
      if strict, !failures.isEmpty { throw ExitCode(1) }
    } catch let code as ExitCode {
      throw code
    } catch {
      let first = (error as? EngineFailure)?.errors.first
      RunSpeech.tell("nothing is reported: \(first.map { "\($0)" } ?? "\(error)")")
      if strict { throw ExitCode(1) }
    }
  }

  /// - Returns: What could not be published, a sentence each.
  private func publish() throws -> [String] {
    let environment = ProcessInfo.processInfo.environment
    guard !RunSpeech.isOff(environment) else {
      if !quiet { RunSpeech.tell("INFRAMIND_DISABLE switches reports off") }
      return []
    }
    let publication = dryRun ? nil : try publication(environment)
    if publication?.isSwitchedOff == true {
      if !quiet { RunSpeech.tell("the label inframind:off switches reports off") }
      return []
    }
    let source = RunSource(look)
    guard let report = try source.report(key) else { return [] }
    guard let publication else {
      StandardStreams.write(report.markdown, to: .output)
      return []
    }
    return publication.publish(report)
  }

  private func publication(_ environment: [String: String]) throws -> Publication {
    do {
      return try Publication(at, environment, isQuiet: quiet)
    } catch let error as EngineError where error.code == "no-job" {
      throw EngineError(code: error.code, message: error.message + " --dry-run prints the report anywhere.")
    }
  }
}

struct CommentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "comment", abstract: "Take the comment with our report out of the pull or merge request.")

  @Flag(help: "Take it out. There is nothing else to do with it: `report` writes it.")
  var remove = false

  @Option(help: ArgumentHelp("Which of several reports is meant.", valueName: "name"))
  var key = ""

  @Flag(help: "End with status 1 if it could not be taken out.")
  var strict = false

  mutating func validate() throws {
    guard remove else { throw ValidationError("Say --remove; `inframind report` writes the comment.") }
  }

  func run() throws {
    do {
      let environment = ProcessInfo.processInfo.environment
      try Publication([ReportPlace.ID.comment.description], environment, isQuiet: false).withdraw(key)
    } catch {
      RunSpeech.tell("the comment stays: \(error)")
      if strict { throw ExitCode(1) }
    }
  }
}
