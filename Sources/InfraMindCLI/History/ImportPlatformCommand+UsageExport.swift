internal import AdapterKit
internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore

extension ImportPlatformCommand {
  /// Takes a usage export in, and tells what came of it.
  func takeIn(_ file: String) throws {
    let adapter = try StoreOptions.reporting { try self.exportReading() }
    let (host, repo) = (host, repo)
    let outcome = try options.withStore(isMade: true) { store in
      let actors = try await ActorKey.hashing(configured: nil, store)
      var importer = UsageExportImporter(
        adapter.usageExport(from: host, hashing: actors), into: store, onlyOf: repo)
      return try await importer.run(try FilePieces(of: file))
    }
    let left =
      outcome.unreadableRows > 0 ? "; \(Figures.count(outcome.unreadableRows, "row")) left out" : ""
    if !quiet || outcome.unreadableRows > 0 {
      StandardStreams.write(
        "\(Figures.count(outcome.jobRows, "job")) read, \(outcome.jobRuns) new or changed\(left)\n",
        to: .errors)
    }
    if outcome.unreadableRows > 0 { throw ExitCode(1) }
  }

  private func exportReading() throws -> any UsageExportReading {
    if let adapter = Wiring.registry[Platform(rawValue: platform)] as? any UsageExportReading {
      return adapter
    }
    let names = Wiring.registry.adapters.filter { $0 is any UsageExportReading }.map {
      type(of: $0).platform.rawValue
    }
    throw EngineError(
      code: "no-usage-export",
      message: "Usage exports of \(platform) cannot be read; those of \(names.joined(separator: ", ")) can.")
  }
}
