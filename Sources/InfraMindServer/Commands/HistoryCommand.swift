internal import ArgumentParser
internal import InfraMindEngine
internal import InfraMindStore

/// The same as `inframind history`, for a store that only the server can open.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Count the runs that are kept, take them out as a file, or take a file in.",
    subcommands: [CountHistory.self, ExportHistory.self, ImportHistory.self])
}

extension HistoryTransfer.Form: ExpressibleByArgument {}

struct CountHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Count what is kept: runs, repositories, deliveries.")

  @OptionGroup var options: ConfigurationOptions

  @Option(help: "The form of the output.")
  var format: ListFormat = .text

  func run() async throws {
    try await options.withStore { store in
      let report = HistoryReport(
        statistics: try await store.statistics(), repositories: try await store.repositories())
      switch format {
      case .text: Console.write(report.text)
      case .json: Console.write(report.json)
      }
    }
  }
}

struct ExportHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the runs that are kept, oldest first, as JSON Lines or CSV.")

  @OptionGroup var options: ConfigurationOptions

  @Option(help: "The form of the output.")
  var format: HistoryTransfer.Form = .jsonl

  @Option(help: ArgumentHelp("Only runs of this repository.", valueName: "owner/name"))
  var repo: String?

  func run() async throws {
    var query = RunQuery()
    query.repository = repo
    try await options.withStore { [query] store in
      let count = try await HistoryTransfer(store).export(query, as: format) { Console.write($0) }
      if count == 0 { Console.writeError("inframind-server: \(HistoryTransfer.emptiness(of: repo))\n") }
    }
  }
}

struct ImportHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take a file of runs into the history.",
    discussion:
      "Lines that are wrong are left out and told; the exit status is then 1. Taking a file in twice changes nothing."
  )

  @OptionGroup var options: ConfigurationOptions

  @Option(help: "The form of the file; told by its name unless given.")
  var format: HistoryTransfer.Form?

  @Argument(help: "JSON Lines as docs/history-file.md describes them, or CSV as `export` writes it.")
  var file: String

  func run() async throws {
    let bytes: [UInt8]
    do {
      bytes = try LocalDisk.contents(ofFileOrPipe: file, limit: 1 << 30)
    } catch {
      Console.writeError("inframind-server: error: \(error)\n")
      throw ExitCode(2)
    }
    let intake = HistoryIntake(bytes, named: file, as: format)
    for note in intake.notes { Console.writeError(note + "\n") }
    try await options.withStore { store in
      let changed = try await HistoryTransfer(store).take(intake.runs)
      Console.writeError(intake.summary(changed: changed) + "\n")
    }
    if !intake.isWhole { throw ExitCode(1) }
  }
}
