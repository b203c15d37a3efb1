internal import FoundationEssentials
internal import InfraMindCore

/// Answers which runs of pipelines are known with all their jobs' ends.
struct WholeRuns {
  let connection: any SQLConnection
  let query: RunQuery

  /// Runs without an open job, with what was last said of each itself.
  private static let settled = """
    SELECT f.run, f.document FROM facts f WHERE f.org = ? AND f.repo = ? AND f.subject = ?
      AND NOT EXISTS (SELECT 1 FROM facts o WHERE o.org = f.org AND o.repo = f.repo AND o.run = f.run
        AND o.platform = f.platform AND o.source = f.source AND o.is_open = 1)
      AND EXISTS (SELECT 1 FROM facts d WHERE d.org = f.org AND d.repo = f.repo AND d.run = f.run
        AND d.platform = f.platform AND d.source = f.source AND d.run_at >= ?)
    """

  /// Ids as the store keeps them.
  func ids() throws -> Set<String> {
    let platform = query.platform.map { KeyText.bounded($0.rawValue) }
    let sql = Self.settled + (platform == nil ? "" : " AND f.platform = ?")
    let key = RepositoryKey(query.repository ?? "").values
    let since = SQLValue.integer(query.since?.microseconds ?? .min)
    let values = key + [.text(SubjectKey.run.text), since] + (platform.map { [.text($0)] } ?? [])
    var ids: Set<String> = []
    try connection.query(sql, forEach: [values]) { _, row in
      let said = try FactsDocument(row.text(at: 1) ?? "", steps: nil, cacheEvents: nil).merged
      guard said.stamps.values.max()?.stage == .finished, let run = row.text(at: 0) else { return }
      ids.insert(run)
    }
    return ids
  }
}
