extension RunFeatures {
  private static let lagNames: [StaticString] = ["lag_1", "lag_2", "lag_3", "lag_4", "lag_5"]
  private static let passedLagNames: [StaticString] = ["passed_1", "passed_2", "passed_3", "passed_4"]
  private static let passedMeanNames: [StaticString] = [
    "passed_mean_2", "passed_mean_5", "passed_mean_12", "passed_mean_30", "passed_mean_100",
  ]
  private static let anyMeanNames: [StaticString] = ["mean_4", "mean_20"]

  /// What the job's runs took lately.
  static func addDurations(_ trail: RunTrail, usual: Double, to sink: inout some FeatureSink) {
    let runs = trail.runs
    let passed = trail.passed
    for (index, name) in lagNames.enumerated() {
      sink.add(name, index < runs.count ? Double(runs[runs.count - 1 - index].level) - usual : .nan)
    }
    for (index, name) in passedLagNames.enumerated() {
      sink.add(name, index < passed.count ? Double(passed[passed.count - 1 - index]) - usual : .nan)
    }
    sink.add("usual", usual)
    sink.add("median_5", RunTrail.median(runs.suffix(5).map(\.level)) - usual)
    sink.add("median_20", RunTrail.median(runs.suffix(20).map(\.level)) - usual)
    sink.add("passed_median_3", RunTrail.median(passed.suffix(3)) - usual)
    sink.add("passed_median_20", RunTrail.median(passed) - usual)
    for (index, name) in passedMeanNames.enumerated() {
      sink.add(name, trail.passedMeans[index].value - usual)
    }
    for (index, name) in anyMeanNames.enumerated() { sink.add(name, trail.anyMeans[index].value - usual) }
    addSpread(passed.suffix(10), usual: usual, to: &sink)
    sink.add("deviation_15", trail.deviationShort.value)
    sink.add("deviation_60", trail.deviationLong.value)
    sink.add("bias", trail.bias.value)
  }

  private static func addSpread(
    _ passed: ArraySlice<Float>, usual: Double, to sink: inout some FeatureSink
  ) {
    let middle = RunTrail.median(passed)
    sink.add("passed_median_10", middle - usual)
    let distances = passed.map { Float(abs(Double($0) - middle)) }
    sink.add("passed_spread", passed.count >= 3 ? RunTrail.median(distances) : .nan)
    let last = passed.suffix(5)
    sink.add("passed_least", last.min().map { Double($0) - usual } ?? .nan)
    sink.add("passed_most", last.max().map { Double($0) - usual } ?? .nan)
    sink.add("passed_slope", passed.count >= 4 ? slope(passed) : .nan)
  }

  /// Slope of the straight line with the least squares, for each step.
  private static func slope(_ values: ArraySlice<Float>) -> Double {
    let count = Double(values.count)
    let middle = (count - 1) / 2
    var sum = 0.0
    for (step, value) in values.enumerated() { sum += (Double(step) - middle) * Double(value) }
    return sum * 12 / (count * (count * count - 1))
  }

  /// What runs took that have something in common with the planned one.
  static func addKinds(
    _ plan: PlannedRun, _ trail: RunTrail, usual: Double, to sink: inout some FeatureSink
  ) {
    let branch = trail.branches[plan.branch]
    sink.add("branch_passed_3", (branch?.passedShort.value ?? .nan) - usual)
    sink.add("branch_passed_13", (branch?.passedLong.value ?? .nan) - usual)
    sink.add("branch_seen", Double(branch?.failedLong.weight ?? 0))
    let event = trail.events[RunTrail.eventKey(plan)]
    sink.add("event_passed_4", (event?.passedShort.value ?? .nan) - usual)
    sink.add("event_passed_12", (event?.passedLong.value ?? .nan) - usual)
    let actor = trail.actors[RunTrail.actorKey(plan)]
    sink.add("actor_passed_4", (actor?.passedShort.value ?? .nan) - usual)
    sink.add("actor_passed_20", (actor?.passedLong.value ?? .nan) - usual)
    let jobs = trail.jobCounts[RunTrail.jobsKey(plan)]
    sink.add("jobs_passed", (jobs?.value ?? .nan) - usual)
    sink.add("jobs_seen", Double(jobs?.weight ?? 0))
    sink.add("jobs_ratio", SafeLog.of(plan.parallelJobs / Double(trail.runs.last?.jobs ?? 1)))
    sink.add("jobs", plan.parallelJobs)
    addBranchRuns(trail.runs.filter { $0.branch == plan.branch }, usual: usual, to: &sink)
  }

  private static func addBranchRuns(
    _ runs: [RunTrail.Entry], usual: Double, to sink: inout some FeatureSink
  ) {
    let passed = runs.filter { $0.flags.contains(.passed) }.map(\.level)
    sink.add("branch_lag_1", runs.last.map { Double($0.level) - usual } ?? .nan)
    sink.add("branch_lag_2", runs.count > 1 ? Double(runs[runs.count - 2].level) - usual : .nan)
    sink.add("branch_passed_1", passed.last.map { Double($0) - usual } ?? .nan)
    sink.add("branch_median_3", RunTrail.median(passed.suffix(3)) - usual)
  }
}
