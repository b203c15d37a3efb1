/// Decides what to do about every cache of a repository, out of its books.
///
/// First what no room could help: caches that nobody restores, whose keys never come back, whose entries are
/// stale, or that cost more than they bring beyond doubt. Then, where all that is good does not fit under the
/// platform's limit, what to keep (``CacheSelection``). Last, what would make a good cache better.
package struct CacheJudge: Sendable {
  let ledger: CacheLedger
  let rules: CacheStoreRules
  /// Whether the books have all jobs of the repository: only then can be said that nobody restores an entry.
  let coversAllJobs: Bool

  /// Questions before anything is said.
  static let fewestAsks = 10

  /// A judge over some books.
  package init(_ ledger: CacheLedger, rules: CacheStoreRules, coversAllJobs: Bool) {
    self.ledger = ledger
    self.rules = rules
    self.coversAllJobs = coversAllJobs
  }

  /// A verdict on each family, in the order of their names.
  package func verdicts() -> [CacheVerdict] {
    let balances = ledger.balances(rules)
    var verdicts: [CacheFamily: CacheVerdict] = [:]
    for balance in balances { verdicts[balance.family] = loss(balance) }
    let rest = balances.filter { verdicts[$0.family] == nil }
    for verdict in CacheRoom(rest, rules, ledger.defaultBranch).verdicts() {
      verdicts[verdict.family] = verdict
    }
    let risk = CacheRisk(rest.filter { ![.moveToObjectStorage].contains(verdicts[$0.family]?.kind) })
    for balance in rest where risk.putsAside(balance) { verdicts[balance.family] = aside(balance) }
    let twins = CacheTwins(rest)
    for balance in rest where verdicts[balance.family] == nil {
      verdicts[balance.family] = improvement(balance) ?? twins.verdict(balance) ?? keep(balance)
    }
    for balance in balances {
      verdicts[balance.family]?.keepingDollarsPerDay = balance.storageDollarsPerDay(rules)
    }
    return verdicts.values.sorted { $0.family < $1.family }
  }

  // MARK: - Losses

  private func loss(_ balance: CacheBalance) -> CacheVerdict? {
    let asks = balance.recent.asks
    guard asks > 0 else { return unread(balance) }
    guard asks >= Self.fewestAsks else {
      return CacheVerdict(
        family: balance.family, kind: .undecided,
        evidence: ["It was asked for \(FigureText.count(asks, "time")) only; \(Self.fewestAsks) are needed."],
        changedBy: "More runs will tell.")
    }
    if balance.recent.hits + balance.recent.partials == 0 { return neverFound(balance) }
    return costly(balance)
  }

  private func unread(_ balance: CacheBalance) -> CacheVerdict? {
    let saves = balance.account.saves
    guard coversAllJobs, saves >= 5 else {
      return CacheVerdict(
        family: balance.family, kind: .undecided,
        evidence: [
          "It was written \(FigureText.count(saves, "time")), and no run that is known asked for it."
        ],
        changedBy: "Runs of the jobs that restore it would tell.")
    }
    return CacheVerdict(
      family: balance.family, kind: .delete,
      evidence: [
        "It was written \(saves) times, and none of the repository's jobs ever asked for it."
      ] + (writing(balance).map { [$0] } ?? []),
      changedBy: "A job that restores it.", secondsPerDay: savesUndone(balance))
  }

  private func neverFound(_ balance: CacheBalance) -> CacheVerdict? {
    let (account, asks) = (balance.account, balance.recent.asks)
    let never = "None of \(asks) runs found an entry."
    func faulty(_ fault: CacheVerdict.Fault, _ why: String, _ remedy: String) -> CacheVerdict {
      CacheVerdict(
        family: balance.family, kind: .fixKey, fault: fault,
        evidence: [never, why] + (writing(balance).map { [$0] } ?? []), changedBy: remedy,
        secondsPerDay: savesUndone(balance))
    }
    let digest = "A key made of the lockfile's digest, with the part before it as a fallback."
    if account.commitKeys * 5 >= account.restores * 4 {
      return faulty(.holdsCommit, "Its key contains the commit, which no later run has.", digest)
    }
    if account.runKeys * 5 >= account.restores * 4 {
      return faulty(.holdsRun, "Its key contains the run's id, which no other run has.", digest)
    }
    if account.saves == 0 {
      return faulty(
        .isNeverWritten, "No run wrote one either.",
        "A run that writes it: on the default branch, and before steps that may fail.")
    }
    if balance.all.keys * 10 >= asks * 9, balance.all.evicted == 0 {
      return faulty(
        .isNewEveryTime,
        "\(balance.all.keys) different keys were asked for: something in it changes each time.",
        digest)
    }
    return nil
  }

  private func costly(_ balance: CacheBalance) -> CacheVerdict? {
    let ways = [balance.value(balance.all), balance.value(balance.byDefaultBranch), balance.netPerDay]
    guard balance.savedByHit != nil || balance.savedByPartial != nil, let now = balance.netPerDay,
      ways.allSatisfy({ $0.map(Self.isSurelyNegative) ?? true })
    else { return nil }
    let isConstant = rules.isImmutable && balance.account.digestKeys == 0
    guard isConstant, balance.all.keys <= balance.account.jobs.count else {
      return CacheVerdict(
        family: balance.family, kind: .delete, evidence: figures(balance),
        changedBy: "Smaller entries that restore faster, or steps that take longer without it.",
        secondsPerDay: Interval(low: -now.high, middle: -now.middle, high: -now.low))
    }
    return CacheVerdict(
      family: balance.family, kind: .fixKey, fault: .isNeverRenewed,
      evidence: [
        "Its key never changes, so what was written once is restored ever since, and no longer saves what "
          + "restoring takes."
      ] + figures(balance),
      changedBy: "A key made of the lockfile's digest, with the part before it as a fallback.",
      secondsPerDay: Interval(low: -now.high, middle: -now.middle, high: -now.low))
  }

  /// Whether a loss is beyond doubt: verdicts are asked for again and again, so one in a hundred is allowed,
  /// not one in twenty as an interval's end would.
  private static func isSurelyNegative(_ value: Interval) -> Bool {
    value.middle + (value.high - value.middle) * 2.6 / 1.645 < 0
  }

  // MARK: - Improvements

  private func improvement(_ balance: CacheBalance) -> CacheVerdict? {
    untold(balance) ?? lackingFallback(balance) ?? outOfUse(balance) ?? unevenUse(balance) ?? heavy(balance)
  }

  private func untold(_ balance: CacheBalance) -> CacheVerdict? {
    guard balance.isWorthTrying else { return nil }
    let saved = savings(balance).map { $0 + " That may be more or less than what restoring takes." }
    return CacheVerdict(
      family: balance.family, kind: .tryWithout,
      evidence: [
        figures(balance).first, saved ?? "What it saves is not known, since there are too few misses.",
      ]
      .compactMap(\.self),
      changedBy: "Every second run without it, \(CacheBalance.trialRuns) in all of each job, would tell.")
  }

  private func lackingFallback(_ balance: CacheBalance) -> CacheVerdict? {
    guard [.exactThenPrefix, .newestPrefix].contains(rules.match), balance.account.partials == 0,
      balance.all.unknown >= 5, balance.all.unknown * 20 >= balance.recent.asks, balance.all.keys >= 3,
      let saved = balance.savedByHit, saved.low > 2 * (balance.secondsRestoring ?? 0)
    else { return nil }
    let perDay = Double(balance.all.unknown) / balance.all.days
    let gain = saved.middle / 2 - (balance.secondsRestoring ?? 0)
    return CacheVerdict(
      family: balance.family, kind: .fixKey, fault: .lacksFallback,
      evidence: [
        "\(balance.all.unknown) of \(balance.recent.asks) runs asked for a key that nobody had written, and an "
          + "older entry was never taken instead.",
        savings(balance),
      ].compactMap(\.self),
      changedBy:
        "It would be no gain if an older entry saved less than the "
        + "\(FigureText.time(balance.secondsRestoring ?? 0)) of restoring it.",
      secondsPerDay: Interval(low: 0, middle: perDay * max(0, gain), high: perDay * saved.high))
  }

  private func outOfUse(_ balance: CacheBalance) -> CacheVerdict? {
    guard balance.all.expired >= 3, balance.all.expired * 10 >= balance.recent.misses * 3,
      let saved = balance.savedByHit, saved.low > 0, let retention = rules.retention
    else { return nil }
    let perDay = Double(balance.all.expired) / balance.all.days
    return CacheVerdict(
      family: balance.family, kind: .warmUp,
      evidence: [
        "\(balance.all.expired) of \(balance.recent.misses) misses came after the entry had not been used for "
          + "\(Int(retention / 86_400)) days, when the platform drops it."
      ] + (savings(balance).map { [$0] } ?? []),
      changedBy: "A scheduled run that restores it would pay only if it took less than it saves.",
      secondsPerDay: Interval(low: 0, middle: perDay * saved.middle, high: perDay * saved.high))
  }

  private func unevenUse(_ balance: CacheBalance) -> CacheVerdict? {
    guard let restoring = balance.secondsRestoring, balance.savedByHitByJob.count >= 2 else { return nil }
    let served = balance.savedByHitByJob.count { $0.low > restoring }
    let unserved = balance.savedByHitByJob.count { $0.high < restoring }
    guard served > 0, unserved > 0 else { return nil }
    return CacheVerdict(
      family: balance.family, kind: .split,
      evidence: [
        "\(unserved) of its \(balance.savedByHitByJob.count) jobs gain less than the "
          + "\(FigureText.time(restoring)) that restoring takes; \(served) gain more."
      ],
      changedBy: "An entry of their own with what they need, or none for the jobs that gain nothing.")
  }

  private func heavy(_ balance: CacheBalance) -> CacheVerdict? {
    guard let restoring = balance.secondsRestoring, let saved = balance.savedByHit, saved.low > 0,
      let bytes = balance.account.meanBytes, bytes >= 3e8, restoring >= 15, restoring > 0.4 * saved.middle
    else { return nil }
    return CacheVerdict(
      family: balance.family, kind: .shrinkPaths,
      evidence: figures(balance) + ["An entry has \(FigureText.gibibytes(bytes))."],
      changedBy: "Leaving out what is quickly made again: half the size restores in about half the time.",
      secondsPerDay: Interval(
        low: 0, middle: balance.asksPerDay * restoring / 2, high: balance.asksPerDay * restoring))
  }

  private func aside(_ balance: CacheBalance) -> CacheVerdict {
    CacheVerdict(
      family: balance.family, kind: .putAside,
      evidence: figures(balance) + [
        "That it brings more than it costs is not shown, and runs enough were looked at."
      ],
      changedBy:
        "Steps that take longer without it, or smaller entries; until then it is not worth its risk.",
      secondsPerDay: balance.netPerDay.map { Interval(low: -$0.high, middle: -$0.middle, high: -$0.low) })
  }

  private func keep(_ balance: CacheBalance) -> CacheVerdict {
    CacheVerdict(
      family: balance.family, kind: .keep, evidence: figures(balance),
      changedBy: balance.netPerDay == nil
        ? "Runs that miss, beside those that hit, would tell what it saves."
        : "Restoring that takes longer than what it saves.")
  }
}

