internal import ArgumentParser
internal import InfraMindCore
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
    let (changed, waiting) = try options.withStore(isMade: true) { store in
      (try await store.record(facts), try await Self.waiting(facts.map(\.run), in: store))
    }
    var line =
      "\(Figures.count(facts.count, "record")) taken in, \(Figures.count(changed, "job run")) new or changed"
    if !waiting.isEmpty { line += "; " + Self.sentence(waiting) }
    if outside > 0 { line += "; \(outside) left out: recorded outside of CI, they belong to no job" }
    StandardStreams.write(line + "\n", to: .errors)
    if failed > 0 { throw ExitCode(1) }
  }

  /// Those of the runs of which no job has ended as far as the store knows: a record alone makes no run.
  private static func waiting(_ runs: [RunReference], in store: any RunStore) async throws -> [RunReference] {
    var waiting: Set<RunReference> = []
    for run in Set(runs) {
      var query = RunQuery()
      (query.platform, query.repository, query.run) = (run.platform, run.repository, run.run)
      query.wantsSteps = false
      if try await store.runs(query).isEmpty { waiting.insert(run) }
    }
    return runs.filter(waiting.contains)
  }

  private static func sentence(_ waiting: [RunReference]) -> String {
    let platforms = Set(waiting.map(\.platform.rawValue))
    let platform = platforms.count == 1 ? platforms.first ?? "" : "…"
    let (verb, whose) = waiting.count == 1 ? ("waits", "its run") : ("wait", "their runs")
    return "\(waiting.count) kept and \(verb) for what webhooks or `inframind import --platform \(platform)` "
      + "tell of \(whose)"
  }
}
