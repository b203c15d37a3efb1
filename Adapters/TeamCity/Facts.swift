internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension BuildPayload {
  /// Which run it is: every build is one of its own. `nil` if its server or its project is not told.
  var reference: RunReference? { source.flatMap { reference(on: $0) } }

  func reference(on source: String) -> RunReference? {
    project.map { RunReference(platform: .teamCity, source: source, repository: $0, run: id) }
  }

  /// How far it has come.
  var stage: FactStage {
    switch state {
    case "finished", "deleted": .finished
    case "running": .running
    case "queued": .queued
    default: startDate == nil ? .queued : .running
    }
  }

  /// What is known of the build, and of the jobs that it is the head of.
  ///
  /// - Parameter size: That of its machine.
  func facts(in run: RunReference, size: AgentSize? = nil, hashing actors: ActorHashing) -> [JobRunFacts] {
    let time = [queuedDate, startDate, finishDate].compactMap(\.self).max() ?? .distantPast
    var details = JobRunDetails()
    details.headCommit = commit
    details.branch = branch
    details.event = trigger
    details.chain = chain
    if BranchName.isOfPullRequest(branch) { details.isFromFork = true }
    details.actor = actors.hash(user, on: .teamCity)
    details.workflow = pipelineRun?.pipeline
    let whole = JobRunFacts(run: run, subject: .run, stage: stage, time: time, details: details)
    guard !isComposite, pipelineRun == nil else { return [whole] + named(at: time, in: run) }
    guard name != nil else { return [whole] }
    return [whole, job(at: time, in: run, size)]
  }

  private func job(at time: Date, in run: RunReference, _ size: AgentSize?) -> JobRunFacts {
    var details = JobRunDetails()
    details.name = name
    details.createdAt = queuedDate
    details.runnerLabels = agent.flatMap { HostedAgents.label(of: $0.name) }.map { [$0] }
    let hasRun = stage >= .running && agent != nil && !hasFailedToStart
    if stage == .queued || hasRun {
      details.queuedAt = readyDate.flatMap { ready in startDate.map { ready <= $0 } ?? true ? ready : nil }
    }
    if hasRun {
      details.startedAt = startDate
      details.runnerName = agent?.name
      details.runnerGroup = agent?.pool
      details.cpus = size?.cpus
      details.memory = size?.memory
    }
    if stage == .finished {
      if hasRun {
        details.finishedAt = end
        details.steps = steps
      }
      details.conclusion = conclusion
      details.conclusionWord = hasFailedToStart ? "failedToStart" : isCancelled ? "canceled" : status
    }
    return JobRunFacts(run: run, subject: .job(id: id), stage: stage, time: time, details: details)
  }

  /// What the head of a pipeline tells of its jobs: their keys in the file, and their names there.
  ///
  /// A job that was not run again is a build which ended before the head was queued: it was told of with its own head.
  private func named(at time: Date, in run: RunReference) -> [JobRunFacts] {
    guard let pipelineRun else { return [] }
    return pipelineRun.jobs.flatMap { job -> [JobRunFacts] in
      if let end = job.finishDate, let queuedDate, end < queuedDate { return [] }
      let own = RunReference(
        platform: .teamCity, source: run.source, repository: job.project ?? run.repository, run: job.build)
      var details = JobRunDetails()
      details.pipeline = Self.pipelineFile
      details.workflow = pipelineRun.pipeline
      details.chain = run.run
      details.job = job.id
      details.name = job.name
      let stage: FactStage = stage == .finished ? .finished : .planned
      return [JobRunFacts(run: own, subject: .job(id: job.build), stage: stage, time: time, details: details)]
    }
  }

  /// Where the YAML of a pipeline is that is kept in its repository.
  private static let pipelineFile = ".teamcity.yml"

  // MARK: - The end

  /// When it left its machine.
  private var end: Date? {
    guard let end = leftDate ?? finishDate else { return nil }
    return startDate.map { $0 <= end } ?? false ? end : nil
  }

  /// How it ended; `nil` while that is not settled.
  private var conclusion: JobConclusion? {
    if hasFailedToStart { return .skipped }
    if isCancelled { return .cancelled }
    switch status {
    case "SUCCESS": return .success
    case "ERROR": return .infrastructureFailure
    case "FAILURE":
      if problems.contains("TC_EXECUTION_TIMEOUT") { return .timedOut }
      return problems.contains("TC_OOME") ? .outOfMemory : .failure
    default: return nil
    }
  }

  /// Whether it ended and nobody knows how: then the server will tell in a moment.
  var isSettling: Bool { stage == .finished && !isComposite && pipelineRun == nil && conclusion == nil }

  /// The stages of the build, of which only their lengths are told. They follow one another, so they are laid out from the
  /// start on; what they leave is at the end.
  private var steps: [StepRun]? {
    guard var place = startDate, let end, !statistics.stages.isEmpty else { return nil }
    return statistics.stages.map { stage in
      let start = place
      place = min(place.addingTimeInterval(stage.milliseconds / 1000), end)
      return StepRun(name: stage.name, startedAt: start, finishedAt: place, conclusion: nil)
    }
  }
}

/// JetBrains' hosted agents.
enum HostedAgents {
  /// The name that a pipeline asks for, of an agent's, which has a number behind it: `Ubuntu-22.04-Large` of
  /// `Ubuntu-22.04-Large-9f2`; `nil` for agents of one's own.
  static func label(of agent: String) -> String? {
    var name = agent.prefix(100)
    while true {
      if case .known(let runner) = TeamCityRunnerCatalog.standard.runner(for: [String(name)], visibility: nil),
        runner.family.vendor == "jetbrains"
      {
        return String(name)
      }
      guard let dash = name.lastIndex(of: "-") else { return nil }
      name = name[..<dash]
    }
  }
}
