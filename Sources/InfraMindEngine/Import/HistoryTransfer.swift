package import InfraMindCore
package import InfraMindStore
internal import Synchronization

/// Takes runs out of a store as a file, or a file's runs into one.
package struct HistoryTransfer: Sendable {
  /// How a file tells runs.
  package enum Form: String, CaseIterable, Sendable {
    /// JSON Lines, as `docs/history-file.md` describes them.
    case jsonl
    /// Comma-separated values with a header.
    case csv

    /// The form that a file's name tells: JSON Lines unless it ends with `.csv`.
    package init(ofFileNamed name: String) { self = name.lowercased().hasSuffix(".csv") ? .csv : .jsonl }
  }

  /// Runs that are kept in one transaction.
  private static let batch = 1000

  private let store: any RunStore

  /// Moves runs out of a store or into it.
  package init(_ store: any RunStore) { self.store = store }

  /// Hands over the bytes of a file, piece by piece, its runs oldest first.
  ///
  /// - Returns: How many runs there were.
  /// - Throws: ``StoreError``, and what `write` throws.
  @discardableResult package func export(
    _ query: RunQuery, as form: Form, to write: @escaping @Sendable ([UInt8]) throws -> Void
  ) async throws -> Int {
    let count = Mutex(0)
    let csv = JobRunCSVEncoder()
    if form == .csv { try write(Array((csv.header + "\r\n").utf8)) }
    try await store.forEachBatch(of: query) { runs in
      count.withLock { $0 += runs.count }
      switch form {
      case .jsonl: try write(JobRunEncoder().encode(runs))
      case .csv: try write(Array(runs.map { csv.row(for: $0) + "\r\n" }.joined().utf8))
      }
    }
    return count.withLock { $0 }
  }

  /// One line for an export that had no runs.
  package static func emptiness(of repository: String?) -> String {
    let whose = repository.map { " of \(Shown.plain($0))" } ?? ""
    return "the history holds no runs\(whose); `history stats` tells what it holds"
  }

  /// Keeps runs; how many of them are new or changed.
  ///
  /// - Throws: ``StoreError``; what was kept before it stays.
  package func take(_ runs: [JobRun]) async throws -> Int {
    var changed = 0
    for start in stride(from: 0, to: runs.count, by: Self.batch) {
      let batch = runs[start..<min(start + Self.batch, runs.count)]
      changed += try await store.record(batch.map(JobRunFacts.init(of:)))
    }
    return changed
  }
}
