internal import FoundationEssentials
internal import InfraMindCore

/// Counts what a store holds.
struct StoreCounts {
  let connection: any SQLConnection

  func repositories() throws -> [StoredRepository] {
    var found: [[String]: StoredRepository] = [:]
    try forEachJob { job, runs, latest in
      let key = [job.repository.lowercased(), job.platform.rawValue, job.source]
      var repository =
        found[key]
        ?? StoredRepository(
          platform: job.platform, source: job.source, repository: job.repository, jobRuns: 0, latest: nil)
      repository.jobRuns += runs
      repository.latest = [repository.latest, latest].compactMap(\.self).max()
      found[key] = repository
    }
    return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  func statistics() throws -> StoreStatistics {
    var statistics = StoreStatistics()
    var repositories: Set<[String]> = []
    try forEachJob { job, runs, latest in
      statistics.jobRuns[job.platform, default: 0] += runs
      repositories.insert([job.repository.lowercased(), job.platform.rawValue, job.source])
      statistics.latest = [statistics.latest, latest].compactMap(\.self).max()
    }
    statistics.repositories = repositories.count
    // Two bounds of each job's stretch of the key instead of a look at all rows.
    let oldest = try connection.number(
      """
      SELECT MIN(first) FROM (SELECT (SELECT MIN(r.at) FROM job_runs r WHERE r.org = j.org AND r.repo = j.repo
        AND r.lane = j.lane) AS first FROM jobs j) AS firsts
      """)
    statistics.oldest = oldest.map { Date(microseconds: $0) }
    statistics.openJobs = Int(try connection.number("SELECT COUNT(*) FROM facts WHERE is_open = 1") ?? 0)
    statistics.openQuestions = Int(try connection.number("SELECT COUNT(*) FROM questions") ?? 0)
    statistics.deliveries = try InboxTable(connection: connection).counts()
    return statistics
  }

  /// Hands over every job that has runs, with their number and the latest one's time.
  private func forEachJob(_ body: (JobLane, Int, Date?) -> Void) throws {
    try connection.query(
      """
      SELECT c.runs, c.latest, \(JobLane.columns) FROM jobs j JOIN (
        SELECT org, repo, lane, COUNT(*) AS runs, MAX(at) AS latest FROM job_runs GROUP BY org, repo, lane
      ) c ON c.org = j.org AND c.repo = j.repo AND c.lane = j.lane
      """
    ) { row in body(try JobLane(row, from: 2), row.int(at: 0) ?? 0, row.time(at: 1)) }
  }
}
