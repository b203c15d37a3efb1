package import InfraMindStore

/// A store in PostgreSQL, which many servers share.
package typealias PostgresRunStore = SQLRunStore<PostgresDatabase>

extension PostgresRunStore {
  /// Connects, and brings the tables up to date.
  ///
  /// - Parameters:
  ///   - url: `postgresql://…` or libpq's `key=value` pairs; what it leaves out, or all if empty, is taken from the
  ///     variables that libpq knows: `PGHOST`, `PGUSER`, `PGPASSFILE`, `PGSSLMODE`, `PGSSLROOTCERT` and so on.
  ///   - options: How many connections, and how patient they are.
  /// - Throws: ``StoreError``, with ``StoreError/Code/unavailable``, ``StoreError/Code/damaged`` or
  ///   ``StoreError/Code/newerSchema``. No message holds a password.
  package init(url: String, options: PostgresOptions = PostgresOptions()) async throws {
    let database = try PostgresDatabase(url: url, options: options)
    do {
      try await database.migrate()
    } catch {
      try? await database.close()
      throw error
    }
    self.init(database: database)
  }
}

/// How a PostgreSQL server is used.
package struct PostgresOptions: Sendable, Hashable {
  /// Most connections open at the same time.
  package var connections = 8
  /// How long to wait for a lock that others hold.
  package var patience: Duration = .seconds(5)

  /// The usual ones.
  package init() {}
}
