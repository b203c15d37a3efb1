extension RunFeatures {
  private static let changeNames: [StaticString] = [
    "commits", "source_lines", "test_lines", "files_added", "files_deleted", "files_modified", "tests_added",
    "tests_deleted", "source_files", "doc_files", "other_files", "team", "recent_commits", "code_lines",
  ]
  private static let team = 11
  private static let codeLines = 13
  private static let testDensity = 14

  /// What the planned run is, and how it differs from the last one.
  static func addPlan(_ plan: PlannedRun, _ trail: RunTrail, to sink: inout some FeatureSink) {
    for (index, name) in changeNames.enumerated() { sink.add(name, SafeLog.ofCount(plan.change[index])) }
    sink.add("test_density", plan.change[testDensity])
    let last = trail.runs.last
    let shape = ChangeShape(plan.change)
    let lastPassed = trail.runs.last { $0.flags.contains(.passed) } ?? last
    sink.add("code_growth", last.map { shape.codeLines - $0.shape.codeLines } ?? .nan)
    sink.add("code_growth_passed", lastPassed.map { shape.codeLines - $0.shape.codeLines } ?? .nan)
    sink.add("density_growth", last.map { shape.testDensity - $0.shape.testDensity } ?? .nan)
    sink.add("team_growth", last.map { shape.team - $0.shape.team } ?? .nan)
    let tests = SafeLog.of(Double(last?.tests ?? .nan))
    sink.add("tests", tests)
    sink.add("tests_ratio", tests - trail.tests.value)
    sink.add("test_share", Double(last?.testShare ?? .nan))
    sink.add("pull_request", plan.isPullRequest ? 1 : 0)
    sink.add("actor", Double(plan.actor % 1024))
    sink.add("default_branch", plan.isDefaultBranch ? 1 : 0)
    sink.add("cpus", SafeLog.of(plan.cpus))
    addTime(plan, trail, to: &sink)
  }

  private static func addTime(_ plan: PlannedRun, _ trail: RunTrail, to sink: inout some FeatureSink) {
    let day = 86_400.0
    let days = (plan.time / day).rounded(.down)
    sink.add("hour", (plan.time - days * day) / 3600)
    // The first day of Unix time was a Thursday.
    let week = days + 4
    sink.add("weekday", week - (week / 7).rounded(.down) * 7)
    let runs = trail.runs
    sink.add("gap", age(of: runs.last?.finished ?? .nan, plan))
    sink.add("gap_5", runs.count >= 5 ? age(of: runs[runs.count - 5].finished, plan) : .nan)
    let ages = runs.map { plan.time - $0.finished }
    sink.add("runs_of_day", SafeLog.ofCount(Double(ages.count { $0 < day })))
    sink.add("runs_of_hour", SafeLog.ofCount(Double(ages.count { $0 < 3600 })))
    let share = { (count: Int) in runs.isEmpty ? Double.nan : Double(count) / Double(runs.count) }
    sink.add("branch_share", share(runs.count { $0.branch == plan.branch }))
    sink.add("pull_request_share", share(runs.count { $0.flags.contains(.pullRequest) }))
    sink.add("actor_share", share(runs.count { $0.actor == plan.actor }))
    sink.add("runs", Double(min(trail.count, 400)))
  }
}
