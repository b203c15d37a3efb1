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
    /// As many runs as allowed were trials.
    case share
    /// The trials cost as much as allowed, or the next one would go beyond.
    case money
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

  /// Whether a job may be tried: not one that releases unless that is allowed, and not if the runs together may cost more
  /// than is left of the budget.
  ///
  /// - Parameters:
  ///   - savingPerRun: What a run of the trial saves, in dollars.
  ///   - spent: What trials before it cost more than today's size would have.
  func admits(
    _ savingPerRun: Interval, runs: Int, of traits: Set<JobTrait>, spent: Money = .zero
  ) -> Bool {
    if traits.contains(.release), !allowsReleaseJobs { return false }
    let most = Money(dollars: max(0, -savingPerRun.low) * Double(runs))
    return most.map { spent + $0 <= budget } ?? false
  }
}
