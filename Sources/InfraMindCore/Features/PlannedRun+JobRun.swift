internal import FoundationEssentials

extension PlannedRun {
  /// What is known of a job's run before it starts.
  ///
  /// - Returns: `nil` for a run of a fork, of which nothing is predicted and from which nothing is learned, and for
  ///   one whose start is not known.
  package init?(_ run: JobRun, defaultBranch: String?) {
    guard !run.isFromFork, let start = run.startedAt ?? run.queuedAt ?? run.createdAt else { return nil }
    self.init(time: start.timeIntervalSince1970)
    branch = run.branch.map(Self.hash) ?? 0
    isDefaultBranch = run.branch != nil && run.branch == defaultBranch
    isPullRequest = Self.pullRequestEvents.contains(run.event ?? "")
    actor = run.actor.map { Self.hash($0.rawValue) } ?? 0
    revision = run.headCommit.map(Self.hash)
    cpus = run.cpus ?? .nan
    if let size = run.change { take(size) }
  }

  /// Takes over what a commit changes; what is not known of it stays unknown.
  package mutating func take(_ size: ChangeSize) {
    change = Array(repeating: .nan, count: Self.changeNames.count)
    if size.additions != nil || size.deletions != nil {
      let lines = Double(size.additions ?? 0) + Double(size.deletions ?? 0)
      // Those of tests are told apart where they are known.
      change[1] = max(0, lines - Double(size.testLines ?? 0))
    }
    if let lines = size.testLines { change[2] = Double(lines) }
    if let files = size.files { change[5] = Double(files) }
    if let files = size.sourceFiles { change[8] = Double(files) }
    if let files = size.documentFiles { change[9] = Double(files) }
    if let files = size.files, let source = size.sourceFiles, let documents = size.documentFiles {
      change[10] = max(0, Double(files) - Double(source) - Double(documents) - Double(size.testFiles ?? 0))
    }
  }

  /// The platforms' words for a run that a pull request or merge request started.
  private static let pullRequestEvents: Set<String> = [
    "pull_request", "pull_request_target", "merge_request_event", "pull-request", "pullrequest",
  ]

  private static func hash(_ text: String) -> UInt32 { UInt32(truncatingIfNeeded: stableHash(text)) }
}

extension FinishedRun {
  /// What a job's run teaches.
  ///
  /// - Returns: `nil` for runs that teach nothing or that must not: those of forks, whose authors could steer
  ///   predictions for others; those that somebody stopped; those that did not run; those without a duration.
  package init?(_ run: JobRun, defaultBranch: String?) {
    guard let planned = PlannedRun(run, defaultBranch: defaultBranch),
      let outcome = Outcome(run.conclusion),
      let seconds = run.duration.map({ $0 / .seconds(1) }), seconds > 0, let end = run.finishedAt
    else { return nil }
    self.init(planned, finished: end.timeIntervalSince1970, seconds: seconds, outcome: outcome)
    caches = CacheUse(run.cacheEvents)
    tools = run.steps.isEmpty ? nil : StepTools(naming: run.steps.map(\.name))
  }
}

extension FinishedRun.Outcome {
  fileprivate init?(_ conclusion: JobConclusion) {
    switch conclusion {
    case .success: self = .passed
    case .failure, .timedOut, .outOfMemory: self = .failed
    case .infrastructureFailure: self = .broken
    case .cancelled, .skipped: return nil
    }
  }
}
