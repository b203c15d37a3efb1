internal import FoundationEssentials
internal import InfraMindCore

/// Takes out what is too old or too much, a batch a transaction, so that others get in between.
struct Pruning<Database: SQLDatabase>: Sendable {
  let database: Database
  let retention: Retention
  let now: Date

  /// - Returns: How many job runs were taken out.
  func prune() async throws -> Int {
    var gone = 0
    if let age = retention.age {
      gone += try await pruneRuns(before: now.addingTimeInterval(-(age / .seconds(1))))
    }
    if let age = retention.deliveryAge {
      try await pruneDeliveries(before: now.addingTimeInterval(-(age / .seconds(1))))
    }
    if let bytes = retention.bytes { gone += try await pruneRuns(over: bytes) }
    try await pruneJobs()
    try await database.reclaim()
    return gone
  }

  private var batch: Int { max(1, retention.batch) }

  private func pruneDeliveries(before time: Date) async throws {
    let batch = batch
    while try await database.write({ try InboxTable(connection: $0).prune(before: time, limit: batch) })
      == batch
    {}
  }

  // MARK: - Runs

  private func pruneRuns(before time: Date) async throws -> Int {
    var runs = 0
    while true {
      let gone = try await pruneBatch(before: time, batch)
      runs += gone.runs
      guard gone.facts == batch else { return runs }
    }
  }

  /// The oldest runs go by their share of the size; a few rounds, since rows are not of one size.
  private func pruneRuns(over bytes: Int) async throws -> Int {
    var runs = 0
    for _ in 0..<8 {
      let used = try await database.read { try $0.dialect.usedBytes($0) }
      let count = Int(try await database.read { try $0.number("SELECT COUNT(*) FROM facts") } ?? 0)
      guard used > bytes, count > 0 else { return runs }
      var excess = max(1, Int(Double(count) * (1 - Double(bytes) / Double(used))))
      while excess > 0 {
        let gone = try await pruneBatch(before: .distantFuture, min(batch, excess))
        runs += gone.runs
        excess -= gone.facts
        guard gone.facts > 0 else { return runs }
      }
    }
    return runs
  }

  /// Takes out the oldest facts and the runs that were made of them. What somebody adds to meanwhile stays.
  private func pruneBatch(before time: Date, _ limit: Int) async throws -> (facts: Int, runs: Int) {
    try await database.write { connection in
      var facts: [[SQLValue]] = []
      var runs: [[SQLValue]?] = []
      try connection.query(
        "SELECT org, repo, run, platform, source, subject, lane, run_at FROM facts WHERE at < ? ORDER BY at LIMIT ?",
        .time(time), .integer(limit)
      ) { row in
        let key = (0..<6).map { SQLValue.text(row.text(at: $0)) }
        facts.append(key + [.time(time)])
        guard let lane = row.integer(at: 6), let at = row.integer(at: 7) else { return runs.append(nil) }
        runs.append([key[0], key[1], .integer(lane), .integer(at), key[2], key[5]])
      }
      let gone = try connection.run(
        "DELETE FROM facts WHERE \(RunKey.condition) AND subject = ? AND at < ?", forEach: facts)
      let goneRuns = zip(runs, gone).compactMap { $1 > 0 ? $0 : nil }
      try connection.run(
        "DELETE FROM job_runs WHERE org = ? AND repo = ? AND lane = ? AND at = ? AND run = ? AND subject = ?",
        forEach: goneRuns)
      return (gone.reduce(0, +), goneRuns.count)
    }
  }

  /// Jobs that nobody saw for two days and that have no runs.
  private func pruneJobs() async throws {
    let time = now.addingTimeInterval(-2 * 86_400)
    try await database.write { connection in
      _ = try connection.run(
        """
        DELETE FROM jobs WHERE seen < ? AND NOT EXISTS (SELECT 1 FROM job_runs r WHERE r.org = jobs.org
          AND r.repo = jobs.repo AND r.lane = jobs.lane)
        """, .time(time))
    }
  }
}
