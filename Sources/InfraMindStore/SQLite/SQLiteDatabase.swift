internal import GRDB

/// A SQLite file in write-ahead mode, synced to disk with every transaction.
package struct SQLiteDatabase: SQLDatabase {
  private let pool: DatabasePool
  private let checkpointer: SQLiteCheckpointer
  private let place: SQLitePlace

  /// Opens or makes a file and brings its tables up to date.
  init(path: String, options: SQLiteOptions) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(options.patience / .seconds(1))
    configuration.maximumReaderCount = max(1, options.readers)
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { db in
      // Only a new file takes it over, and any other is written and synced for it; it lets `reclaim` give space back bit
      // by bit.
      if !db.configuration.readonly, try Int.fetchOne(db, sql: "PRAGMA page_count") == 0 {
        try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
      }
      try db.execute(sql: "PRAGMA cache_size = -16384")
    }
    (pool, checkpointer) = try SQLiteFailure.translated(path) {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { db in
        // Every commit is on disk before it counts; write-ahead mode alone would lose the last ones with the
        // power.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try db.inTransaction(.immediate) {
          try Self.checkOwner(db)
          try SQLSchema.migrate(SQLiteConnection(db))
          return .commit
        }
      }
      let checkpointer = try SQLiteCheckpointer(path: path)
      pool.writeWithoutTransaction { checkpointer.watch($0) }
      return (pool, checkpointer)
    }
    place = SQLitePlace(of: path)
  }

  /// Runs statements in a file, besides any store: for tests.
  package static func administrate(_ path: String, _ sql: String) throws {
    try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
  }

  /// A file of another program is left alone.
  private static func checkOwner(_ db: Database) throws {
    let tables = try String.fetchAll(
      db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    guard tables.isEmpty || tables.contains("inframind_schema") else {
      throw StoreError(.damaged, "The file holds the tables of another program: name another file.")
    }
  }

  package var dialect: SQLDialect { SQLiteConnection.dialect }

  package func read<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value {
    try place.check()
    return try await SQLiteFailure.translated(pool.path) { [pool] in
      try await pool.read { try body(SQLiteConnection($0)) }
    }
  }

  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value {
    try place.check()
    let value = try await SQLiteFailure.translated(pool.path) { [pool] in
      try await pool.write { try body(SQLiteConnection($0)) }
    }
    // What was committed to a file that is gone is lost.
    try place.check()
    return value
  }

  package func bytes() async throws -> Int? {
    try await read { connection in
      let pages = try connection.number("SELECT page_count FROM pragma_page_count()") ?? 0
      return Int(pages * (try connection.number("SELECT page_size FROM pragma_page_size()") ?? 0))
    }
  }

  package func reclaim() async throws {
    var free = Int.max
    while true {
      let left = try await write { connection in
        try connection.script("PRAGMA incremental_vacuum(2000)")
        return Int(try connection.number("SELECT freelist_count FROM pragma_freelist_count()") ?? 0)
      }
      guard left > 0, left < free else { return }
      free = left
    }
  }

  package func close() async throws {
    checkpointer.close(emptyingLog: place.isLogOurs)
    try SQLiteFailure.translated(pool.path) { try pool.close() }
  }
}

/// Gives SQLite's failures their ``StoreError``.
enum SQLiteFailure {
  static func translated<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw failure(error, path)
    }
  }

  static func translated<Value>(_ path: String, _ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as DatabaseError {
      throw failure(error, path)
    }
  }

  private static func failure(_ error: DatabaseError, _ path: String) -> StoreError {
    let said = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_FULL:
      return StoreError(.full, "The disk of '\(path)' is full: make room, and it goes on by itself.")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return StoreError(.busy, "Another process holds '\(path)' locked for too long: try again.")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
      return StoreError(
        .damaged, "'\(path)' is damaged or no SQLite file (\(said)): restore it from a backup.")
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH, .SQLITE_IOERR:
      return StoreError(.unavailable, "'\(path)' cannot be opened or written (\(said)).")
    default:
      return StoreError(.failed, "SQLite says of '\(path)': \(said).")
    }
  }
}
