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
  /// Memory that the job needs.
  var envelope: MemoryEnvelope

  /// Describes a run.
  init(
    isProtectedBranch: Bool?, isFromFork: Bool = false, traits: Set<JobTrait> = [], recentRuns: Int,
    recentTrials: Int, spent: Money, envelope: MemoryEnvelope
  ) {
    self.isProtectedBranch = isProtectedBranch
    self.isFromFork = isFromFork
    self.traits = traits
    self.recentRuns = recentRuns
    self.recentTrials = recentTrials
    self.spent = spent
    self.envelope = envelope
  }

  /// Describes a run, with the runs of the job of which its memory is read off.
  ///
  /// - Parameters:
  ///   - runs: Finished runs of the job that may teach, all of equal weight.
  ///   - memory: What the machine of a run had, in bytes, where known.
  package init(
    isProtectedBranch: Bool?, isFromFork: Bool = false, traits: Set<JobTrait> = [], recentRuns: Int,
    recentTrials: Int, spent: Money, memoryOf runs: [JobRun], memory: (JobRun) -> Double?
  ) {
    self.init(
      isProtectedBranch: isProtectedBranch, isFromFork: isFromFork, traits: traits, recentRuns: recentRuns,
      recentTrials: recentTrials, spent: spent,
      envelope: MemoryEnvelope(runs: runs, weights: runs.map { _ in 1 }, memory: memory))
  }
}
