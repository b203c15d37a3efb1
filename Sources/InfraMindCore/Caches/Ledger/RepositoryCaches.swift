internal import FoundationEssentials

/// What the history of a whole repository says about its caches: a verdict on each, and which jobs use it.
///
/// Judged together, since a cache may be written by one job and restored by another, two may keep the same, and all share
/// the platform's room.
package struct RepositoryCaches: Hashable, Sendable {
  /// A verdict, and what it is about.
  struct Judged: Hashable, Sendable {
    var verdict: CacheVerdict
    /// A key that was asked for or written.
    var key: String
    /// The jobs that use it, in their order.
    var jobs: [JobKey]
    /// The one of them that did so last, with which it is told: jobs that are gone tell nobody.
    var latest: JobKey?
  }

  /// In the order of the families' names.
  let judged: [Judged]

  /// Judges.
  ///
  /// - Parameters:
  ///   - runs: Of one repository on one platform, whatever their jobs.
  ///   - coversAllJobs: Whether all jobs of its pipelines are among them: only then it is said that nobody restores an entry.
  /// - Returns: `nil` if no run did anything with a cache, or the platform's rules are not known.
  package init?(_ runs: [JobRun], platform: Platform, coversAllJobs: Bool) {
    let runs = runs.filter { !$0.isFromFork && !$0.cacheEvents.isEmpty }
    guard !runs.isEmpty, let rules = CacheStoreRules.of(platform) else { return nil }
    let ledger = CacheLedger(runs, defaultBranch: CacheLedger.likelyDefaultBranch(of: runs))
    var users: [CacheFamily: Set<JobKey>] = [:]
    var latest: [CacheFamily: (time: Date, job: JobKey)] = [:]
    for run in runs {
      let (job, time) = (JobKey(run).withoutVariant, InMemoryRunHistory.time(of: run))
      for family in CacheLedger.families(of: run) {
        users[family, default: []].insert(job)
        if latest[family].map({ ($0.time, job) < (time, $0.job) }) ?? true { latest[family] = (time, job) }
      }
    }
    judged = CacheJudge(ledger, rules: rules, coversAllJobs: coversAllJobs).verdicts().map { verdict in
      Judged(
        verdict: verdict, key: ledger.accounts[verdict.family]?.example.key ?? verdict.family.text,
        jobs: (users[verdict.family] ?? []).sorted(), latest: latest[verdict.family]?.job)
    }
  }

  /// The verdicts to be told with a job: those of caches that it used as the last of all jobs.
  func told(with runs: [JobRun]) -> [Judged] {
    let own = Set(runs.map { JobKey($0).withoutVariant })
    return judged.filter { $0.latest.map(own.contains) ?? false }
  }
}
