public import FoundationEssentials

/// What one run of a pipeline tells when it is laid beside the runs before it.
public struct RunAnalysis: Hashable, Sendable {
  /// When the first of its jobs was ready, or else began.
  public var begin: Date?
  /// When the last of its jobs ended.
  public var end: Date?
  /// Its jobs in the order of their beginning; jobs that never ran at the end.
  public var jobs: [JobAnalysis]
  /// The chain of jobs that the run's end waited for, in order, as indices into ``jobs``. Each began after the one before
  /// it had ended.
  public var criticalPath: [Int]
  /// Where in the chain time went by without any of its jobs waiting for a machine or running.
  public var idleTime: Duration

  /// From the first job's readiness to the last one's end; `nil` if no times are known.
  public var duration: Duration? { JobRun.span(begin, end) }
}

/// What one job of a run tells.
public struct JobAnalysis: Hashable, Sendable {
  /// The job's attempt.
  public var run: JobRun
  /// How its time compares with earlier ones; `nil` with fewer than ``DurationRank/fewestRuns`` of them.
  public var rank: DurationRank?
  /// What each of its caches did, and what misses cost where that can be told.
  public var caches: [CacheOutcome]
  /// Why it failed, most likely; `nil` if it did not.
  public var cause: FailureCause?
  /// What its earlier runs say about its time and its outcome.
  public var signals: JobSignals
}

/// How long a job took beside its earlier successful runs on the same machine.
public struct DurationRank: Hashable, Sendable {
  /// Fewer earlier runs say nothing.
  public static let fewestRuns = 5

  /// Median of the earlier runs.
  public var median: Duration
  /// Share of earlier runs that took less time, 0 to 1; equal ones count half.
  public var percentile: Double
  /// How many earlier runs were compared.
  public var runs: Int

  /// Ranks a duration among others.
  ///
  /// - Returns: `nil` for fewer than ``fewestRuns`` others.
  init?(_ duration: Duration, among others: [Duration]) {
    guard others.count >= Self.fewestRuns else { return nil }
    let sorted = others.sorted()
    let middle = sorted.count / 2
    median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    let less = sorted.count { $0 < duration }
    let equal = sorted.count { $0 == duration }
    percentile = (Double(less) + Double(equal) / 2) / Double(sorted.count)
    runs = sorted.count
  }
}

/// What a cache did in one job.
public struct CacheOutcome: Hashable, Sendable {
  /// What was told.
  public var event: CacheEvent
  /// How much longer the job's steps took than in runs where this cache hit (medians of the job's net time); `nil` unless it
  /// missed and there are enough runs of both kinds.
  public var cost: Duration?
}
