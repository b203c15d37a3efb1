internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore

extension RunStore {
  /// A query for as many runs of each job as advice rests on: less than of a store on the adviser's own machine, since they
  /// have a way to go or many ask at a time.
  func bounded(_ query: RunQuery) async throws -> RunQuery {
    StoreHistory.bounded(query, for: try await jobCount(query), oneIn: 5)
  }

  /// The runs of a repository that advice rests on.
  func advisingRuns(of repository: String, on platform: Platform) async throws -> [JobRun] {
    var query = RunQuery()
    (query.repository, query.platform) = (repository, platform)
    return try await runs(try await bounded(query))
  }
}
