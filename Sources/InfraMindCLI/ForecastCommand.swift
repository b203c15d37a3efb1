internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine

struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract:
      "Say what is to come: this month's bill, waits for machines, how long next runs take and how likely they fail.",
    discussion: """
      Durations, risks and waits come from the models that serve (inframind train). Where none does, durations and \
      risks come from sums learned on the spot, and waits from counts of each pool's waits by the hour, or from such \
      a sum if it erred less on the later part of the history.

      Examples:
        inframind forecast
        inframind forecast runs.jsonl --format json
        inframind forecast --commit HEAD
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(help: "The history; its usual place in the current folder unless given.", completion: .file())
  var path = "."

  @Option(
    help: ArgumentHelp("Settings with machines and prices, instead of .inframind.yml.", valueName: "file"),
    completion: .file(extensions: ["yml", "yaml"]))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Forecast the next runs for what this commit changes, such as HEAD.",
      discussion:
        "It is read from the clone around the current folder; the default is the latest run's change.",
      valueName: "revision"))
  var commit: String?

  @Option(help: "The form of the output.")
  var format: Format = .text

  @OptionGroup var models: ModelOptions
  @OptionGroup(title: "How to speak") var speech: SpeechOptions

  mutating func validate() throws {
    if path.isEmpty { throw ValidationError("A path is empty: name a history.") }
    if commit == "" { throw ValidationError.empty(option: "commit") }
    if config == "" { throw ValidationError.empty(option: "config") }
  }

  func run() throws {
    var skippedLines = 0
    let forecast = try ModelOptions.reporting {
      let history = try HistoryFile.only(path)
      skippedLines = history.skippedLines
      let settings = try SettingsFile.settings(config ?? SettingsFile.usualPlace(beside: path))
      return try HistoryForecast(
        history, settings, Wiring.registry, now: models.now.map { _ in models.time },
        served: models.folder.served(tell: tell), change: try change())
    }
    switch format {
    case .text: StandardStreams.write(ForecastReport(forecast).text(speech.style), to: .output)
    case .json: StandardStreams.write(ForecastReport(forecast).json, to: .output)
    }
    try SkippedLines.tell(skippedLines, isQuiet: speech.quiet)
  }

  private func change() throws -> ChangeSize? {
    guard let commit else { return nil }
    let clone = try GitChanges(in: ".", within: 30)
    if let change = clone.change(of: commit) { return change }
    throw EngineError(
      code: "unknown-commit",
      message:
        "The clone here has no commit \(Shown.plain(commit, atMost: 100)) with a parent: name another, or fetch it."
    )
  }

  private func tell(_ sentence: String) {
    if !speech.quiet {
      StandardStreams.write("inframind: \(Shown.plain(sentence, atMost: 500))\n", to: .errors)
    }
  }
}
