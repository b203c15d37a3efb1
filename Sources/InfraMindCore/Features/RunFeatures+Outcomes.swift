extension RunFeatures {
  private static let outcomeNames: [StaticString] = [
    "failed_1", "failed_2", "failed_3", "failed_4", "failed_5",
  ]
  private static let rateNames: [StaticString] = ["rate_2", "rate_6", "rate_20", "rate_80"]

  /// How the job's runs ended lately.
  static func addOutcomes(
    _ plan: PlannedRun, _ trail: RunTrail, usual: Double, to sink: inout some FeatureSink
  ) {
    let runs = trail.runs
    for (index, name) in outcomeNames.enumerated() {
      let isPassed = index >= runs.count || runs[runs.count - 1 - index].flags.contains(.passed)
      sink.add(name, isPassed ? 0 : 1)
    }
    for (index, name) in rateNames.enumerated() { sink.add(name, trail.failureRates[index].value) }
    let branch = trail.branches[plan.branch]
    sink.add("branch_rate_3", branch?.failedShort.value ?? .nan)
    sink.add("branch_rate_13", branch?.failedLong.value ?? .nan)
    sink.add("branch_streak", branch.map { Double($0.streak) } ?? .nan)
    sink.add("branch_gap", age(of: branch.map { $0.lastFinished } ?? .nan, plan))
    let event = trail.events[RunTrail.eventKey(plan)]
    sink.add("event_rate_4", event?.failedShort.value ?? .nan)
    sink.add("event_rate_12", event?.failedLong.value ?? .nan)
    sink.add("event_streak", event.map { Double($0.streak) } ?? .nan)
    sink.add("event_gap", age(of: event.map { $0.lastFinished } ?? .nan, plan))
    let actor = trail.actors[RunTrail.actorKey(plan)]
    sink.add("actor_rate_4", actor?.failedShort.value ?? .nan)
    sink.add("actor_rate_20", actor?.failedLong.value ?? .nan)
    sink.add("actor_streak", actor.map { Double($0.streak) } ?? .nan)
    sink.add("streak", Double(trail.streak))
    sink.add("streak_age", age(of: trail.streakBegan, plan))
    sink.add("passed_age", age(of: trail.lastPassed, plan))
    sink.add("failed_level_4", trail.failedShort.value)
    sink.add("failed_level_20", trail.failedLong.value)
    sink.add("broken_share", trail.brokenShare.value)
    let failed = runs.last { !$0.flags.contains(.passed) }
    sink.add("last_failed", failed.map { Double($0.level) - usual } ?? .nan)
    sink.add("last_broken", failed.map { $0.flags.contains(.broken) ? 1 : 0 } ?? .nan)
    sink.add("since_lines", SafeLog.ofCount(Double(trail.brokenChange[0])))
    sink.add("since_test_lines", SafeLog.ofCount(Double(trail.brokenChange[1])))
    sink.add("since_files", SafeLog.ofCount(Double(trail.brokenChange[2])))
  }

  /// Logarithm of the seconds from a time to the planned start.
  static func age(of time: Double, _ plan: PlannedRun) -> Double { SafeLog.ofCount(plan.time - time) }
}
