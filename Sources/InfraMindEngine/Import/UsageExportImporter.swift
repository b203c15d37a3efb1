package import AdapterKit
internal import InfraMindCore
package import InfraMindStore

/// Takes a platform's usage export into a store, a piece of the file a transaction.
package struct UsageExportImporter: Sendable {
  private let store: any RunStore
  private var export: any UsageExportParsing
  /// Of which repository runs are taken; `nil` for all.
  private let repository: String?

  /// What came of it.
  package struct Outcome: Sendable, Hashable {
    /// Rows that told of a job.
    package var jobRows = 0
    /// Rows that should have told of one and could not be read.
    package var unreadableRows = 0
    /// Job runs that are new or changed.
    package var jobRuns = 0
  }

  /// An importer for one file.
  package init(_ export: any UsageExportParsing, into store: any RunStore, onlyOf repository: String? = nil) {
    self.store = store
    self.export = export
    self.repository = repository?.lowercased()
  }

  /// Reads all of a file. What was read before a failure is kept; taking a file in again changes nothing.
  ///
  /// - Throws: ``EngineError``, ``AdapterError``, ``StoreError``.
  package mutating func run(_ pieces: consuming FilePieces) async throws -> Outcome {
    var outcome = Outcome()
    while let piece = try pieces.next() { outcome.jobRuns += try await record(try export.facts(in: piece)) }
    outcome.jobRuns += try await record(try export.lastFacts())
    outcome.jobRows = export.jobRows
    outcome.unreadableRows = export.unreadableRows
    return outcome
  }

  private func record(_ facts: [JobRunFacts]) async throws -> Int {
    guard let repository else { return try await store.record(facts) }
    return try await store.record(facts.filter { $0.run.repository.lowercased() == repository })
  }
}
