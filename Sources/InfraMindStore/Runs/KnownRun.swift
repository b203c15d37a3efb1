internal import FoundationEssentials
internal import InfraMindCore

/// What is known of one run of a pipeline, or of part of it, and the job runs that it amounts to.
///
/// A view from inside belongs to the platform's job with the same attempt and machine. Where several have
/// these, the job's id in the pipeline file decides, then the time. A view that belongs to none stands as a
/// run of its own.
struct KnownRun {
  let reference: RunReference
  private(set) var subjects: [SubjectKey: Known] = [:]

  /// What is known of one subject.
  struct Known {
    var subject: JobRunFacts.Subject
    var merged: MergedFacts
    /// The machine and attempt by which views from inside are joined; `nil` while the machine is not known.
    var machine: Machine? {
      switch subject {
      case .run: nil
      case .job: merged.details.runnerName.map { Machine(attempt: merged.details.attempt ?? 1, name: $0) }
      case .joined(let join): Machine(attempt: join.attempt, name: join.runnerName)
      }
    }
  }

  /// What two views of one job have in common.
  struct Machine: Hashable {
    var attempt: Int
    var name: String
  }

  /// A job run, and the view from inside that went into it.
  struct Assembled: Hashable {
    var run: JobRun
    var inside: SubjectKey?
    /// When it took place, as well as that is known.
    var time: Date
  }

  init(_ reference: RunReference) { self.reference = reference }

  /// Adds what is known of a subject from elsewhere, unless it is there already.
  mutating func add(_ known: Known) {
    let key = SubjectKey(known.subject)
    if subjects[key] == nil { subjects[key] = known }
  }

  /// Takes in facts.
  ///
  /// - Returns: Whether anything changed.
  mutating func merge(_ facts: JobRunFacts) -> Bool {
    let key = SubjectKey(facts.subject)
    return subjects[key, default: Known(subject: facts.subject, merged: MergedFacts())].merged.merge(facts)
  }

  // MARK: - Job runs

  /// Job runs that have ended, by the subject under which they are kept.
  func jobRuns() -> [SubjectKey: Assembled] {
    let insides = insidesByHost()
    let absorbed = Set(insides.values)
    var runs: [SubjectKey: Assembled] = [:]
    for (key, known) in subjects {
      switch known.subject {
      case .run: continue
      case .job(let id): runs[key] = assembled(jobID: id, job: known, inside: insides[key])
      case .joined(let join):
        guard !absorbed.contains(key) else { continue }
        runs[key] = assembled(jobID: nil, job: nil, inside: key)
        runs[key]?.run.attempt = join.attempt
        runs[key]?.inside = nil
      }
    }
    return runs
  }

  private func assembled(jobID: String?, job: Known?, inside: SubjectKey?) -> Assembled? {
    let view = inside.flatMap { subjects[$0] }
    let run = JobRunAssembly.jobRun(
      reference, jobID: jobID, run: subjects[.run]?.merged, job: job?.merged, inside: view?.merged)
    guard let run else { return nil }
    let time = run.startedAt ?? run.finishedAt ?? run.queuedAt ?? run.createdAt
    let said = job?.merged.time ?? view?.merged.time
    return Assembled(run: run, inside: inside, time: time ?? said ?? Date(timeIntervalSince1970: 0))
  }

  // MARK: - Joining

  /// For each job its view from inside.
  private func insidesByHost() -> [SubjectKey: SubjectKey] {
    var hosts: [SubjectKey: SubjectKey] = [:]
    for (key, known) in subjects.sorted(by: { $0.key < $1.key }) {
      guard case .joined(let join) = known.subject, let host = host(of: known, join) else { continue }
      guard let rival = hosts[host].flatMap({ subjects[$0] }) else {
        hosts[host] = key
        continue
      }
      if (rival.merged.time ?? .distantPast) < (known.merged.time ?? .distantPast) { hosts[host] = key }
    }
    return hosts
  }

  private func host(of inside: Known, _ join: JobJoin) -> SubjectKey? {
    let candidates = subjects.filter { _, known in
      guard case .job = known.subject, known.machine == inside.machine else { return false }
      return (known.merged.details.job ?? join.job) == join.job && overlap(known, inside)
    }
    let named = candidates.filter { $0.value.merged.details.job == join.job }
    return (named.isEmpty ? candidates : named).min { left, right in
      let (first, second) = (distance(left.value, inside), distance(right.value, inside))
      return first == second ? left.key < right.key : first < second
    }?.key
  }

  /// Seconds between the beginnings of a job and of a view of it, as far as both are known.
  private func distance(_ job: Known, _ inside: Known) -> Double {
    guard let began = inside.merged.details.startedAt, let start = job.merged.details.startedAt else {
      return .infinity
    }
    return abs(began.timeIntervalSince(start))
  }

  /// Whether a view began while the job ran, as far as both tell; clocks may differ by a minute.
  private func overlap(_ job: Known, _ inside: Known) -> Bool {
    guard let start = inside.merged.details.startedAt else { return true }
    let details = job.merged.details
    if let jobStart = details.startedAt, start < jobStart - 60 { return false }
    if let jobEnd = details.finishedAt, start > jobEnd + 60 { return false }
    return true
  }
}
