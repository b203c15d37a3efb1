internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore

struct HistoryExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the runs that are kept, oldest first, as JSON Lines or CSV.")

  @OptionGroup var options: StoreOptions

  @Option(help: "The form of the output.")
  var format: HistoryTransfer.Form = .jsonl

  @Option(help: ArgumentHelp("Only runs of this repository.", valueName: "owner/name"))
  var repo: String?

  func run() throws {
    let format = format
    var query = RunQuery()
    query.repository = repo
    let count = try options.withStore(isMade: false) { [query] store in
      try await HistoryTransfer(store).export(query, as: format) { StandardStreams.write($0, to: .output) }
    }
    if count == 0 {
      StandardStreams.write("inframind: \(HistoryTransfer.emptiness(of: repo))\n", to: .errors)
    }
  }
}

struct HistoryImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take a file of runs into the history.",
    discussion:
      "Lines that are wrong are left out and told; the exit status is then 1. Taking a file in twice changes nothing."
  )

  @OptionGroup var options: StoreOptions

  @Option(help: "The form of the file; told by its name unless given.")
  var format: HistoryTransfer.Form?

  @Argument(
    help: "JSON Lines as docs/history-file.md describes them, or CSV as `history export` writes it.",
    completion: .file())
  var file: String

  func run() throws {
    let bytes = try StoreOptions.reporting { try LocalDisk.contents(ofFileOrPipe: file, limit: 1 << 30) }
    let intake = HistoryIntake(bytes, named: file, as: format)
    for note in intake.notes { StandardStreams.write(note + "\n", to: .errors) }
    let changed = try options.withStore(isMade: true) { try await HistoryTransfer($0).take(intake.runs) }
    StandardStreams.write(intake.summary(changed: changed) + "\n", to: .errors)
    if !intake.isWhole { throw ExitCode(1) }
  }
}
