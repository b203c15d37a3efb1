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
    guard count == 0 else { return }
    let whose = repo.map { " of \(Shown.plain($0))" } ?? ""
    StandardStreams.write(
      "inframind: the history holds no runs\(whose); `inframind history stats` tells what it holds\n",
      to: .errors)
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
    let form = format ?? HistoryTransfer.Form(ofFileNamed: file)
    let bytes = try StoreOptions.reporting { try LocalDisk.contents(ofFileOrPipe: file, limit: 1 << 30) }
    let decoded = HistoryTransfer.decode(bytes, as: form)
    for problem in decoded.problems.prefix(20) {
      StandardStreams.write(
        "\(Shown.plain(file)):\(problem.line): \(Shown.plain(problem.sentence))\n", to: .errors)
    }
    if form == .jsonl, format == nil, decoded.runs.isEmpty, bytes.starts(with: JobRunCSVEncoder().header.utf8)
    {
      StandardStreams.write(
        "inframind: \(Shown.plain(file)) is a table: say --format csv, or give it a name that ends in .csv\n",
        to: .errors)
    }
    let changed = try options.withStore(isMade: true) { try await HistoryTransfer($0).take(decoded.runs) }
    let left = decoded.skippedLines > 0 ? "; \(Figures.count(decoded.skippedLines, "line")) left out" : ""
    StandardStreams.write(
      "\(Figures.count(decoded.runs.count, "run")) read, \(changed) new or changed\(left)\n", to: .errors)
    if decoded.skippedLines > 0 { throw ExitCode(1) }
  }
}
