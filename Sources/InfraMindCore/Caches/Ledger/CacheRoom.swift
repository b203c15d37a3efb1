/// Which caches get the room that there is under a platform's limit, and which branches write.
struct CacheRoom {
  private let balances: [CacheBalance]
  private let rules: CacheStoreRules
  private let knowsDefaultBranch: Bool

  init(_ balances: [CacheBalance], _ rules: CacheStoreRules, _ defaultBranch: String?) {
    self.balances = balances
    self.rules = rules
    knowsDefaultBranch = defaultBranch != nil
  }

  /// Share of the limit that is given away: sizes are means, and the busiest hours are left out of the count.
  static let usableShare = 0.9

  /// Verdicts on the families that should be kept otherwise than now.
  func verdicts() -> [CacheVerdict] {
    let sized = balances.filter { $0.bytesResident != nil }
    let demand = sized.reduce(0) { $0 + ($1.bytesResident ?? 0) }
    guard let cap = rules.cap, demand > Double(cap) * Self.usableShare else {
      return balances.compactMap { thrift($0) }
    }
    let ways = sized.map(self.ways)
    let chosen = CacheSelection.best(ways, limit: Double(cap) * Self.usableShare)
    let pressure =
      "All caches together need \(FigureText.gibibytes(demand)) within a day, and the platform keeps "
      + "\(FigureText.gibibytes(Double(cap)))."
    return zip(sized, chosen).compactMap { balance, way in
      switch way {
      case nil: noRoom(balance, pressure)
      case 0: nil
      default: defaultBranchOnly(balance, [pressure])
      }
    }
  }

  /// All branches writing, and the default branch alone.
  private func ways(_ balance: CacheBalance) -> [CacheSelection.Way] {
    let bytes = balance.account.meanBytes ?? 0
    let replays = knowsDefaultBranch ? [balance.all, balance.byDefaultBranch] : [balance.all]
    return replays.map { replay in
      CacheSelection.Way(
        value: balance.value(replay)?.middle ?? guess(replay), weight: bytes * Double(replay.entriesADay))
    }
  }

  /// Where nobody saw hits and misses side by side: what an entry saves elsewhere in the repository, at least
  /// its place in the order of how often it would be found.
  private func guess(_ replay: CacheReplay) -> Double {
    let known = balances.compactMap { balance in
      balance.savedByHit.map { $0.middle - (balance.secondsRestoring ?? 0) }
    }
    let typical = max(WeightedSample(known).median ?? 10, 1)
    return typical * (Double(replay.hits) + Double(replay.partials) / 2) / replay.days
  }

  private func noRoom(_ balance: CacheBalance, _ pressure: String) -> CacheVerdict {
    let worth = balance.value(balance.byDefaultBranch) ?? balance.value(balance.all)
    return CacheVerdict(
      family: balance.family, kind: .moveToObjectStorage,
      evidence: [
        pressure,
        "Others bring more for their place; this one needs "
          + "\(FigureText.gibibytes(balance.bytesResident ?? 0)).",
      ],
      changedBy: "A store of your own without that limit, a higher limit, or smaller entries of the others.",
      secondsPerDay: worth)
  }

  private func defaultBranchOnly(_ balance: CacheBalance, _ reasons: [String]) -> CacheVerdict? {
    guard balance.all.saves > balance.byDefaultBranch.saves else { return nil }
    let (all, some) = (balance.value(balance.all), balance.value(balance.byDefaultBranch))
    let fewer = balance.all.saves - balance.byDefaultBranch.saves
    return CacheVerdict(
      family: balance.family, kind: .saveOnDefaultBranch,
      evidence: reasons + [
        "Of \(balance.recent.asks) runs, \(balance.all.hits) would find their key if all branches wrote, "
          + "\(balance.byDefaultBranch.hits) if the default branch alone did, which writes \(fewer) times less."
      ],
      changedBy: "Pull requests that change the lockfile more often, and are pushed to more often.",
      secondsPerDay: all.flatMap { all in
        some.map {
          Interval(low: $0.low - all.high, middle: $0.middle - all.middle, high: $0.high - all.low)
        }
      })
  }

  /// Where there is room: writing on the default branch alone, if the time of writing elsewhere does not pay.
  private func thrift(_ balance: CacheBalance) -> CacheVerdict? {
    guard knowsDefaultBranch, balance.byDefaultBranch.saves > 0, let all = balance.value(balance.all),
      let some = balance.value(balance.byDefaultBranch), some.low > 0,
      some.middle - all.middle > 0.05 * abs(all.middle) + 5
    else { return nil }
    return defaultBranchOnly(balance, [])
  }
}
