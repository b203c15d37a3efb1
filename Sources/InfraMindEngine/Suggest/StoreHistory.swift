internal import InfraMindCore
internal import InfraMindStore

/// Reads runs out of a store's file, for code that waits.
enum StoreHistory {
  /// The latest runs of each job that advice rests on: more would be older than what counts anyway.
  static let runsPerJob = 200

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
    query.latestPerJob = runsPerJob
    do {
      return try Waiting.result { [query] in
        let store = try SQLiteRunStore(path: path)
        let runs = try await store.runs(query)
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
}
