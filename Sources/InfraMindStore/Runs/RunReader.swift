internal import FoundationEssentials
internal import InfraMindCore

/// Answers what runs there are.
struct RunReader {
  let connection: any SQLConnection
  let query: RunQuery
  /// Which jobs to read, by whether their lane's number is even; `nil` for all.
  var half: Half?

  enum Half {
    case even
    case odd
  }

  /// All runs, oldest first.
  func all() throws -> [JobRun] {
    let lanes = try lanes()
    if let chosen = try chosen(in: lanes) { return chosen }
    var runs: [JobRun] = []
    try forEach(in: lanes) { runs.append($0) }
    return runs
  }

  /// Hands over the runs, oldest first, in batches.
  func forEachBatch(of size: Int, _ body: ([JobRun]) throws -> Void) throws {
    let lanes = try lanes()
    if let chosen = try chosen(in: lanes) {
      for start in stride(from: 0, to: chosen.count, by: size) {
        try body(Array(chosen[start..<min(start + size, chosen.count)]))
      }
      return
    }
    var batch: [JobRun] = []
    try forEach(in: lanes) { run in
      batch.append(run)
      guard batch.count == size else { return }
      try body(batch)
      batch.removeAll(keepingCapacity: true)
    }
    if !batch.isEmpty { try body(batch) }
  }

  /// The runs of a query that means few of them; `nil` if it may mean any number.
  private func chosen(in lanes: [Int64: Lane]) throws -> [JobRun]? {
    if lanes.isEmpty { return [] }
    if query.run != nil || query.jobID != nil { return try named(in: lanes) }
    if let chain = query.chain { return try chained(chain, in: lanes) }
    return try query.latestPerJob.map { try latest($0, in: lanes).oldestFirst() }
  }

  /// The latest runs of each job, in any order.
  func latest() throws -> FoundRuns {
    let lanes = try lanes()
    return lanes.isEmpty ? FoundRuns() : try latest(query.latestPerJob ?? .max, in: lanes)
  }

  /// The latest runs of some jobs, those whose lanes' numbers are greater than that of the page before.
  func page(behind last: Int64?, size: Int) throws -> RunPage {
    let lanes = try lanes()
    var page = RunPage()
    if query.namesRuns {
      page.runs = last == nil ? try chosen(in: lanes) ?? [] : []
      return page
    }
    var found = FoundRuns()
    var rest = lanes.filter { $0.key > last ?? .min }.sorted { $0.key < $1.key }[...]
    while found.count < size, let (number, lane) = rest.popFirst() {
      found.append(try latest(query.latestPerJob ?? size, in: [number: lane]))
      page.next = rest.isEmpty ? nil : String(number)
    }
    page.runs = found.oldestFirst()
    return page
  }

  /// How many jobs the query means.
  func jobCount() throws -> Int { try lanes().count }

  // MARK: - Jobs

  /// The jobs that the query means, by lane.
  private func lanes() throws -> [Int64: Lane] {
    var lanes: [Int64: Lane] = [:]
    let condition = query.repository == nil ? "" : " WHERE org = ? AND repo = ?"
    let key = query.repository.map { RepositoryKey($0).values } ?? []
    try connection.query(
      "SELECT org, repo, lane, \(JobLane.columns) FROM jobs" + condition, forEach: [key]
    ) { _, row in
      guard let org = row.text(at: 0), let repo = row.text(at: 1), let number = row.integer(at: 2) else {
        return
      }
      if let half, half != (number.isMultiple(of: 2) ? .even : .odd) { return }
      let job = try JobLane(row, from: 3)
      guard (query.platform ?? job.platform) == job.platform, (query.pipeline ?? job.pipeline) == job.pipeline
      else { return }
      lanes[number] = Lane(job: job, repository: [.text(org), .text(repo)])
    }
    return lanes
  }

  private struct Lane {
    var job: JobLane
    var repository: [SQLValue]
  }

  // MARK: - Ways to the rows

  private static let order = " ORDER BY r.at, r.run, r.subject"

  private func forEach(in lanes: [Int64: Lane], _ body: (JobRun) throws -> Void) throws {
    let (times, bounds) = timeCondition
    let conditions = (query.repository == nil ? [] : ["r.org = ? AND r.repo = ?"]) + times
    let key = query.repository.map { RepositoryKey($0).values } ?? []
    let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    var texts = RowTexts()
    try connection.query(select + condition + Self.order, forEach: [key + bounds]) { _, row in
      if let run = try run(row, lanes, &texts) { try body(run) }
    }
  }

  private func latest(_ most: Int, in lanes: [Int64: Lane]) throws -> FoundRuns {
    var found = FoundRuns()
    guard query.wantsSteps, let detailed = query.stepsPerJob, detailed < most else {
      try latest(most, behind: 0, in: lanes, withSteps: query.wantsSteps, into: &found)
      return found
    }
    try latest(detailed, behind: 0, in: lanes, withSteps: true, into: &found)
    try latest(most - detailed, behind: detailed, in: lanes, withSteps: false, into: &found)
    return found
  }

  private func latest(
    _ most: Int, behind skipped: Int, in lanes: [Int64: Lane], withSteps: Bool, into found: inout FoundRuns
  ) throws {
    guard most > 0 else { return }
    let (times, bounds) = timeCondition
    let conditions = ["r.org = ? AND r.repo = ? AND r.lane = ?"] + times
    let sql =
      select(withSteps: withSteps) + " WHERE " + conditions.joined(separator: " AND ")
      + " ORDER BY r.at DESC, r.run DESC, r.subject DESC LIMIT ? OFFSET ?"
    let values = lanes.sorted { $0.key < $1.key }.map { number, lane in
      lane.repository + [.integer(number)] + bounds + [.integer(most), .integer(skipped)]
    }
    var texts = RowTexts()
    try connection.query(sql, forEach: values) { _, row in
      if let run = try run(row, lanes, &texts, withSteps: withSteps) { found.append(run, row) }
    }
  }