// MARK: - Sentences

extension CacheJudge {
  /// Rates, savings and costs of a cache.
  func figures(_ balance: CacheBalance) -> [String] {
    let recent = balance.recent
    func percent(_ count: Int) -> String {
      FigureText.fixed(100 * Double(count) / Double(max(recent.asks, 1)), 0)
    }
    let rates =
      "Of \(FigureText.count(recent.asks, "run")) \(percent(recent.hits)) % found their key, "
      + "\(percent(recent.partials)) % another entry, \(percent(recent.misses)) % nothing."
    return [rates, savings(balance), costs(balance)].compactMap(\.self)
  }

  private func savings(_ balance: CacheBalance) -> String? {
    guard let saved = balance.savedByHit ?? balance.savedByPartial else { return nil }
    return "An entry saves \(seconds(saved)) against a miss, in the same steps of the same jobs."
  }

  private func costs(_ balance: CacheBalance) -> String? {
    guard let restoring = balance.secondsRestoring else { return nil }
    let net = balance.netPerDay.map { "; in all \(seconds($0)) a day" } ?? ""
    let saving = balance.secondsSaving.map { " and writing one \(FigureText.time($0))" } ?? ""
    return "Restoring takes \(FigureText.time(restoring))\(saving)\(net)."
  }

  private func writing(_ balance: CacheBalance) -> String? {
    guard let seconds = balance.secondsSaving, balance.recent.saves > 0 else { return nil }
    let perDay = Double(balance.recent.saves) / balance.all.days
    let bytes = balance.account.meanBytes.map { " and \(FigureText.gibibytes($0 * perDay))" } ?? ""
    return
      "Writing it takes \(FigureText.time(seconds)) each time: "
      + "\(FigureText.time(seconds * perDay))\(bytes) a day."
  }

  private func savesUndone(_ balance: CacheBalance) -> Interval? {
    balance.secondsSaving.map { seconds in
      let gain = seconds * Double(balance.recent.saves) / balance.all.days
      return Interval(low: gain, middle: gain, high: gain)
    }
  }

  private func seconds(_ interval: Interval) -> String {
    func signed(_ value: Double) -> String { (value < -0.5 ? "-" : "") + FigureText.time(value) }
    return "\(signed(interval.middle)) (\(signed(interval.low)) to \(signed(interval.high)))"
  }
}
