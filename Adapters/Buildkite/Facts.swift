internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension BuildPayload {
  /// Which run it is: of the repository that its pipeline builds, or of the pipeline where that is not told.
  func reference(_ pipeline: PipelinePayload, on source: String) -> RunReference {
    RunReference(
      platform: .buildkite, source: source,
      repository: pipeline.repository ?? "\(place.organization)/\(place.pipeline)", run: id)
  }

  /// What is known of all jobs of the build.
  ///
  /// The pipeline's slug stands for the workflow: one repository may have several pipelines with jobs of one
  /// name.
  ///
  /// - Returns: `nil` if it tells no time at all.
  func facts(
    in run: RunReference, _ pipeline: PipelinePayload, file: String? = nil, hashing actors: ActorHashing
  ) -> JobRunFacts? {
    guard let time = [createdAt, startedAt, finishedAt].compactMap(\.self).max() else { return nil }
    var details = JobRunDetails()
    details.pipeline = file ?? pipeline.file
    details.workflow = place.pipeline
    details.headCommit = commit
    details.branch = branch
    details.event = source
    details.actor = actors.hash(creator, on: .buildkite)
    details.isFromFork = isFromFork(of: pipeline.repository)
    details.visibility = pipeline.visibility
    return JobRunFacts(run: run, subject: .run, stage: stage, time: time, details: details)
  }

  /// What is left to ask about a build that ended.
  func question(about run: RunReference) -> FollowUp {
    FollowUp(
      run: run, question: "jobs",
      parameters: [
        "organization": place.organization, "pipeline": place.pipeline, "number": place.number,
      ], delay: .seconds(30))
  }

  private var stage: FactStage {
    switch state {
    case "passed", "failed", "canceled", "skipped", "not_run", "finished": isBlocked ? .running : .finished
    case "running", "started", "failing", "canceling", "blocked": .running
    case "scheduled": .queued
    default: .planned
    }
  }

  private func isFromFork(of own: String?) -> Bool? {
    guard isPullRequest else { return false }
    guard let own, let other = pullRequestRepository.flatMap(GitAddress.repository) else { return nil }
    return own.lowercased() != other.lowercased()
  }
}

extension JobPayload {
  /// How far the job has come; `nil` for a state that nobody documented.
  ///
  /// - SeeAlso: Buildkite Docs, "Job states".
  var stage: FactStage? {
    switch state {
    case "pending", "waiting", "waiting_failed", "blocked", "blocked_failed", "unblocked", "unblocked_failed",
      "limiting", "limited", "platform_limiting", "platform_limited":
      .planned
    case "scheduled", "reserved", "assigned", "accepted": .queued
    case "running", "canceling", "timing_out": .running
    case "passed", "failed", "finished", "canceled", "timed_out", "skipped", "broken", "expired": .finished
    default: nil
    }
  }

  /// What the payload says of this attempt of the job.
  ///
  /// - Parameters:
  ///   - time: When that was, if the job has no time of its own.
  ///   - shape: The size of its machine, where its queue tells that.
  /// - Returns: `nil` if nothing names it, or nothing is known of how far it has come.
  func facts(in run: RunReference, at time: Date, shape: QueueShape? = nil) -> JobRunFacts? {
    guard let stage, let name = reportedName else { return nil }
    var details = JobRunDetails()
    details.name = name
    details.job = stepKey
    details.matrix = matrix
    details.attempt = attempt
    details.createdAt = createdAt
    details.runnerLabels = labels
    let conclusion = stage == .finished ? self.conclusion : nil
    if stage > .planned, conclusion != .skipped {
      details.queuedAt = runnableAt.flatMap { ready in startedAt.map { ready <= $0 } ?? true ? ready : nil }
    }
    if stage > .queued, conclusion != .skipped {
      details.startedAt = startedAt
      details.runnerName = agentName
      details.runnerGroup = agentQueue
      details.cpus = shape?.cpus
      details.memory = shape?.memory
    }
    if stage == .finished {
      if conclusion != .skipped { details.finishedAt = finishedAt }
      details.conclusion = conclusion
      details.conclusionWord = isSoftFailed && conclusion == .failure ? "soft_failed" : state
    }
    return JobRunFacts(
      run: run, subject: .job(id: id), stage: stage, time: ownTime(at: stage) ?? time, details: details)
  }

  private func ownTime(at stage: FactStage) -> Date? {
    switch stage {
    case .planned: createdAt
    case .queued: runnableAt ?? createdAt
    case .running: startedAt ?? runnableAt ?? createdAt
    case .finished: finishedAt ?? expiredAt ?? startedAt ?? createdAt
    }
  }

  /// The label; of a step without one its key, else its command: as the reading of files names it, to which
  /// it is joined.
  private var reportedName: String? {
    [name?.firstLine, stepKey, command?.firstLine].compactMap(\.self).first { !$0.isEmpty }
  }

  private var attempt: Int? {
    guard let retries, (0...1000).contains(retries) else { return isRetry ? 2 : nil }
    return max(retries + 1, isRetry ? 2 : 1)
  }

  /// The tags that it asked for; where it asked for none, the queue that it came to.
  private var labels: [String] {
    let rules = agentRules.filter { $0 != "*" }
    return rules.isEmpty ? agentQueue.map { ["queue=\($0)"] } ?? [] : rules
  }

  private var agentQueue: String? {
    agentTags.lazy.filter { $0.hasPrefix("queue=") }.map { String($0.dropFirst("queue=".count)) }.first
  }

  /// How it ended.
  ///
  /// The agent killed its command with a reason, or was lost (−1), or the kernel did: 137 without a reason is
  /// SIGKILL from somewhere else, which in practice is the kernel's want of memory.
  private var conclusion: JobConclusion? {
    switch state {
    case "passed": return .success
    case "finished" where exitStatus == 0: return .success
    case "canceled": return .cancelled
    case "timed_out": return .timedOut
    case "skipped", "broken", "expired": return .skipped
    case "failed", "finished":
      switch signalReason {
      case "cancel": return .cancelled
      case "agent_stop", "agent_refused", "process_run_error", "signature_rejected":
        return .infrastructureFailure
      default: break
      }
      switch exitStatus {
      case -1: return .infrastructureFailure
      case 137: return .outOfMemory
      default: return .failure
      }
    default: return nil
    }
  }
}
