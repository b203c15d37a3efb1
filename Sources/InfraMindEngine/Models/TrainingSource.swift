package import FoundationEssentials
package import InfraMindCore

/// Where the runs that models are trained on come from: a history, or a folder of tables of builds.
package struct TrainingSource: Sendable {
  /// Runs, by job or project.
  package let series: [RunSeries]
  /// Waits for machines, by pool; tables of builds tell of none.
  package let waits: [QueueSeries]
  /// Lines of a history that were left out since they are wrong.
  package let skippedLines: Int
  private static let longestTable = 256 << 20

  /// Reads what a user named.
  ///
  /// - Parameters:
  ///   - path: A store, JSON Lines, one table of builds as CSV, or a folder of such tables, one project each; `nil` for
  ///     the usual places of a history.
  ///   - now: Runs of a history that are said to end later had a wrong clock, and do not count.
  /// - Throws: ``EngineError``; ``BuildHistoryError`` for a table that is wrong.
  package init(_ path: String?, until now: Date) throws {
    guard
      let path = path ?? HistoryFile.usualPaths.first(where: { FileManager.default.fileExists(atPath: $0) })
    else {
      throw EngineError(
        code: "not-found",
        message: "There is no history here: name a file or a folder, or get one with `inframind import`.")
    }
    var isFolder = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if isThere, isFolder {
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
      series = try names.filter { $0.hasSuffix(".csv") }.map { try Self.table("\(path)/\($0)", named: $0) }
      waits = []
      skippedLines = 0
      guard !series.isEmpty else {
        throw EngineError(code: "not-found", message: "There are no tables of builds (.csv) in \(path).")
      }
      return
    }
    if path.lowercased().hasSuffix(".csv") {
      do {
        series = [try Self.table(path, named: path)]
        waits = []
        skippedLines = 0
      } catch let error as BuildHistoryError {
        // A history as CSV, unless it is not that either.
        let bytes = try LocalDisk.contents(of: path, limit: Self.longestTable)
        let intake = HistoryIntake(bytes, named: path, as: .csv)
        guard !intake.runs.isEmpty else { throw error }
        (series, waits) = Self.series(of: intake.runs, until: now)
        skippedLines = intake.isWhole ? 0 : 1
      }
      return
    }
    let file = try HistoryFile(reading: path, isNamedByUser: true)
    (series, waits) = Self.series(of: file.history.runs, until: now)
    skippedLines = file.skippedLines
  }

  private static func series(of runs: [JobRun], until now: Date) -> ([RunSeries], [QueueSeries]) {
    let runs = runs.filter { ($0.finishedAt ?? $0.startedAt ?? now) <= now }
    return (RunSeries.series(of: runs), QueueSeries.series(of: runs))
  }

  /// What models learn from, of runs or of waits.
  package func examples(of subject: ModelPurpose.Subject) -> RunExamples {
    switch subject {
    case .runs: RunExamples(series)
    case .waits: RunExamples(waits: waits)
    }
  }

  /// Names of the jobs or pools, in the order that their examples were made in.
  package func names(of subject: ModelPurpose.Subject) -> [String] {
    switch subject {
    case .runs: series.map(\.name)
    case .waits: waits.map(\.name)
    }
  }

  private static func table(_ path: String, named name: String) throws -> RunSeries {
    let bytes = try LocalDisk.contents(of: path, limit: longestTable)
    let project = name.split(separator: "/").last.map(String.init) ?? name
    return RunSeries(try BuildHistory(name: project, csv: String(decoding: bytes, as: UTF8.self)))
  }
}
