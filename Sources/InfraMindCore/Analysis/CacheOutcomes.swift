/// What a run's caches did, and what its misses cost, beside the books of the runs before it.
struct CacheOutcomes {
  private let ledger: CacheLedger

  init(_ earlier: [JobRun]) { ledger = CacheLedger(earlier, defaultBranch: nil) }

  /// What each cache did in a run.
  func outcomes(of run: JobRun) -> [CacheOutcome] {
    run.cacheEvents.map { event in
      CacheOutcome(
        event: event, cost: event.kind == .miss ? cost(of: CacheFamily(of: event.key, in: run), in: run) : nil
      )
    }
  }

  /// The run's time less the median of runs where a key of the same family hit.
  private func cost(of family: CacheFamily, in run: JobRun) -> Duration? {
    guard let duration = run.duration else { return nil }
    let hits = ledger.times(whereHit: family)
    guard let rank = DurationRank(duration, among: hits) else { return nil }
    return max(.zero, duration - rank.median)
  }
}
