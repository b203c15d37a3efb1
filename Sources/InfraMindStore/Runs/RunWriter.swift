internal import FoundationEssentials
internal import InfraMindCore

/// Gathers the rows that facts of several runs change, and writes them, one statement for all rows of a kind.
struct RunWriter {
  let connection: any SQLConnection
  let now: Date
  private(set) var changedRuns = 0
  private var facts: [[SQLValue]] = []
  private var jobs: [[SQLValue]] = []
  private var laneKeys: Set<[SQLValue]> = []
  private var goneRuns: [[SQLValue]] = []
  private var runs: [[SQLValue]] = []

  init(connection: any SQLConnection, now: Date) {
    self.connection = connection
    self.now = now
  }

  /// Notes what changes from what was kept of a run to what is known now.
  mutating func write(_ new: KnownRun, replacing old: KeptRun, touched: Set<SubjectKey>, key: RunKey) throws {
    let before = old.known.jobRuns()
    let after = new.jobRuns()
    let absorbed = Set(after.values.compactMap(\.inside))
    for (subject, known) in new.subjects.sorted(by: { $0.key < $1.key }) {
      let place = after[subject].map { JobLane($0.run).place(at: $0.time) }
      let isRunChanged = before[subject] != after[subject] || old.places[subject] != place
      let isOpen = subject != .run && place == nil && !absorbed.contains(subject)
      guard isRunChanged || touched.contains(subject) else { continue }
      facts.append(key.values + factsValues(subject, known, place, isOpen))
      guard isRunChanged else { continue }
      if let former = old.places[subject], former != place {
        goneRuns.append(
          key.repository.values + [
            .integer(former.lane), .integer(former.at), .text(key.run), .text(subject.text),
          ])
      }
      guard let assembled = after[subject], let place else { continue }
      changedRuns += 1
      add(JobLane(assembled.run), of: key.repository)
      runs.append(key.repository.values + JobRunColumns.values(assembled, subject, place, run: key.run))
    }
  }

  private mutating func add(_ lane: JobLane, of repository: RepositoryKey) {
    let values = repository.values + [.integer(lane.number)]
    guard laneKeys.insert(values).inserted else { return }
    jobs.append(values + lane.values + [.time(now)])
  }

  private func factsValues(
    _ subject: SubjectKey, _ known: KnownRun.Known, _ place: RunPlace?, _ isOpen: Bool
  ) -> [SQLValue] {
    let document = FactsDocument(subject: known.subject, merged: known.merged)
    return [
      .text(subject.text), .integer(known.machine?.attempt), .text(known.machine?.name),
      .time(known.merged.time ?? now), place.map { .integer($0.lane) } ?? .null,
      place.map { .integer($0.at) } ?? .null, .integer(isOpen ? 1 : 0), .text(document.text),
      .text(document.steps),
      .text(document.cacheEvents),
    ]
  }

  /// Writes all that was noted.
  func finish() throws {
    try connection.run(Self.upsertFacts, forEach: facts)
    try connection.run(Self.upsertJob, forEach: jobs.sorted { Self.precedes($0, $1) })
    try connection.run(
      "DELETE FROM job_runs WHERE org = ? AND repo = ? AND lane = ? AND at = ? AND run = ? AND subject = ?",
      forEach: goneRuns)
    try connection.run(JobRunColumns.upsert, forEach: runs)
  }

  /// In one order for all writers, so that none waits for one that waits for it.
  private static func precedes(_ left: [SQLValue], _ right: [SQLValue]) -> Bool {
    for case (.text(let one), .text(let other)) in zip(left, right) where one != other { return one < other }
    guard case (.integer(let one), .integer(let other)) = (left[2], right[2]) else { return false }
    return one < other
  }

  private static let upsertFacts = """
    INSERT INTO facts (org, repo, run, platform, source, subject, attempt, runner, at, lane, run_at, is_open, document,
      steps, cache_events) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (org, repo, run, platform, source, subject) DO UPDATE SET attempt = excluded.attempt,
      runner = excluded.runner, at = excluded.at, lane = excluded.lane, run_at = excluded.run_at,
      is_open = excluded.is_open, document = excluded.document, steps = excluded.steps, cache_events = excluded.cache_events
    """

  /// That a job was seen is noted once a day, so that rows of busy jobs are not written all the time.
  private static let upsertJob = """
    INSERT INTO jobs (org, repo, lane, platform, source, repository, pipeline, workflow, job, name, matrix, seen)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (org, repo, lane) DO UPDATE SET seen = excluded.seen
    WHERE jobs.seen < excluded.seen - 86400000000
    """
}
