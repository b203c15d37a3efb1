internal import FoundationEssentials
package import InfraMindCore
package import InfraMindStore

/// Finds the run that a user names, and what it is to be compared with.
package struct RunLookup: Sendable {
  private let runs: @Sendable (RunQuery) async throws -> [JobRun]
  /// Earlier runs of each job compared with, and of how many of them what their caches did.
  private static let (mostEarlier, mostWithCaches) = (100, 50)

  /// Looks in a store.
  package init(_ store: any RunStore) { runs = { try await store.runs($0) } }

  /// Looks where queries are answered.
  package init(asking runs: @escaping @Sendable (RunQuery) async throws -> [JobRun]) { self.runs = runs }

  /// What was found.
  package struct Found: Sendable {
    package var attempts: [JobRun]
    package var earlier: [JobRun]
  }

  /// Finds a run by its id, the id of one of its jobs, or the address of either on its platform.
  ///
  /// - Returns: `nil` if the store knows none.
  package func find(_ text: String) async throws -> Found? {
    for word in Self.words(in: text) {
      let attempts = try await attempts(of: word)
      guard let first = attempts.first else { continue }
      return Found(attempts: attempts, earlier: try await earlier(than: first, attempts))
    }
    return nil
  }

  /// The parts of an address that may be an id, the last ones first; the text itself if it is none.
  static func words(in text: String) -> [String] {
    guard let path = text.firstRange(of: "://").map({ text[$0.upperBound...] }) else { return [text] }
    return path.split { "/?#&=".contains($0) }.reversed().map(String.init).filter {
      $0.contains(where: \.isNumber)
    }
  }

  private func attempts(of word: String) async throws -> [JobRun] {
    var query = RunQuery()
    query.run = word
    let runs = try await self.runs(query)
    guard runs.isEmpty else { return runs }
    query.run = nil
    query.jobID = word
    guard let job = try await self.runs(query).first else { return [] }
    query = RunQuery()
    query.platform = job.platform
    query.repository = job.repository
    query.run = job.run
    return try await self.runs(query)
  }

  private func earlier(than first: JobRun, _ attempts: [JobRun]) async throws -> [JobRun] {
    var query = RunQuery()
    query.platform = first.platform
    query.repository = first.repository
    query.pipeline = first.pipeline.isEmpty ? nil : first.pipeline
    query.until = attempts.compactMap { $0.startedAt ?? $0.finishedAt }.max()
    query.latestPerJob = Self.mostEarlier
    query.stepsPerJob = Self.mostWithCaches
    return try await self.runs(query).filter { $0.run != first.run }
  }
}
