/// How often one job ended both well and badly on one commit, which the code alone cannot explain.
///
/// Whoever tests the same code twice and gets two answers has a flaky test, a machine or a network that fails
/// now and then, or an input that is not part of the commit. Runs of forks do not count, so that no stranger
/// can make a job look flaky; skipped and cancelled runs say nothing.
public struct FlakyRate: Hashable, Sendable {
  /// Commits with at least one outcome.
  public var commits: Int
  /// Commits with several outcomes: attempts or runs.
  public var repeated: Int
  /// Commits with both kinds of outcome.
  public var flaky: Int
  /// Failures after which the same commit was tried again.
  public var retriedFailures: Int
  /// How many of these passed the next time.
  public var passedOnRetry: Int

  /// Share of the repeated commits with both outcomes: its 90 % interval (Wilson's) around the share seen;
  /// `nil` without repeated commits.
  public var interval: Interval? { Self.wilson(flaky, of: repeated) }

  /// Wilson's score interval at 90 %.
  ///
  /// - SeeAlso: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
  static func wilson(_ hits: Int, of count: Int) -> Interval? {
    guard count > 0, hits >= 0, hits <= count else { return nil }
    let (number, share, z) = (Double(count), Double(hits) / Double(count), 1.6449)
    let divisor = 1 + z * z / number
    let middle = (share + z * z / (2 * number)) / divisor
    let half = z * (share * (1 - share) / number + z * z / (4 * number * number)).squareRoot() / divisor
    return Interval(
      low: max(0, min(middle - half, share)), middle: share, high: min(1, max(middle + half, share)))
  }
}

/// Counts a job's outcomes by commit, and says how likely a fresh failure is to pass on a second try.
struct FlakyLedger: Sendable {
  /// Probability that a failure passes when it is tried again, before anything is known of the job: 33 % of
  /// 2,662 first failures of workflows that somebody ran again did.
  static let usualRetry = 0.33
  /// Failures that this is worth, and that the job's rate is worth for one kind of cause.
  static let usualWeight = 4.0

  private(set) var rate = FlakyRate(commits: 0, repeated: 0, flaky: 0, retriedFailures: 0, passedOnRetry: 0)
  private var retries: [FailureCause.Kind: (failed: Int, passed: Int)] = [:]

  /// Counts a job's runs, in any order.
  init(_ runs: [JobRun]) {
    let telling = runs.filter { !$0.isFromFork && Self.passed($0) != nil }
    for ofCommit in Dictionary(grouping: telling, by: { $0.headCommit ?? "run \($0.run)" }).values {
      let ordered = ofCommit.sorted {
        (RunAnalyzer.beginning($0), $0.attempt) < (RunAnalyzer.beginning($1), $1.attempt)
      }
      let outcomes = ordered.compactMap(Self.passed)
      rate.commits += 1
      if outcomes.count > 1 { rate.repeated += 1 }
      if outcomes.contains(true), outcomes.contains(false) { rate.flaky += 1 }
      for (index, next) in zip(ordered.indices, outcomes.dropFirst()) where !outcomes[index] {
        rate.retriedFailures += 1
        if next { rate.passedOnRetry += 1 }
        guard let kind = Self.kind(of: ordered[index]) else { continue }
        retries[kind, default: (0, 0)].failed += 1
        if next { retries[kind, default: (0, 0)].passed += 1 }
      }
    }
  }

  /// Probability that a failure passes if the same commit is tried again.
  ///
  /// - Parameter kind: Its cause; `nil` if unknown.
  func chanceOnRetry(_ kind: FailureCause.Kind?) -> Double {
    let job =
      (Double(rate.passedOnRetry) + Self.usualWeight * Self.usualRetry)
      / (Double(rate.retriedFailures) + Self.usualWeight)
    guard let kind, let seen = retries[kind] else { return job }
    return (Double(seen.passed) + Self.usualWeight * job) / (Double(seen.failed) + Self.usualWeight)
  }

  private static func passed(_ run: JobRun) -> Bool? {
    switch run.conclusion {
    case .success: true
    case .failure, .timedOut, .infrastructureFailure, .outOfMemory: false
    case .skipped, .cancelled: nil
    }
  }

  private static func kind(of run: JobRun) -> FailureCause.Kind? {
    FailureDiagnosis(run, earlier: [], log: nil).cause?.kind
  }
}
