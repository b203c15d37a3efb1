/// What a family's latest questions would have met under other rules of writing, if nothing had been evicted.
struct CacheReplay: Hashable, Sendable {
  /// Which runs write.
  enum Writing: String, Hashable, Sendable, CaseIterable {
    /// All that did not find their exact key.
    case all
    /// Those on the default branch.
    case defaultBranch
  }

  private(set) var hits = 0
  private(set) var partials = 0
  private(set) var misses = 0
  private(set) var saves = 0
  /// Misses of today that would have been found: the platform threw the entry away.
  private(set) var evicted = 0
  /// Misses because the entry was not used for as long as the platform keeps it.
  private(set) var expired = 0
  /// Misses of a key that nobody had written where it can be seen.
  private(set) var unknown = 0
  /// Entries that were touched within a day, in all but the busiest tenth of the days' moments.
  private(set) var entriesADay = 0
  /// Different keys asked for.
  private(set) var keys = 0
  /// Days that the questions cover; at least an hour.
  private(set) var days = 1.0 / 24

  private struct Place: Hashable {
    var key: UInt64
    var scope: UInt32
  }

  /// Plays questions through.
  ///
  /// - Parameter requests: In the order of time.
  init(
    _ requests: some Collection<CacheRequest>, writing: Writing, hasFallback: Bool, rules: CacheStoreRules
  ) {
    var used: [Place: Double] = [:]
    var newest: [UInt32: Double] = [:]
    var asked: Set<UInt64> = []
    var touches: [(time: Double, place: Place)] = []
    let retention = rules.retention ?? .infinity
    for request in requests where request.outcome != .save {
      asked.insert(request.key)
      let scopes = Self.scopes(of: request, rules)
      let known = scopes.map { Place(key: request.key, scope: $0) }.filter { used[$0] != nil }
      if let place = known.first(where: { request.time - (used[$0] ?? 0) <= retention }) {
        hits += 1
        if request.outcome == .miss { evicted += 1 }
        if rules.isRetainedByUse { used[place] = request.time }
        touches.append((request.time, place))
        continue
      }
      if request.outcome == .hit, known.isEmpty {
        // Written before the first question that is kept, most likely where all can see it.
        hits += 1
        let place = Place(key: request.key, scope: scopes.last ?? 0)
        used[place] = request.time
        touches.append((request.time, place))
        continue
      }
      let isFallen = hasFallback && scopes.contains { request.time - (newest[$0] ?? -.infinity) <= retention }
      if isFallen { partials += 1 } else { misses += 1 }
      if known.isEmpty { unknown += 1 } else if !isFallen { expired += 1 }
      guard writing == .all || request.isDefault else { continue }
      saves += 1
      let place = Place(key: request.key, scope: scopes[0])
      used[place] = request.time
      newest[scopes[0]] = request.time
      touches.append((request.time, place))
    }
    keys = asked.count
    entriesADay = Self.entries(touches)
    if let begin = requests.first?.time, let end = requests.reversed().first?.time {
      days = max((end - begin) / 86_400, 1.0 / 24)
    }
  }

  /// The scopes that a question looks in, the one that it writes to first.
  private static func scopes(of request: CacheRequest, _ rules: CacheStoreRules) -> [UInt32] {
    switch rules.scope {
    case .repository: [0]
    case .protection: [request.isDefault ? 0 : 1]
    case .branch: request.isDefault ? [0] : [request.branch | 1, 0]
    }
  }

  /// The 90th percentile, over all touches, of how many entries were touched in the day before.
  private static func entries(_ touches: [(time: Double, place: Place)]) -> Int {
    var counts: [Place: Int] = [:]
    var first = 0
    var sizes: [Int] = []
    for (time, place) in touches {
      counts[place, default: 0] += 1
      while touches[first].time < time - 86_400 {
        let old = touches[first].place
        if counts[old] == 1 { counts[old] = nil } else { counts[old, default: 1] -= 1 }
        first += 1
      }
      sizes.append(counts.count)
    }
    return sizes.sorted().dropFirst(sizes.count * 9 / 10).first ?? 0
  }
}
