internal import ArgumentParser
internal import InfraMindEngine

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Look at the history that is kept, take it out as a file, or take a file in.",
    discussion: """
      Examples:
        inframind history stats
        inframind history export --format csv > runs.csv
        inframind history import runs.jsonl
      """,
    subcommands: [HistoryStatsCommand.self, HistoryExportCommand.self, HistoryImportCommand.self])
}

extension HistoryTransfer.Form: ExpressibleByArgument {}
