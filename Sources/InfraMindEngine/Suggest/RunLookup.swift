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

  /// Finds a run by its id, the id of one of its jobs, or the address of either on its platform; with it the other runs of
  /// its chain.
  ///
  /// - Parameter scope: Platform and repository, where they are said; other parts are not looked at.
  /// - Returns: `nil` if the store knows none.
  /// - Throws: ``EngineError`` with code `ambiguous-run` where several repositories have a run of that id.
  package func find(_ text: String, in scope: RunQuery = RunQuery()) async throws -> Found? {
    let name = RunName(text)
    for word in name.words {
      let own = try name.only(try await attempts(of: word, in: scope))
      let others = try await chained(own.first, word, in: scope).filter(name.isPossible)
      let attempts = own + others.filter { !own.contains($0) }
      guard let first = attempts.first else { continue }
      return Found(attempts: attempts, earlier: try await earlier(than: attempts, first.platform))
    }
    return nil
  }

  /// The runs that were started for one, or together with it.
  private func chained(_ run: JobRun?, _ word: String, in scope: RunQuery) async throws -> [JobRun] {
    let head = run?.chain ?? run?.run ?? word
    var query = RunQuery()
    query.platform = run?.platform ?? scope.platform
    query.chain = head
    let others = try await self.runs(query)
    guard !others.isEmpty, let platform = others.first?.platform, head != run?.run else { return others }
    // The one that they were started for need not say that it is one of them.
    query.platform = platform
    query.chain = nil
    query.run = head
    return try await others + self.runs(query).filter { !others.contains($0) }
  }

  private func attempts(of word: String, in scope: RunQuery) async throws -> [JobRun] {
    var query = RunQuery()
    query.platform = scope.platform
    query.repository = scope.repository
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

  private func earlier(than attempts: [JobRun], _ platform: Platform) async throws -> [JobRun] {
    let runs = Set(attempts.map(\.run))
    let places = Set(attempts.map { Place(repository: $0.repository, pipeline: $0.pipeline) })
    var earlier: [JobRun] = []
    for place in places where place.pipeline.isEmpty || !places.contains(place.withoutPipeline) {
      var query = RunQuery()
      query.platform = platform
      query.repository = place.repository
      query.pipeline = place.pipeline.isEmpty ? nil : place.pipeline
      query.until = attempts.compactMap { $0.startedAt ?? $0.finishedAt }.max()
      query.latestPerJob = Self.mostEarlier
      query.stepsPerJob = Self.mostWithCaches
      earlier += try await self.runs(query).filter { !runs.contains($0.run) }
    }
    return earlier
  }

  /// Where jobs stand whose earlier runs are compared with.
  private struct Place: Hashable {
    var repository: String
    /// Empty for those of all pipelines.
    var pipeline: String

    var withoutPipeline: Place { Place(repository: repository, pipeline: "") }
  }
}
