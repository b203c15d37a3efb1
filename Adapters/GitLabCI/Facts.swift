internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension JobPayload {
  /// How far the job has come.
  var stage: FactStage { FactStage(gitLab: status) }

  /// When the job ended; of one that ended without a time, when its duration was over.
  var end: Date? {
    guard stage == .finished else { return nil }
    guard finishedAt == nil, let startedAt, let duration else { return finishedAt }
    return startedAt.addingTimeInterval(duration)
  }

  /// What the payload says of this attempt of the job.
  ///
  /// - Returns: `nil` if it tells no time at all.
  func facts(in project: ProjectPayload, hashing actors: ActorHashing) -> JobRunFacts? {
    guard let time = time else { return nil }
    var details = JobRunDetails()
    details.pipeline = project.pipelineFile(startedBy: event)
    details.name = name
    details.attempt = attempt
    details.headCommit = headCommit
    details.branch = Self.branch(ref, isTag: isTag)
    details.event = event
    details.actor = actors.hash(user, on: .gitLabCI)
    details.visibility = project.visibility
    details.createdAt = createdAt
    if stage > .queued, let startedAt {
      details.startedAt = startedAt
      details.queuedAt = queuedDuration.map { startedAt.addingTimeInterval(-$0) }
      details.runnerName = runner
      details.runnerLabels = labels
    }
    if stage == .finished {
      details.finishedAt = end
      details.conclusion = conclusion
      details.conclusionWord = status == "failed" ? failureReason ?? status : status
    }
    return JobRunFacts(
      run: project.run(pipeline), subject: .job(id: id), stage: stage, time: time, details: details)
  }

  private var time: Date? {
    switch stage {
    case .planned, .queued: createdAt ?? startedAt
    case .running: startedAt ?? createdAt
    case .finished: end ?? startedAt ?? createdAt
    }
  }

  /// The tags that the job asked for; where nobody tells them or there are none, that of the hosted machine whose name
  /// says which it is. All tags of a machine are not the job's.
  private var labels: [String]? {
    if let tags, !tags.isEmpty { return tags }
    let parts = (runner ?? "").lowercased().split { $0 == "." || $0 == "/" }.map(String.init)
    let hosted = parts.filter { part in
      guard GitLabCI.isHosted(part) else { return false }
      return GitLabCI.hostedRunners.runner(for: [part], visibility: nil) != .unknown
    }
    return hosted.count == 1 ? hosted : nil
  }

  /// A tag is no branch, and neither is a merge request.
  static func branch(_ ref: String?, isTag: Bool) -> String? {
    isTag || ref?.hasPrefix("refs/") == true ? nil : ref
  }

  private var conclusion: JobConclusion? {
    switch status {
    case "success": .success
    case "canceled": .cancelled
    case "skipped": .skipped
    case "failed": JobConclusion(failedFor: failureReason ?? "")
    default: nil
    }
  }
}

extension PipelinePayload {
  /// Whether all of its jobs have ended.
  var isOver: Bool { ["success", "failed", "canceled"].contains(status ?? "") }

  /// What the payload says of all jobs of the pipeline.
  ///
  /// A pipeline's own times and status are not its jobs', so they are not said.
  ///
  /// - Returns: `nil` if it tells no time at all.
  func facts(in project: ProjectPayload) -> JobRunFacts? {
    guard let time = finishedAt ?? updatedAt ?? createdAt else { return nil }
    var details = JobRunDetails()
    details.pipeline = project.pipelineFile(startedBy: event)
    details.event = event
    details.headCommit = headCommit
    details.branch = JobPayload.branch(ref, isTag: isTag)
    details.visibility = project.visibility
    return JobRunFacts(
      run: project.run(id), subject: .run, stage: FactStage(gitLab: status ?? ""), time: time,
      details: details)
  }
}

extension FactStage {
  /// The stage of a job or pipeline by its status. Manual and delayed ones wait for something else than a machine, and
  /// so does what nobody documented.
  init(gitLab status: String) {
    switch status {
    case "pending": self = .queued
    case "running", "canceling": self = .running
    case "success", "failed", "canceled", "skipped": self = .finished
    default: self = .planned
    }
  }
}

extension JobConclusion {
  /// What a failed job ended by. Reasons that nobody documented are failures of the job, but for those that begin with
  /// `runner_`.
  init(failedFor reason: String) {
    switch reason {
    case "job_execution_timeout": self = .timedOut
    case "job_canceled": self = .cancelled
    // No machine took it, or the platform would not let one.
    case "stuck_or_timeout_failure", "ci_quota_exceeded": self = .infrastructureFailure
    case "image_pull_failure", "scheduler_failure", "data_integrity_failure": self = .infrastructureFailure
    default: self = reason.hasPrefix("runner_") ? .infrastructureFailure : .failure
    }
  }
}
