internal import AdapterKit
internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine

struct InjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inject",
    abstract: "Put suggested machine sizes in force in this run alone, by the platform's own means.",
    discussion: """
      Whatever goes wrong, the pipeline's own sizes stay in force, one line says why, and the job goes on: the status \
      is 0 unless --strict is given. INFRAMIND_DISABLE=1, or `inject: false` in .inframind.yml, switches it off.

      Examples:
        inframind inject                                    in the plan job of a GitHub workflow
        inframind inject .buildkite/pipeline.yml | buildkite-agent pipeline upload
        inframind inject --way variables --server https://inframind.example.org
      """)

  @OptionGroup(title: "What to look at") var look: LookOptions

  @Option(
    help: ArgumentHelp(
      "How sizes reach the run.",
      discussion: "`inframind platforms` lists each platform's ways; the first is the default.",
      valueName: "way"))
  var way: String?

  @Option(
    help: ArgumentHelp(
      "The pipeline file that runs; that of this job unless given, or the only one.", valueName: "file"))
  var pipeline: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Where the result goes, for ways that write a file.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "End with status 1 if sizes could not be put in force.")
  var strict = false

  @Flag(name: [.short, .long], help: "Say nothing on standard error but why nothing was put in force.")
  var quiet = false

  mutating func validate() throws {
    for (name, value) in [("way", way), ("pipeline", pipeline), ("output", output)] where value == "" {
      throw ValidationError.empty(option: name)
    }
  }

  func run() throws {
    switch inject() {
    case .inForce: return
    case .asWritten(let trouble):
      RunSpeech.tell("the pipeline's own sizes stay in force: \(trouble)")
      if strict { throw ExitCode(1) }
    case .stopped(let trouble):
      RunSpeech.tell("\(trouble) The pipeline does not go on, so this job fails.")
      throw ExitCode(1)
    case .empty(let trouble):
      RunSpeech.tell("nothing can be handed on: \(trouble)")
      throw ExitCode(1)
    }
  }

  /// What came of it.
  private enum Outcome {
    /// The plan is in force.
    case inForce
    /// Everything is as the pipeline has it.
    case asWritten(any Error)
    /// There will be no more jobs.
    case stopped(any Error)
    /// What stands behind us, or takes our file, gets nothing: `|| cat FILE` can still help.
    case empty(any Error)
  }

  private func inject() -> Outcome {
    let injection: Injection
    do {
      injection = try Injection(self, ProcessInfo.processInfo.environment)
    } catch {
      return .asWritten(error)
    }
    let (plan, trouble) = injection.plan()
    do {
      try injection.carryOut(plan)
    } catch {
      let reason = trouble ?? error
      do {
        try injection.leave()
        return .asWritten(reason)
      } catch {
        return injection.isVital
          ? .stopped(reason) : injection.needsFile ? .empty(reason) : .asWritten(reason)
      }
    }
    if let trouble { return .asWritten(trouble) }
    if injection.isOff, !quiet {
      RunSpeech.tell("INFRAMIND_DISABLE switches it off: all sizes stay as they are written")
    } else {
      tell(plan)
    }
    return .inForce
  }

  private func tell(_ plan: RunPlan) {
    guard !quiet else { return }
    let moved = plan.moved
    let names = moved.prefix(5).map { "\($0.name): \($0.to.joined(separator: ", "))" }
    let more = moved.count > names.count ? " and \(moved.count - names.count) more" : ""
    let what =
      moved.isEmpty ? "all sizes stay as they are written" : names.joined(separator: "; ") + more
    RunSpeech.tell(what)
  }
}

/// How commands within a job speak: one line each on standard error, since standard output may be the platform's.
enum RunSpeech {
  static func tell(_ message: String) {
    StandardStreams.write("inframind: \(Shown.plain(message, atMost: 500))\n", to: .errors)
  }

  /// Whether the user switched us off by a variable.
  static func isOff(_ environment: [String: String]) -> Bool {
    let word = environment["INFRAMIND_DISABLE"]?.lowercased() ?? ""
    return !["", "0", "false", "no"].contains(word)
  }
}
