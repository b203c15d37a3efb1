internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension BuildPayload {
  /// What is known of the build and of its stages.
  func facts(
    of repository: RepositoryPayload, on source: String, hashing actors: ActorHashing
  ) -> [JobRunFacts] {
    let run = RunReference(
      platform: .drone, source: source, repository: repository.slug, run: "\(number)")
    let ends = Dictionary(stages.map { ($0.name, $0.finishedAt) }) { left, right in
      left.flatMap { left in right.map { max(left, $0) } }
    }
    return [whole(run, of: repository, hashing: actors)]
      + stages.compactMap { $0.facts(in: run, of: repository, ends: ends) }
  }

  private func whole(
    _ run: RunReference, of repository: RepositoryPayload, hashing actors: ActorHashing
  ) -> JobRunFacts {
    var details = JobRunDetails()
    if repository.id == nil { details.pipeline = repository.file }
    details.headCommit = commit
    details.branch = branch
    details.event = event
    details.actor = actors.hash(author, on: .drone)
    details.isFromFork = isFromFork
    details.visibility = repository.visibility
    let stage = StageState(state ?? "").stage ?? .planned
    let time = [createdAt, startedAt, finishedAt].compactMap(\.self).max() ?? .distantPast
    return JobRunFacts(run: run, subject: .run, stage: stage, time: time, details: details)
  }
}

/// How far a stage has come, by the platform's word.
struct StageState {
  private let word: String

  init(_ word: String) { self.word = word }

  /// `nil` for a word that neither platform has.
  var stage: FactStage? {
    switch word {
    case "waiting_on_dependencies", "blocked", "created": .planned
    case "pending": .queued
    case "running": .running
    case "success", "failure", "error", "killed", "canceled", "skipped", "declined": .finished
    default: nil
    }
  }

  /// How it ended, by the word alone.
  var conclusion: JobConclusion? {
    switch word {
    case "success": .success
    case "failure": .failure
    case "killed", "canceled": .cancelled
    case "skipped", "declined": .skipped
    case "error": .infrastructureFailure
    default: nil
    }
  }
}

extension StagePayload {
  /// Exit code of a process that was killed, in practice for want of memory.
  private static let killed = 137

  /// What is known of the stage.
  ///
  /// - Parameters:
  ///   - ends: When the build's stages ended, by their names.
  /// - Returns: `nil` for a state that neither platform has.
  func facts(
    in run: RunReference, of repository: RepositoryPayload, ends: [String: Date?]
  ) -> JobRunFacts? {
    guard let stage = StageState(state).stage else { return nil }
    let conclusion = conclusion(of: repository)
    // Stages that were skipped have been given times, too: those at which that was decided.
    let hasRun = stage >= .running && conclusion != .skipped && startedAt != nil
    var details = JobRunDetails()
    details.pipeline = isOfWoodpecker ? Self.file(of: name, in: repository) : nil
    details.name = name
    details.job = name
    details.matrix = matrix
    details.createdAt = createdAt
    details.runnerLabels = labels
    if stage == .queued || hasRun { details.queuedAt = queuedAt(ends) }
    if hasRun {
      details.startedAt = startedAt
      details.runnerName = machine
      details.runnerGroup = group
      let told = steps.filter { !$0.isDetached }.map(\.run)
      details.steps = told.isEmpty ? nil : told
    }
    if stage == .finished {
      if hasRun { details.finishedAt = end }
      details.conclusion = conclusion
      details.conclusionWord = state
    }
    return JobRunFacts(
      run: run, subject: .job(id: "\(number)"), stage: stage, time: time(at: stage), details: details)
  }

  /// When it ended; `nil` for an end before the start, which clocks of two machines may give.
  private var end: Date? {
    guard let startedAt, let finishedAt, finishedAt >= startedAt else { return nil }
    return finishedAt
  }

  /// When all that it waited for was done; `nil` if the end of one of these is not known.
  private func queuedAt(_ ends: [String: Date?]) -> Date? {
    guard var ready = readyAt else { return nil }
    for need in needs {
      guard let end = ends[need] ?? nil else { return nil }
      ready = max(ready, end)
    }
    if let startedAt, ready > startedAt { return nil }
    return ready
  }

  /// Steps change while a stage runs: the latest of all times is when that was so.
  private func time(at stage: FactStage) -> Date {
    let own = [createdAt, startedAt, stage == .finished ? finishedAt : nil]
    let ofSteps = stage >= .running ? steps.flatMap { [$0.startedAt, $0.finishedAt] } : []
    return (own + ofSteps).compactMap(\.self).max() ?? .distantPast
  }

  /// How it ended: neither platform has words for a lack of time or of memory.
  private func conclusion(of repository: RepositoryPayload) -> JobConclusion? {
    let conclusion = StageState(state).conclusion
    switch conclusion {
    case .failure where steps.contains { $0.exitCode == Self.killed && $0.state == "failure" }:
      return .outOfMemory
    case .cancelled, .infrastructureFailure:
      guard let timeout = repository.timeout, timeout > 0, let startedAt, let end,
        end.timeIntervalSince(startedAt) >= timeout * 60
      else { return conclusion }
      return .timedOut
    default: return conclusion
    }
  }

  /// The file of a workflow. The API tells its name only; of the two endings the one that Woodpecker looks for first is
  /// taken.
  static func file(of workflow: String, in repository: RepositoryPayload) -> String {
    if let file = repository.file.flatMap(RepositoryPath.normalised) {
      if Workflow.name(of: file) == workflow, file.hasSuffix(".yml") || file.hasSuffix(".yaml") {
        return file
      }
      if !file.hasSuffix(".yml"), !file.hasSuffix(".yaml") { return "\(file)/\(workflow).yaml" }
    }
    return workflow == "woodpecker" ? ".woodpecker.yaml" : ".woodpecker/\(workflow).yaml"
  }
}

extension StepPayload {
  /// As part of a job run; without times if it was skipped.
  var run: StepRun {
    let conclusion = state.flatMap { StageState($0).conclusion }
    let isSkipped = conclusion == .skipped
    return StepRun(
      name: name, startedAt: isSkipped ? nil : startedAt, finishedAt: isSkipped ? nil : finishedAt,
      conclusion: conclusion)
  }
}
