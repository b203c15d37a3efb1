internal import AdapterKit
internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract:
      "Explain one run: what its end waited for, each job beside its own history, and why jobs failed.",
    discussion: """
      Examples:
        inframind analyze 17234567890
        inframind analyze https://github.com/acme/shop/actions/runs/17234567890 --log build.log
      """)

  @Argument(
    help: ArgumentHelp("A run's id, the id of one of its jobs, or the address of either.", valueName: "run"))
  var name: String

  @Option(
    help: ArgumentHelp(
      "The log of a job that failed: its end often tells why.",
      discussion:
        "Of a run with several failed jobs it is taken for that of the first; of a run with one job, for that job's. "
        + "It also tells what caches did.", valueName: "file"),
    completion: .file())
  var log: String?

  @Option(
    help: ArgumentHelp(
      "The run's repository, where several have one of that id.", valueName: "owner/name"))
  var repo: String?

  @Option(help: ArgumentHelp("The run's platform, where several have one of that id.", valueName: "platform"))
  var platform: String?

  @OptionGroup var options: StoreOptions
  @OptionGroup var server: ServerOptions
  @OptionGroup(title: "How to speak") var speech: SpeechOptions

  mutating func validate() throws {
    if server.server != nil, options.store != nil {
      throw ValidationError("Give either --server or --store.")
    }
  }

  func run() throws {
    let name = name
    guard let found = try find(name) else {
      StandardStreams.write(
        "inframind: error: The history holds no run \(Shown.plain(name, atMost: 200)): import it first, or wait for its end.\n",
        to: .errors)
      throw ExitCode(2)
    }
    var attempts = found.attempts
    let failed = attempts.firstIndex { ![.success, .skipped, .cancelled].contains($0.conclusion) }
    var logs: [String: String] = [:]
    if let log {
      let bytes = try StoreOptions.reporting { try LocalDisk.contents(ofFileOrPipe: log, limit: 256 << 20) }
      if let place = failed ?? (attempts.count == 1 ? 0 : nil) {
        logs[attempts[place].jobID ?? ""] = String(decoding: bytes, as: UTF8.self)
        let findings = Wiring.registry[attempts[place].platform]?.findings(in: bytes)
        attempts[place] = findings?.completing(attempts[place]) ?? attempts[place]
      }
    }
    let analysis = RunAnalyzer().analysis(of: attempts, beside: found.earlier, logs: logs)
    let report = AnalysisReport(analysis, style: speech.style, isVerbose: speech.verbose, hasLog: log != nil)
    StandardStreams.write(report.text, to: .output)
  }

  private func find(_ name: String) throws -> RunLookup.Found? {
    var scope = RunQuery()
    scope.repository = repo
    scope.platform = platform.map { Platform(rawValue: $0) }
    guard server.server == nil else { return try StoreOptions.reporting { try server.find(name, in: scope) } }
    return try options.withStore(isMade: false) { [scope] in try await RunLookup($0).find(name, in: scope) }
  }
}
