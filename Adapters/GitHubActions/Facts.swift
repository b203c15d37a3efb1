internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension JobPayload {
  /// How far the job has come; `nil` for a status that nobody documented.
  var stage: FactStage? {
    switch status {
    case "completed": .finished
    case "in_progress": .running
    case "queued": .queued
    case "waiting", "requested", "pending": .planned
    default: conclusion == nil ? nil : .finished
    }
  }

  /// What the payload says of this attempt of the job.
  ///
  /// - Parameters:
  ///   - repository: Whose run it is.
  ///   - awaitsApproval: Whether the job deploys to an environment, so that the time since it was created may be a
  ///     person's.
  /// - Returns: `nil` if it tells no time at all, or nothing of how far the job has come.
  func facts(in repository: RepositoryPayload, awaitsApproval: Bool = false) -> JobRunFacts? {
    guard let stage, let time = time(of: stage) else { return nil }
    var details = JobRunDetails()
    details.name = name
    details.workflow = workflowName
    details.attempt = attempt
    details.headCommit = headCommit
    details.branch = headBranch
    details.visibility = repository.visibility
    details.createdAt = createdAt
    details.runnerLabels = labels
    if stage > .planned, !awaitsApproval { details.queuedAt = createdAt }
    if stage > .queued, conclusion != "skipped" {
      details.startedAt = startedAt
      // The two clocks are not one: a job seems to start before it was made.
      if let queued = details.queuedAt, let startedAt { details.queuedAt = min(queued, startedAt) }
      details.runnerName = runnerName
      details.runnerGroup = runnerGroup
      if !steps.isEmpty { details.steps = steps.map(\.run) }
    }
    if stage == .finished {
      details.finishedAt = completedAt
      details.conclusionWord = conclusion
      details.conclusion = conclusion.flatMap(JobConclusion.init(gitHub:))
    }
    return JobRunFacts(
      run: repository.run(runID), subject: .job(id: id), stage: stage, time: time, details: details)
  }

  private func time(of stage: FactStage) -> Date? {
    switch stage {
    case .planned, .queued: createdAt ?? startedAt
    case .running: startedAt ?? createdAt
    case .finished: completedAt ?? startedAt ?? createdAt
    }
  }
}

extension StepPayload {
  var run: StepRun {
    StepRun(
      name: name, startedAt: startedAt, finishedAt: completedAt,
      conclusion: conclusion.flatMap(JobConclusion.init(gitHub:)))
  }
}

extension RunPayload {
  /// What the payload says of all jobs of the run, in any attempt.
  ///
  /// A run's own times and conclusion are not its jobs', so they are not said; its attempt tells which word is newer.
  ///
  /// - Parameter workflow: The workflow's name, where the run's is empty.
  /// - Returns: `nil` if it tells no time at all.
  func facts(
    in repository: RepositoryPayload, workflow: String? = nil, hashing actors: ActorHashing
  ) -> JobRunFacts? {
    guard let time = updatedAt ?? startedAt ?? createdAt else { return nil }
    var details = JobRunDetails()
    details.pipeline = path
    details.workflow = name ?? workflow
    details.attempt = attempt
    details.event = event
    details.headCommit = headCommit
    details.branch = headBranch
    details.actor = actors.hash(actor, on: .gitHubActions)
    details.isFromFork = isFromFork
    details.visibility = repository.visibility
    return JobRunFacts(run: repository.run(id), subject: .run, stage: stage, time: time, details: details)
  }

  private var stage: FactStage {
    switch status {
    case "completed": .finished
    case "in_progress": .running
    case "queued": .queued
    default: .planned
    }
  }
}

extension JobConclusion {
  /// GitHub's word for how a job, a step or a run ended; `nil` for one that nobody documented.
  ///
  /// A `neutral` job stopped itself without failing, a `stale` one was never reported on again, and one that asks
  /// for action, or could not start, never ran.
  init?(gitHub word: String) {
    switch word {
    case "success": self = .success
    case "failure": self = .failure
    case "cancelled", "neutral": self = .cancelled
    case "timed_out": self = .timedOut
    case "skipped", "action_required": self = .skipped
    case "stale", "startup_failure": self = .infrastructureFailure
    default: return nil
    }
  }
}
