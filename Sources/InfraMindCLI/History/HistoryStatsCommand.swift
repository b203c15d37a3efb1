internal import ArgumentParser
internal import InfraMindEngine
internal import InfraMindStore

struct HistoryStatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Count what is kept: runs, repositories, deliveries.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @OptionGroup var options: StoreOptions

  @Option(help: "The form of the output.")
  var format: Format = .text

  func run() throws {
    let report = try options.withStore(isMade: false) { store in
      HistoryReport(statistics: try await store.statistics(), repositories: try await store.repositories())
    }
    switch format {
    case .text: StandardStreams.write(report.text, to: .output)
    case .json: StandardStreams.write(report.json, to: .output)
    }
  }
}