  /// Runs of one run of a pipeline, or one attempt of a job.
  private func named(in lanes: [Int64: Lane]) throws -> [JobRun] {
    let repositories = Set(lanes.values.map(\.repository))
    let parts = [("run", query.run), ("subject", query.jobID.map { SubjectKey.job($0).text })].filter {
      $0.1 != nil
    }
    var keys: [[SQLValue]] = []
    try connection.query(
      "SELECT org, repo, lane, run_at, run, subject FROM facts WHERE org = ? AND repo = ? AND "
        + parts.map { $0.0 + " = ?" }.joined(separator: " AND "),
      forEach: repositories.map { $0 + parts.compactMap { $0.1.map(SQLValue.key) } }
    ) { _, row in
      guard let lane = row.integer(at: 2), lanes[lane] != nil else { return }
      keys.append(Self.key(row, lane))
    }
    return try runs(with: keys, in: lanes)
  }

  /// Runs of one chain: their keys first, by the index of chains alone, which SQLite does not choose for whole rows.
  private func chained(_ chain: String, in lanes: [Int64: Lane]) throws -> [JobRun] {
    var keys: [[SQLValue]] = []
    try connection.query(
      "SELECT org, repo, lane, at, run, subject FROM job_runs WHERE org = ? AND repo = ? AND chain = ?",
      forEach: Set(lanes.values.map(\.repository)).map { $0 + [.key(chain)] }
    ) { _, row in
      guard let lane = row.integer(at: 2), lanes[lane] != nil else { return }
      keys.append(Self.key(row, lane))
    }
    return try runs(with: keys, in: lanes)
  }

  /// The primary key of a run in a row that begins with it.
  private static func key(_ row: any SQLRow, _ lane: Int64) -> [SQLValue] {
    [
      .text(row.text(at: 0)), .text(row.text(at: 1)), .integer(lane), .integer(row.integer(at: 3) ?? 0),
      .text(row.text(at: 4)), .text(row.text(at: 5)),
    ]
  }

  /// The runs with these primary keys, oldest first.
  private func runs(with keys: [[SQLValue]], in lanes: [Int64: Lane]) throws -> [JobRun] {
    let (times, bounds) = timeCondition
    let own = "r.org = ? AND r.repo = ? AND r.lane = ? AND r.at = ? AND r.run = ? AND r.subject = ?"
    var texts = RowTexts()
    var found = FoundRuns()
    try connection.query(
      select + " WHERE " + ([own] + times).joined(separator: " AND "), forEach: keys.map { $0 + bounds }
    ) { _, row in
      if let run = try run(row, lanes, &texts) { found.append(run, row) }
    }
    return trimmed(found.oldestFirst())
  }

  /// At most so many of each job as the query wants.
  private func trimmed(_ runs: [JobRun]) -> [JobRun] {
    guard let most = query.latestPerJob else { return runs }
    var counts: [Int64: Int] = [:]
    return runs.reversed().filter { run in
      counts[JobLane(run).number, default: 0] += 1
      return counts[JobLane(run).number, default: 0] <= most
    }.reversed()
  }

  // MARK: - Rows

  private var select: String { select(withSteps: query.wantsSteps) }

  private func select(withSteps: Bool) -> String {
    let columns = "SELECT \(JobRunColumns.selected), r.at"
    guard withSteps else { return columns + " FROM job_runs r" }
    return columns + """
      , COALESCE(o.steps, i.steps), COALESCE(i.cache_events, o.cache_events) FROM job_runs r
      JOIN jobs j ON j.org = r.org AND j.repo = r.repo AND j.lane = r.lane
      LEFT JOIN facts o ON o.org = r.org AND o.repo = r.repo AND o.run = r.run AND o.platform = j.platform
        AND o.source = j.source AND o.subject = r.subject
      LEFT JOIN facts i ON i.org = r.org AND i.repo = r.repo AND i.run = r.run AND i.platform = j.platform
        AND i.source = j.source AND i.subject = r.inside
      """
  }

  /// Bounds of time as conditions, and their values.
  private var timeCondition: ([String], [SQLValue]) {
    var conditions: [String] = []
    var values: [SQLValue] = []
    if let since = query.since {
      conditions.append("r.at >= ?")
      values.append(.time(since))
    }
    if let until = query.until {
      conditions.append("r.at < ?")
      values.append(.time(until))
    }
    return (conditions, values)
  }

  private func run(
    _ row: any SQLRow, _ lanes: [Int64: Lane], _ texts: inout RowTexts, withSteps: Bool? = nil
  ) throws -> JobRun? {
    guard let lane = row.integer(at: 0).flatMap({ lanes[$0] }) else { return nil }
    var run = try JobRunColumns.run(row, of: lane.job, &texts)
    guard withSteps ?? query.wantsSteps else { return run }
    let first = JobRunColumns.selectedCount + 1
    run.steps = try row.text(at: first).map { try RunText.steps($0) } ?? []
    run.cacheEvents = try row.text(at: first + 1).map { try RunText.cacheEvents($0) } ?? []
    return run
  }
}
