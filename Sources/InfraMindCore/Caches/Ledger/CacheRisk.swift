/// Which of the caches that may cost more than they bring are worth their risk.
///
/// A cache is kept by itself if the lower bound of what it brings lies above nothing. One of which that cannot be
/// said, and of which more trials would not tell, is put aside if it is more likely to lose; else it is kept only as
/// long as what the repository's caches bring together has its lower bound above nothing, those that risk most for
/// what they promise going first. So a repository is not left worse off than without caches, but by what its own
/// noise hides.
struct CacheRisk {
  private let aside: Set<CacheFamily>

  /// - Parameter balances: Caches that are to stay otherwise.
  init(_ balances: [CacheBalance]) {
    var aside: Set<CacheFamily> = []
    var kept: [(family: CacheFamily, middle: Double, error: Double)] = []
    for balance in balances where balance.isLookedAt && !balance.isWorthTrying {
      guard let worth = balance.best else { continue }
      guard worth.middle > 0 else {
        aside.insert(balance.family)
        continue
      }
      kept.append((balance.family, worth.middle, (worth.high - worth.low) / (2 * 1.645)))
    }
    kept.sort { left, right in
      (left.error * right.middle, left.family) < (right.error * left.middle, right.family)
    }
    while let last = kept.last, last.middle - 1.645 * last.error <= 0 {
      let sum = kept.reduce(0) { $0 + $1.middle }
      let error = kept.reduce(0) { $0 + $1.error * $1.error }.squareRoot()
      guard sum - 1.645 * error <= 0 else { break }
      aside.insert(last.family)
      kept.removeLast()
    }
    self.aside = aside
  }

  /// Whether a cache is put aside.
  func putsAside(_ balance: CacheBalance) -> Bool { aside.contains(balance.family) }
}

extension CacheBalance {
  /// What it brings each day in the best way that it may be written; `nil` if unknown.
  var best: Interval? {
    let ways = [netPerDay, value(all), value(byDefaultBranch)].compactMap(\.self)
    return ways.max { ($0.low, $0.middle) < ($1.low, $1.middle) }
  }

  /// Runs that a trial without a cache takes of each job.
  static let trialRuns = 6

  /// Misses of each job beyond which more runs without a cache would settle nothing.
  private static let mostMisses = 24

  /// Whether so many runs with and without an entry were compared that more would settle nothing.
  var isLookedAt: Bool {
    let enough = Self.mostMisses * max(account.jobs.count, 1)
    return !hasWriting && (savedByHit != nil || savedByPartial != nil) && recent.misses >= enough
      && recent.hits + recent.partials >= enough
  }

  /// Whether runs without it would tell if it pays, because it is nearly always found, and nothing tells yet.
  var isWorthTrying: Bool {
    let found = recent.hits + recent.partials
    guard recent.asks >= CacheJudge.fewestAsks, found * 3 >= recent.asks,
      recent.misses < Self.mostMisses * max(account.jobs.count, 1)
    else { return false }
    return netPerDay.map { $0.low < 0 && $0.high > 0 } ?? true
  }
}
