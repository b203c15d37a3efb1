internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension WorkflowPayload {
  /// What is known of all jobs of the workflow.
  ///
  /// - Parameter file: Their config; `nil` if it may be one that a setup config goes on with, and so is unknown.
  func facts(
    in run: RunReference, of pipeline: PipelinePayload, file: String?, stage: FactStage, at time: Date,
    hashing actors: ActorHashing
  ) -> JobRunFacts {
    var details = JobRunDetails()
    details.pipeline = file
    details.workflow = name
    details.headCommit = pipeline.revision
    details.branch = pipeline.branch
    details.event = pipeline.event
    details.actor = actors.hash(pipeline.actor, on: .circleCI)
    details.isFromFork = pipeline.isFromFork
    return JobRunFacts(run: run, subject: .run, stage: stage, time: time, details: details)
  }
}

extension JobPayload {
  /// How far the job has come; `nil` for a status that nobody documented and no end.
  var stage: FactStage? {
    switch status {
    case "success", "failed", "canceled", "unauthorized", "not_run", "infrastructure_fail", "timedout",
      "retried", "terminated-unknown", "error":
      .finished
    case "running": .running
    case "queued", "not_running": .queued
    case "blocked", "on_hold": .planned
    default: stoppedAt == nil ? nil : .finished
    }
  }

  /// Whether it took a machine.
  var ran: Bool { startedAt != nil && conclusion != .skipped && (type ?? "build") == "build" }

  private var conclusion: JobConclusion? { status.flatMap(JobConclusion.init(circleCI:)) }

  /// What the payload says of the job.
  ///
  /// - Parameters:
  ///   - id: The job's, which its own answer does not tell.
  ///   - stage: How far it has come; `nil` goes by its status.
  ///   - time: When that was, if the job has no time of its own.
  /// - Returns: `nil` if there is no time at all, or nothing is known of how far the job has come.
  func facts(
    in run: RunReference, id: String, workflow: String?, stage known: FactStage? = nil, at time: Date?
  ) -> JobRunFacts? {
    guard let stage = known ?? stage, let time = ownTime(at: stage) ?? time else { return nil }
    var details = JobRunDetails()
    details.name = name
    details.workflow = workflow
    details.createdAt = createdAt
    if stage > .planned, conclusion != .skipped {
      details.queuedAt = queuedAt.flatMap { queued in
        startedAt.map { queued <= $0 } ?? true ? queued : nil
      }
    }
    if stage > .queued, conclusion != .skipped { details.startedAt = startedAt }
    if stage == .finished {
      if conclusion != .skipped { details.finishedAt = stoppedAt }
      details.conclusion = conclusion
      details.conclusionWord = status
    }
    details.setMachine(executor: executor, resourceClass: resourceClass)
    return JobRunFacts(run: run, subject: .job(id: id), stage: stage, time: time, details: details)
  }

  private func ownTime(at stage: FactStage) -> Date? {
    switch stage {
    case .planned: createdAt
    case .queued: queuedAt ?? createdAt
    case .running: startedAt ?? queuedAt ?? createdAt
    case .finished: stoppedAt
    }
  }
}

extension JobRunDetails {
  /// States the machine of a class, with its size if the catalogue has it.
  ///
  /// - Parameter executor: Its kind, in a word of the API or of the usage export.
  mutating func setMachine(executor: String?, resourceClass: String?) {
    guard let resourceClass,
      let labels = MachineLabels.labels(executor.flatMap(ExecutorKind.init(word:)), resourceClass)
    else { return }
    runnerLabels = labels
    guard case .known(let machine) = CircleCI.hostedMachines.runner(for: labels, visibility: nil) else {
      return
    }
    cpus = machine.cpus
    memory = machine.memory
  }
}

extension ExecutorKind {
  /// The kind that a word of the API or of the usage export means, in any case.
  init?(word: String) {
    switch word.lowercased() {
    case "docker": self = .docker
    case "machine", "windows", "vm": self = .machine
    case "macos", "mac": self = .macos
    default: return nil
    }
  }
}

extension JobConclusion {
  /// CircleCI's word for how a job ended; `nil` for one that nobody documented.
  ///
  /// An `unauthorized` job might not use a context, and so never ran. A `retried` one was replaced, and how
  /// it ended the word does not say.
  init?(circleCI word: String) {
    switch word {
    case "success": self = .success
    case "failed": self = .failure
    case "canceled": self = .cancelled
    case "timedout": self = .timedOut
    case "not_run", "unauthorized": self = .skipped
    case "infrastructure_fail", "terminated-unknown": self = .infrastructureFailure
    default: return nil
    }
  }
}
