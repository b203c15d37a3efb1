internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindLearning

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract:
      "Measure how good advice is: on a history replayed, on measured data, on jobs made up. Changes nothing.",
    discussion: """
      A history (a store, or one JSON object a line) is replayed: what would have been suggested when, beside the \
      rules of others, and what came of it. A folder with runner-size/ or run-history/ is a bench. Without a path \
      it is the history of the repository here. A whole bench takes some minutes.

      Examples:
        inframind evaluate
        inframind evaluate runs.jsonl --format markdown
        inframind evaluate --simulate jobs --simulate caches
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown
  }

  enum Simulation: String, ExpressibleByArgument, CaseIterable {
    case jobs, caches, models
  }

  @Argument(help: "Histories, and folders of a bench.", completion: .file())
  var path: [String] = []

  @Option(
    help: "Evaluate on made-up jobs, traces of caches, or streams that models serve; may be repeated.")
  var simulate: [Simulation] = []

  @Option(
    help: ArgumentHelp(
      "Settings with machines, prices and preferences, instead of .inframind.yml.", valueName: "file"),
    completion: .file(extensions: ["yml", "yaml"]))
  var config: String?

  @Option(help: ArgumentHelp("Made-up jobs.", valueName: "number"))
  var jobs = 20_000

  @Option(help: ArgumentHelp("Made-up traces of caches, for each table.", valueName: "number"))
  var traces = 40

  @Option(help: "The form of the output.")
  var format: Format = .text

  @Option(
    help: ArgumentHelp("Write charts, as SVG files, into this folder.", valueName: "folder"),
    completion: .directory)
  var plots: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of all random draws; 1 unless given.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(help: .hidden)
  var now: String?

  @OptionGroup(title: "How to speak") var speech: SpeechOptions

  mutating func validate() throws {
    if path.contains("") { throw ValidationError("A path is empty: name a history or a folder.") }
    if let plots, plots.isEmpty { throw ValidationError.empty(option: "plots") }
    if let config, config.isEmpty { throw ValidationError.empty(option: "config") }
    if !(1...10_000_000).contains(jobs) { throw ValidationError("--jobs is a number from 1 to 10,000,000.") }
    if !(2...10_000).contains(traces) { throw ValidationError("--traces is a number from 2 to 10,000.") }
  }

  func run() throws {
    var skippedLines = 0
    let tables = try StoreOptions.reporting {
      let tables = try self.tables(&skippedLines)
      guard tables.isEmpty else { return tables }
      throw EngineError(
        code: "nothing-to-evaluate",
        message:
          "Nothing in \(Shown.plain(path.joined(separator: ", "))) can be evaluated: name a history or a bench."
      )
    }
    let report = EvaluationReport(tables)
    switch format {
    case .text: StandardStreams.write(report.text(speech.style), to: .output)
    case .markdown: StandardStreams.write(report.markdown(level: 3, charts: chartFolder), to: .output)
    case .json: StandardStreams.write(report.json, to: .output)
    }
    if let plots { try StoreOptions.reporting { try draw(tables, in: plots) } }
    try SkippedLines.tell(skippedLines, isQuiet: speech.quiet)
  }

  private var bounds: Evaluation.Bounds {
    var bounds = Evaluation.Bounds()
    bounds.jobs = jobs
    bounds.traces = traces
    bounds.seed = seed
    return bounds
  }

  private func tables(_ skippedLines: inout Int) throws -> [EvaluationTable] {
    let isQuiet = speech.quiet
    let evaluation = Evaluation(Wiring.registry, Wiring.advisers.size, trainer: trainer) { part in
      if !isQuiet { StandardStreams.write("evaluating: \(Shown.plain(part))\n", to: .errors) }
    }
    var tables: [EvaluationTable] = []
    if simulate.contains(.caches) { tables += evaluation.tables(ofMadeUpCaches: bounds) }
    if simulate.contains(.jobs) { tables += evaluation.tables(ofMadeUpJobs: bounds) }
    if simulate.contains(.models) { tables += try evaluation.tables(ofMadeUpModels: bounds) }
    for path in path.isEmpty && simulate.isEmpty ? ["."] : path {
      if BenchFolder.isOne(path) {
        tables += try evaluation.tables(of: BenchFolder(reading: path), bounds)
      } else {
        let history = try HistoryFile.only(path)
        skippedLines += history.skippedLines
        tables += try evaluation.tables(
          replaying: history, try SettingsFile.settings(config ?? SettingsFile.usualPlace(beside: path)),
          now: now.flatMap(LookOptions.date), bounds)
      }
    }
    return tables
  }

  /// What grows trees, if it is here; that it is not is told, since figures are then missing.
  private func trainer() -> (any TreeTraining)? {
    do {
      return LightGBMTrainer(try LightGBMLibrary(), threads: 1)
    } catch {
      let why = Shown.plain("\(error)", atMost: 1000)
      StandardStreams.write("inframind: going on without models of trees: \(why)\n", to: .errors)
      return nil
    }
  }

  /// The folder of the charts as a page beside it names it.
  private var chartFolder: String? { plots?.split(separator: "/").last.map(String.init) }

  private func draw(_ tables: [EvaluationTable], in folder: String) throws {
    guard tables.contains(where: { $0.chart != nil }) else {
      return StandardStreams.write(
        "inframind: none of these tables has a chart, so nothing is written into \(Shown.plain(folder)).\n",
        to: .errors)
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw EngineError(
        code: "unwritable", message: "\(Shown.plain(folder)) cannot be made: name another folder.")
    }
    for table in tables {
      guard let chart = table.chart else { continue }
      let path = "\(folder)/\(EvaluationReport.chartName(table))"
      guard OutputFile.write(Data(chart.svg.utf8), to: path) else {
        throw EngineError(
          code: "unwritable",
          message: "\(Shown.plain(path)) cannot be written: name another folder with --plots.")
      }
    }
  }
}
