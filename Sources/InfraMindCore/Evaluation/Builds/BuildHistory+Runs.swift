extension BuildHistory.Build {
  /// What was known of it beforehand.
  package var planned: PlannedRun {
    var plan = PlannedRun(time: started)
    plan.parallelJobs = jobs
    plan.branch = branch.map { UInt32(truncatingIfNeeded: $0 + 1) } ?? 0
    plan.isDefaultBranch = branch == 0
    plan.isPullRequest = isPullRequest ?? false
    plan.actor = isCoreMember.map { $0 ? 2 : 1 } ?? 0
    plan.change = measures
    plan.revision = revision
    return plan
  }

  /// What it taught when it had finished.
  package var finishedRun: FinishedRun {
    var run = FinishedRun(planned, finished: finished, seconds: seconds, outcome: outcome)
    run.tests = testsRun ?? .nan
    run.testShare = testSeconds.map { $0 / seconds } ?? .nan
    return run
  }

  private var outcome: FinishedRun.Outcome {
    switch status {
    case .passed: .passed
    case .failed: .failed
    case .errored: .broken
    }
  }

  /// Builds of the same revision have the same measures; only the team and the files' past may have moved on.
  private var revision: UInt32? {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for (index, value) in measures.enumerated() where index != 11 && index != 12 {
      hash = (hash ^ (value.isNaN ? 0 : value.bitPattern)) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 29
    }
    return measures.contains { !$0.isNaN } ? UInt32(truncatingIfNeeded: hash ^ hash >> 32) : nil
  }
}
