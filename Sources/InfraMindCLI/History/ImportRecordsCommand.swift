internal import ArgumentParser
internal import InfraMindEngine
internal import InfraMindProbe
internal import InfraMindStore

struct ImportRecordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records", abstract: "Take in what `inframind record` wrote in jobs.")

  @OptionGroup var options: StoreOptions

  @Argument(help: "Files that `inframind record --output` wrote.", completion: .file(extensions: ["json"]))
  var files: [String]

  func run() throws {
    var failed = 0
    var outside = 0
    let facts = files.compactMap { file in
      do {
        let record = try RecordingPlace(path: file).anyRecord()
        if record.facts == nil { outside += 1 }
        return record.facts
      } catch {
        failed += 1
        StandardStreams.write("inframind: \(Shown.plain("\(error)", atMost: 500))\n", to: .errors)
        return nil
      }
    }
    let changed = try options.withStore(isMade: true) { try await $0.record(facts) }
    var line = "\(Figures.count(facts.count, "record")) taken in, \(changed) new or changed"
    if outside > 0 { line += "; \(outside) left out: recorded outside of CI, they belong to no job" }
    StandardStreams.write(line + "\n", to: .errors)
    if failed > 0 { throw ExitCode(1) }
  }
}
