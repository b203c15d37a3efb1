internal import InfraMindCore
package import InfraMindStore

/// Reads runs out of a store's file, for code that waits.
package enum StoreHistory {
  /// The latest runs of each job that are read: more would be older than what counts anyway.
  static let mostRunsPerJob = 200
  /// Of a store with many jobs fewer of each are read, about so many in all: memory and time stay bounded.
  static let runsInAll = 100_000
  /// But of no job less than this: a month's bill and a 95th percentile need as many.
  static let fewestRunsPerJob = 60
  /// Steps tell what a cache saves, which fewer runs do as well: of each job of so many of the latest, as in
  /// ``mostRunsPerJob`` and the others.
  static let (mostStepsPerJob, stepsInAll, fewestStepsPerJob) = (60, 20_000, 12)

  /// Whether a file is a store, by its first bytes.
  static func isStore(_ path: String) -> Bool {
    LocalDisk.start(of: path, length: signature.count) == signature
  }

  private static let signature = Array("SQLite format 3\u{0}".utf8)

  /// The latest runs of every job in a store.
  ///
  /// - Parameter repository: Only this one's; `nil` or empty for all.
  static func runs(in path: String, of repository: String?) throws(EngineError) -> [JobRun] {
    var query = RunQuery()
    query.repository = repository.flatMap { $0.isEmpty ? nil : $0 }
    do {
      return try Waiting.result { [query] in
        let store = try SQLiteRunStore(path: path)
        let jobs = try await store.jobCount(query)
        let runs = try await store.runs(bounded(query, for: jobs))
        try await store.close()
        return runs
      }
    } catch let error as StoreError {
      throw EngineError(code: error.code.description, message: "The history cannot be read. \(error.message)")
    } catch {
      throw EngineError(
        code: StoreError.Code.failed.description, message: "The history cannot be read: \(error)")
    }
  }

  /// The query for as many runs as advice on so many jobs rests on.
  ///
  /// - Parameter share: What part of the bounds of all jobs is taken; one in so many.
  package static func bounded(_ query: RunQuery, for jobs: Int, oneIn share: Int = 1) -> RunQuery {
    let jobs = max(1, jobs).multipliedReportingOverflow(by: max(1, share))
    let divisor = jobs.overflow ? Int.max : jobs.partialValue
    var query = query
    query.latestPerJob = max(fewestRunsPerJob, min(mostRunsPerJob, runsInAll / divisor))
    query.stepsPerJob = max(fewestStepsPerJob, min(mostStepsPerJob, stepsInAll / divisor))
    return query
  }
}
