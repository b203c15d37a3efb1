internal import Dispatch
internal import Foundation
package import InfraMindStore

/// A PostgreSQL server, or one that speaks its protocol and SQL.
package struct PostgresDatabase: SQLDatabase {
  private let address: PostgresAddress
  private let options: PostgresOptions
  private let pool: PostgresPool
  /// libpq blocks, so it runs on threads of its own: at most one for each connection.
  private let threads = DispatchQueue(label: "inframind.postgres", attributes: .concurrent)

  /// Takes an address; the first call connects.
  package init(url: String, options: PostgresOptions) throws {
    address = try PostgresAddress(url)
    self.options = options
    pool = PostgresPool(most: max(1, options.connections))
  }

  func migrate() async throws { try await write { try SQLSchema.migrate($0) } }

  package var dialect: SQLDialect { PostgresConnection.dialect }

  package func read<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value {
    try await transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
  }

  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value {
    try await transaction("BEGIN ISOLATION LEVEL READ COMMITTED", body)
  }

  package func bytes() async throws -> Int? {
    // Servers that only speak PostgreSQL's language may not tell.
    try? await read { connection in
      let tables = ["facts", "jobs", "job_runs", "inbox", "questions", "notes"]
      let sum = tables.map { "pg_total_relation_size('\($0)')" }.joined(separator: " + ")
      return try connection.number("SELECT CAST(\(sum) AS BIGINT)").map { Int($0) }
    }
  }

  /// The server's autovacuum does that.
  package func reclaim() async throws {}

  package func close() async throws { await pool.close() }

  // MARK: - Transactions

  /// How often a transaction is tried that others got in the way of.
  private static let mostTries = 8

  private func transaction<Value: Sendable>(
    _ begin: String, _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value {
    let taken = try await pool.take()
    let lease = PostgresLease(taken)
    do {
      let value = try await onThread { try run(begin, body, lease) }
      await pool.give(lease.connection)
      return value
    } catch {
      await pool.give(lease.connection)
      guard let failure = error as? PostgresFailure else { throw error }
      throw failure.storeError(at: address)
    }
  }

  private func run<Value>(
    _ begin: String, _ body: (any SQLConnection) throws -> Value, _ lease: PostgresLease
  ) throws -> Value {
    var tries = 1
    while true {
      let isFresh = lease.connection == nil
      let connection = try lease.connection ?? PostgresConnection(address, options)
      lease.connection = connection
      var hasBegun = false
      do {
        try connection.command(begin)
        hasBegun = true
        let value = try body(connection)
        try connection.command("COMMIT")
        return value
      } catch {
        if connection.isLost || !connection.rollsBack() { lease.connection = nil }
        // The server may have gone and come back since the connection was used last.
        let isStale = !hasBegun && !isFresh && lease.connection == nil
        let isConflict = (error as? PostgresFailure)?.isConflict ?? false
        guard isStale || isConflict, tries < Self.mostTries else { throw error }
        tries += 1
        if isConflict { Thread.sleep(forTimeInterval: Double.random(in: 0.001...0.01) * Double(tries)) }
      }
    }
  }

  private func onThread<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      threads.async { continuation.resume(with: Result(catching: work)) }
    }
  }
}

/// A connection on its way through one call: it may be lost there and made anew. One thread at a time has it.
final class PostgresLease: @unchecked Sendable {
  var connection: PostgresConnection?

  init(_ connection: PostgresConnection?) { self.connection = connection }
}
