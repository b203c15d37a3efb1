internal import FoundationEssentials
internal import InfraMindCore

/// Takes facts in: merges them with what is kept of their runs, and keeps the job runs that these amount to.
///
/// Of a run only what can matter is read: the run itself, the subjects that facts are about, and those on the
/// same machine. A run of a thousand jobs would otherwise be read a thousand times.
struct FactsTable {
  let connection: any SQLConnection

  /// - Returns: How many job runs are new or changed.
  func record(_ facts: [JobRunFacts], at now: Date) throws -> Int {
    let byRun = Dictionary(grouping: facts.map(\.asKept)) { RunKey($0.run) }
    var writer = RunWriter(connection: connection, now: now)
    // In one order for all writers, so that none waits for one that waits for it.
    let keys = byRun.keys.sorted()
    try lock(keys, at: now)
    for key in keys { try merge(byRun[key] ?? [], of: key, into: &writer) }
    try writer.finish()
    return writer.changedRuns
  }

  private func merge(_ facts: [JobRunFacts], of key: RunKey, into writer: inout RunWriter) throws {
    guard let reference = facts.first?.run else { return }
    var old = KeptRun(KnownRun(reference))
    try read(Set(facts.map { SubjectKey($0.subject) }).union([.run]), of: key, into: &old)
    var new = old.known
    var touched: Set<SubjectKey> = []
    for fact in facts where new.merge(fact) { touched.insert(SubjectKey(fact.subject)) }
    guard !touched.isEmpty else { return }

    if touched.contains(.run) {
      try readAll(of: key, into: &old)
    } else {
      // Also of what did not change: whatever is looked at must be seen with all that it is joined with.
      let seen = Array(old.known.subjects.values) + Array(new.subjects.values)
      for machine in Set(seen.compactMap(\.machine)) { try read(on: machine, of: key, into: &old) }
    }
    for known in old.known.subjects.values { new.add(known) }
    try writer.write(new, replacing: old, touched: touched, key: key)
  }

  // MARK: - Locking and reading

  /// Makes other writers of these runs wait until this transaction ends.
  private func lock(_ keys: [RunKey], at now: Date) throws {
    guard connection.dialect.hasParallelWriters else { return }
    try connection.run(
      """
      INSERT INTO facts (org, repo, run, platform, source, subject, at, is_open, document)
      VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
      ON CONFLICT (org, repo, run, platform, source, subject) DO UPDATE SET at = facts.at
      """, forEach: keys.map { $0.values + [.text(SubjectKey.run.text), .time(now), .text(Self.empty)] })
  }

  private static let empty = FactsDocument(subject: .run, merged: MergedFacts()).text

  private static let columns = "SELECT document, steps, cache_events, lane, run_at FROM facts WHERE "

  private func read(_ subjects: Set<SubjectKey>, of key: RunKey, into run: inout KeptRun) throws {
    try collect(
      Self.columns + RunKey.condition + " AND subject = ?",
      subjects.sorted().map { key.values + [.text($0.text)] }, into: &run)
  }

  private func read(on machine: KnownRun.Machine, of key: RunKey, into run: inout KeptRun) throws {
    try collect(
      Self.columns + RunKey.condition + " AND runner = ? AND attempt = ?",
      [key.values + [.text(machine.name), .integer(machine.attempt)]], into: &run)
  }

  private func readAll(of key: RunKey, into run: inout KeptRun) throws {
    try collect(Self.columns + RunKey.condition, [key.values], into: &run)
  }

  private func collect(_ sql: String, _ values: [[SQLValue]], into run: inout KeptRun) throws {
    try connection.query(sql, forEach: values) { _, row in
      let document = try FactsDocument(
        row.text(at: 0) ?? "", steps: row.text(at: 1), cacheEvents: row.text(at: 2))
      run.known.add(KnownRun.Known(subject: document.subject, merged: document.merged))
      guard let lane = row.integer(at: 3), let at = row.integer(at: 4) else { return }
      run.places[SubjectKey(document.subject)] = RunPlace(lane: lane, at: at)
    }
  }
}

/// A run as it was kept, and where its job runs are.
struct KeptRun {
  var known: KnownRun
  var places: [SubjectKey: RunPlace] = [:]

  init(_ known: KnownRun) { self.known = known }
}

/// Where in the table of job runs one is.
struct RunPlace: Hashable {
  var lane: Int64
  var at: Int64
}

/// A run of a pipeline as part of keys.
struct RunKey: Hashable, Comparable {
  let repository: RepositoryKey
  let run: String
  let platform: String
  let source: String

  init(_ reference: RunReference) {
    repository = RepositoryKey(reference.repository)
    run = KeyText.bounded(reference.run)
    platform = KeyText.bounded(reference.platform.rawValue)
    source = KeyText.bounded(reference.source.lowercased())
  }

  static let condition = "org = ? AND repo = ? AND run = ? AND platform = ? AND source = ?"

  var values: [SQLValue] { repository.values + [.text(run), .text(platform), .text(source)] }

  static func < (left: RunKey, right: RunKey) -> Bool {
    if left.repository != right.repository { return left.repository < right.repository }
    return (left.run, left.platform, left.source) < (right.run, right.platform, right.source)
  }
}

/// A repository as the beginning of keys: compared without case, as the platforms do.
struct RepositoryKey: Hashable, Comparable {
  let org: String
  let repo: String

  init(_ repository: String) {
    let lower = repository.lowercased()
    let slash = lower.firstIndex(of: "/")
    org = KeyText.bounded(slash.map { String(lower[..<$0]) } ?? "")
    repo = KeyText.bounded(slash.map { String(lower[lower.index(after: $0)...]) } ?? lower)
  }

  var values: [SQLValue] { [.text(org), .text(repo)] }

  static func < (left: RepositoryKey, right: RepositoryKey) -> Bool {
    (left.org, left.repo) < (right.org, right.repo)
  }
}

extension JobRunFacts {
  /// As a store gives them back, so that merging decides the same before and after.
  fileprivate var asKept: JobRunFacts {
    var facts = self
    facts.run.platform = Platform(rawValue: KeyText.bounded(run.platform.rawValue))
    facts.run.source = KeyText.bounded(run.source.lowercased())
    facts.time = time.inMicroseconds
    facts.details.createdAt = details.createdAt?.inMicroseconds
    facts.details.queuedAt = details.queuedAt?.inMicroseconds
    facts.details.startedAt = details.startedAt?.inMicroseconds
    facts.details.finishedAt = details.finishedAt?.inMicroseconds
    facts.details.steps = details.steps?.map { step in
      var step = step
      step.startedAt = step.startedAt?.inMicroseconds
      step.finishedAt = step.finishedAt?.inMicroseconds
      return step
    }
    return facts
  }
}
