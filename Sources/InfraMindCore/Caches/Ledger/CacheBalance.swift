/// What a cache brings and costs, out of its account.
package struct CacheBalance: Hashable, Sendable {
  /// The family.
  package var family: CacheFamily
  /// Its account.
  package var account: CacheAccount
  /// Seconds that an exact hit saves against a miss, restoring not counted; `nil` if unknown.
  package var savedByHit: Interval?
  /// Seconds that another entry saves against a miss, restoring not counted; `nil` if unknown.
  package var savedByPartial: Interval?
  /// Mean seconds of restoring an entry; `nil` if nobody told.
  package var secondsRestoring: Double?
  /// Mean seconds of writing one; `nil` if nobody told.
  package var secondsSaving: Double?
  /// Questions a day, lately.
  package var asksPerDay: Double
  /// Seconds that it brings each day, restoring and writing paid, lately; negative for a loss, `nil` if
  /// unknown.
  package var netPerDay: Interval?
  /// Share of the latest misses whose entry had been written and thrown away for want of room, 0...1.
  package var evictedShare: Double
  /// Bytes that it needs to be found again, all branches writing.
  package var bytesResident: Double?
  /// Times a day that it throws out an entry of some cache: its share of what is written, of all evictions.
  package var evictionsCausedPerDay = 0.0

  /// Its latest questions played through with all branches writing, and with the default branch alone.
  let all: CacheReplay
  let byDefaultBranch: CacheReplay
  /// Hits, partial hits, misses and entries written among the latest questions.
  let recent: Recent
  let savedByHitByJob: [Interval]
  /// Whether what a hit saves has the time of writing in it, of which nothing is known.
  let hasWriting: Bool

  struct Recent: Hashable, Sendable {
    var hits = 0
    var partials = 0
    var misses = 0
    var saves = 0
    var asks: Int { hits + partials + misses }
  }

  init(
    _ family: CacheFamily, _ account: CacheAccount, _ savings: CacheSavings?, _ rules: CacheStoreRules
  ) {
    self.family = family
    self.account = account
    let requests = account.requests.kept
    var recent = Recent()
    for request in requests {
      switch request.outcome {
      case .hit: recent.hits += 1
      case .partial: recent.partials += 1
      case .miss: recent.misses += 1
      case .save: recent.saves += 1
      }
    }
    self.recent = recent
    let hasFallback = account.partials > 0
    all = CacheReplay(requests, writing: .all, hasFallback: hasFallback, rules: rules)
    byDefaultBranch = CacheReplay(requests, writing: .defaultBranch, hasFallback: hasFallback, rules: rules)
    savedByHit = savings?.hit?.interval
    savedByPartial = savings?.partial?.interval
    savedByHitByJob = (savings?.byJob ?? [:]).sorted { $0.key < $1.key }.map(\.value.interval)
    secondsRestoring = account.restoring.mean.map { $0 / 1000 }
    secondsSaving = account.saving.mean.map { $0 / 1000 } ?? savings?.writing.map { max(0, $0.mean) }
    hasWriting = account.saving.count == 0 && savings?.hasWriting ?? false
    asksPerDay = Double(recent.asks) / all.days
    evictedShare = recent.misses == 0 ? 0 : Double(all.evicted) / Double(recent.misses)
    bytesResident = account.meanBytes.map { $0 * Double(all.entriesADay) }
    netPerDay = value(hits: recent.hits, partials: recent.partials, saves: recent.saves)
  }

  /// Seconds a day of so many hits, partial hits and entries written among the latest questions.
  ///
  /// Where nobody saw a partial hit beside a miss, it is taken to save half of what an exact one does.
  func value(hits: Int, partials: Int, saves: Int) -> Interval? {
    guard hits + partials > 0 else {
      return secondsSaving.map { cost in
        let loss = -Double(saves) * cost / all.days
        return Interval(low: loss, middle: loss, high: loss)
      }
    }
    let half = savedByHit.map { Interval(low: 0, middle: $0.middle / 2, high: $0.high) }
    guard let partly = partials == 0 ? savedByHit : savedByPartial ?? half,
      let exactly = hits == 0 ? partly : savedByHit
    else { return nil }
    let cost = Double(hits + partials) * (secondsRestoring ?? 0) + Double(saves) * (secondsSaving ?? 0)
    func net(_ end: KeyPath<Interval, Double>, writing: Double) -> Double {
      let gain = Double(hits) * exactly[keyPath: end] + Double(partials) * partly[keyPath: end]
      return (gain - cost - writing * Double(hits + partials + saves)) / all.days
    }
    // Where runs that miss also write, in a time that nobody tells, it may be all of the difference or nothing.
    let isBlurred = hasWriting ? 1.0 : 0
    return Interval(
      low: net(\.low, writing: isBlurred * max(0, exactly.high)),
      middle: net(\.middle, writing: isBlurred * max(0, exactly.middle) / 2),
      high: net(\.high, writing: 0))
  }

  /// Seconds a day if only some runs wrote, and nothing were evicted.
  func value(_ replay: CacheReplay) -> Interval? {
    value(hits: replay.hits, partials: replay.partials, saves: replay.saves)
  }
}

extension CacheLedger {
  /// What every family brings and costs, largest gain first where it is known.
  package func balances(_ rules: CacheStoreRules) -> [CacheBalance] {
    let savings = CacheSavings.all(in: self)
    var balances = accounts.map { family, account in
      CacheBalance(family, account, savings[UInt32(truncatingIfNeeded: stableHash(family.text))], rules)
    }
    balances.sort { ($1.netPerDay?.middle ?? 0, $0.family) < ($0.netPerDay?.middle ?? 0, $1.family) }
    let written = balances.map { Double($0.recent.saves) / $0.all.days * ($0.account.meanBytes ?? 0) }
    let total = written.reduce(0, +)
    let evictions = balances.reduce(0) { $0 + Double($1.all.evicted) / $1.all.days }
    for index in balances.indices where total > 0 {
      balances[index].evictionsCausedPerDay = evictions * written[index] / total
    }
    return balances
  }
}

extension CacheBalance {
  /// What keeping the entries written in a day comes to, booked when they are written; `nil` where it is free
  /// or unknown.
  package func storageDollarsPerDay(_ rules: CacheStoreRules) -> Double? {
    guard let price = rules.dollarsPerGigabyteMonth, let retention = rules.retention,
      let bytes = account.meanBytes
    else { return nil }
    let months = retention / (365.25 / 12 * 86_400)
    return Double(recent.saves) / all.days * bytes / 1e9 * months * price
  }
}
