/// The tables, and how older ones become them.
///
/// Every key begins with organisation and repository in lower case, but for the inbox, whose deliveries are
/// not read before they are kept, and for the table with the version. Times are microseconds since 1970.
package enum SQLSchema {
  /// One step forward each; the place in the list is the version. What was released is never changed.
  static let migrations: [@Sendable (SQLDialect) -> String] = [first, second, third]

  /// The version that this program writes.
  package static var newest: Int { migrations.count }

  /// Brings the tables up to date, once, whoever else tries at the same time.
  ///
  /// - Throws: ``StoreError/Code/newerSchema``, ``StoreError/Code/damaged``.
  package static func migrate(_ connection: any SQLConnection) throws {
    try connection.script(
      "CREATE TABLE IF NOT EXISTS inframind_schema (id BIGINT PRIMARY KEY, version BIGINT NOT NULL)")
    try connection.run(
      "INSERT INTO inframind_schema (id, version) VALUES (1, 0) ON CONFLICT (id) DO NOTHING")
    let lock = connection.dialect.hasParallelWriters ? " FOR UPDATE" : ""
    let version = Int(
      try connection.number("SELECT version FROM inframind_schema WHERE id = 1" + lock) ?? 0)
    guard version <= newest else {
      throw StoreError(
        .newerSchema,
        "The store has version \(version) of the tables and this program knows \(newest): use the newer program that "
          + "wrote it.")
    }
    guard version >= 0 else { throw StoreError(.damaged, "The store has no valid version of its tables.") }
    for step in migrations[version..<newest] { try connection.script(step(connection.dialect)) }
    guard version < newest else { return }
    try connection.run("UPDATE inframind_schema SET version = ? WHERE id = 1", .integer(newest))
  }

  private static func first(_ dialect: SQLDialect) -> String {
    """
    CREATE TABLE facts (
      org TEXT NOT NULL, repo TEXT NOT NULL, run TEXT NOT NULL, platform TEXT NOT NULL, source TEXT NOT NULL,
      subject TEXT NOT NULL, attempt BIGINT, runner TEXT, at BIGINT NOT NULL, lane BIGINT, run_at BIGINT,
      is_open BIGINT NOT NULL, document TEXT NOT NULL, steps TEXT, cache_events TEXT,
      PRIMARY KEY (org, repo, run, platform, source, subject));
    CREATE INDEX facts_subject ON facts (org, repo, subject);
    CREATE INDEX facts_at ON facts (at);
    CREATE INDEX facts_open ON facts (org, repo) WHERE is_open = 1;
    CREATE TABLE jobs (
      org TEXT NOT NULL, repo TEXT NOT NULL, lane BIGINT NOT NULL, platform TEXT NOT NULL, source TEXT NOT NULL,
      repository TEXT NOT NULL, pipeline TEXT NOT NULL, workflow TEXT, job TEXT NOT NULL, name TEXT,
      matrix TEXT, seen BIGINT NOT NULL,
      PRIMARY KEY (org, repo, lane));
    CREATE TABLE job_runs (
      org TEXT NOT NULL, repo TEXT NOT NULL, lane BIGINT NOT NULL, at BIGINT NOT NULL, run TEXT NOT NULL,
      subject TEXT NOT NULL, inside TEXT, attempt BIGINT NOT NULL, conclusion TEXT NOT NULL, conclusion_word TEXT,
      created_at BIGINT, queued_at BIGINT, started_at BIGINT, finished_at BIGINT, head_commit TEXT, branch TEXT,
      event TEXT, actor TEXT, from_fork BIGINT NOT NULL, visibility TEXT, runner_labels TEXT, runner_name TEXT,
      runner_group TEXT, cpus DOUBLE PRECISION, memory BIGINT, average_cpus DOUBLE PRECISION,
      peak_cpus DOUBLE PRECISION, average_memory BIGINT, peak_memory BIGINT, more_use TEXT, billed_ms BIGINT,
      credits DOUBLE PRECISION, changed_files BIGINT, additions BIGINT, deletions BIGINT,
      PRIMARY KEY (org, repo, lane, at, run, subject))\(dialect.orderedTable);
    CREATE TABLE inbox (
      platform TEXT NOT NULL, tenant TEXT NOT NULL, id TEXT NOT NULL, event TEXT NOT NULL, state TEXT NOT NULL,
      received_at BIGINT NOT NULL, reason TEXT, body \(dialect.bytesType),
      PRIMARY KEY (platform, tenant, id));
    CREATE INDEX inbox_state ON inbox (state, received_at);
    CREATE TABLE questions (
      org TEXT NOT NULL, repo TEXT NOT NULL, id TEXT NOT NULL, due BIGINT NOT NULL, attempts BIGINT NOT NULL,
      reason TEXT, document TEXT NOT NULL,
      PRIMARY KEY (org, repo, id));
    CREATE INDEX questions_due ON questions (due);
    CREATE TABLE notes (
      org TEXT NOT NULL, repo TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL,
      PRIMARY KEY (org, repo, name))
    """
  }

  /// Runs know the chain that they are part of.
  private static func second(_ dialect: SQLDialect) -> String {
    """
    ALTER TABLE job_runs ADD COLUMN chain TEXT;
    CREATE INDEX job_runs_chain ON job_runs (org, repo, chain) WHERE chain IS NOT NULL
    """
  }

  /// Runs know what kinds of files their commit changed.
  private static func third(_ dialect: SQLDialect) -> String {
    "ALTER TABLE job_runs ADD COLUMN more_change TEXT"
  }
}
