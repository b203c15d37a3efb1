/// When a run may serve as a trial of another size. A trial that is not plainly allowed is refused.
package struct TrialPolicy: Hashable, Sendable {
  /// Largest share of a job's runs that may be trials, the one in question counted; 0...1.
  package var largestShare = 0.10
  /// Most that the trials of a job may cost more than today's size, all in all.
  package var budget = Money(nanodollars: 5_000_000_000)
  /// How many times today's duration a trial may be expected to take.
  package var longestSlowdown = 3.0
  /// Whether runs of protected branches may be trials.
  package var allowsProtectedBranches = false
  /// Whether jobs that release or deploy may be tried.
  package var allowsReleaseJobs = false

  /// The usual bounds.
  package init() {}

  /// Why a trial is refused.
  package enum Refusal: String, Hashable, Sendable, Codable, CaseIterable {
    /// The job releases or deploys.
    case releaseJob = "release-job"
    /// The branch is protected, or nobody knows.
    case protectedBranch = "protected-branch"
    /// The run comes from a fork: its figures are not believed.
    case fork
    /// No other size is admissible: it lacks the memory that the job needs, or breaks another limit.
    case limits
    /// As many runs as allowed were trials.
    case share
    /// The trials cost as much as allowed, or the next one would go beyond.
    case money
    /// The trial would be too slow.
    case slow
    /// No trial is expected to save more than it takes.
    case noGain = "no-gain"
    /// Every size was tried, or cannot be weighed for want of runs, prices or vCPUs.
    case nothingLeft = "nothing-left"
  }

  /// Whether any trial at all may be made on a run; `nil` if it may.
  package func refusal(of situation: TrialSituation) -> Refusal? {
    if situation.traits.contains(.release), !allowsReleaseJobs { return .releaseJob }
    if situation.isFromFork { return .fork }
    if situation.isProtectedBranch ?? true, !allowsProtectedBranches { return .protectedBranch }
    guard largestShare > 0, Double(situation.recentTrials) + 1 <= largestShare * Double(situation.recentRuns)
    else { return .share }
    if situation.spent >= budget { return .money }
    return nil
  }

  /// Whether a trial may be named in advice on a job: not of one that releases unless that is allowed, and not if all its
  /// runs together may cost more than the budget.
  ///
  /// - Parameter savingPerRun: What a run of the trial saves, in dollars.
  func admits(_ savingPerRun: Interval, runs: Int, of traits: Set<JobTrait>) -> Bool {
    if traits.contains(.release), !allowsReleaseJobs { return false }
    return Money(dollars: max(0, -savingPerRun.low) * Double(runs)).map { $0 <= budget } ?? false
  }

  /// Whether one trial keeps within the money and the slowdown; `nil` if it does.
  ///
  /// - Parameters:
  ///   - extraCost: What it is expected to cost more than today's size; less than zero counts as nothing.
  ///     What is too large for an amount of money is refused.
  ///   - slowdown: Its expected duration by today's.
  func refusal(extraCost: Money?, slowdown: Double, in situation: TrialSituation) -> Refusal? {
    guard let extraCost, situation.spent + max(extraCost, .zero) <= budget else { return .money }
    guard slowdown.isFinite, slowdown <= longestSlowdown else { return .slow }
    return nil
  }
}
