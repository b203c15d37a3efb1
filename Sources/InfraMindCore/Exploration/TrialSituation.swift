/// The run on which a size could be tried, and what was tried before.
package struct TrialSituation: Hashable, Sendable {
  /// Whether the run's branch is protected; `nil` if unknown, which counts as protected.
  package var isProtectedBranch: Bool?
  /// Whether the run comes from a fork.
  package var isFromFork: Bool
  /// What is known of the job from its definition.
  package var traits: Set<JobTrait>
  /// Runs of the job in the window that the bounds are about, the trials among them.
  package var recentRuns: Int
  /// How many of them were trials.
  package var recentTrials: Int
  /// What those trials cost more than today's size would have.
  package var spent: Money

  /// Describes a run.
  package init(
    isProtectedBranch: Bool?, isFromFork: Bool = false, traits: Set<JobTrait> = [], recentRuns: Int,
    recentTrials: Int, spent: Money
  ) {
    self.isProtectedBranch = isProtectedBranch
    self.isFromFork = isFromFork
    self.traits = traits
    self.recentRuns = recentRuns
    self.recentTrials = recentTrials
    self.spent = spent
  }
}
