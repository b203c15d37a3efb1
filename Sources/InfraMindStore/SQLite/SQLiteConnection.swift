internal import GRDB
internal import GRDBSQLite

/// A connection to a SQLite file. GRDB prepares and keeps the statements; binding and stepping go straight to
/// SQLite, since large answers have millions of values.
struct SQLiteConnection: SQLConnection {
  private let db: Database

  init(_ db: Database) { self.db = db }

  static let dialect = SQLDialect(
    bytesType: "BLOB", orderedTable: " WITHOUT ROWID", skippingLocked: "", hasParallelWriters: false,
    usedBytes: { connection in
      let pages = try connection.number("SELECT page_count FROM pragma_page_count()") ?? 0
      let free = try connection.number("SELECT freelist_count FROM pragma_freelist_count()") ?? 0
      return Int((pages - free) * (try connection.number("SELECT page_size FROM pragma_page_size()") ?? 0))
    })

  var dialect: SQLDialect { Self.dialect }

  func run(_ sql: String, forEach values: [[SQLValue]]) throws -> [Int] {
    guard !values.isEmpty else { return [] }
    let statement = try db.cachedStatement(sql: sql)
    return try values.map { values in
      try step(statement, values) { _ in }
      return statement.isReadonly ? 0 : Int(sqlite3_changes(db.sqliteConnection))
    }
  }

  func query(_ sql: String, forEach values: [[SQLValue]], _ row: (Int, any SQLRow) throws -> Void) throws {
    guard !values.isEmpty else { return }
    let statement = try db.cachedStatement(sql: sql)
    for (index, values) in values.enumerated() {
      try step(statement, values) { try row(index, $0) }
    }
  }

  func script(_ sql: String) throws { try db.execute(sql: sql) }

  private func step(_ statement: Statement, _ values: [SQLValue], _ row: (SQLiteRow) throws -> Void) throws {
    let handle = statement.sqliteStatement
    sqlite3_reset(handle)
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1), to: handle) }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: try row(SQLiteRow(statement: handle))
      case SQLITE_DONE: return
      default: throw failure
      }
    }
  }

  private func bind(_ value: SQLValue, at index: Int32, to statement: OpaquePointer) throws {
    // The values outlive no statement, so SQLite copies them.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    let code =
      switch value {
      case .null: sqlite3_bind_null(statement, index)
      case .integer(let number): sqlite3_bind_int64(statement, index, number)
      case .real(let number): sqlite3_bind_double(statement, index, number)
      case .text(""): sqlite3_bind_text(statement, index, "", 0, copied)
      case .text(var text):
        text.withUTF8 { bytes in
          bytes.withMemoryRebound(to: CChar.self) { characters in
            sqlite3_bind_text64(
              statement, index, characters.baseAddress, UInt64(characters.count), copied, UInt8(SQLITE_UTF8))
          }
        }
      case .bytes(let bytes):
        bytes.isEmpty
          ? sqlite3_bind_zeroblob(statement, index, 0)
          : sqlite3_bind_blob64(statement, index, bytes, UInt64(bytes.count), copied)
      }
    guard code == SQLITE_OK else { throw failure }
  }

  private var failure: DatabaseError {
    DatabaseError(resultCode: db.lastErrorCode, message: db.lastErrorMessage)
  }
}

/// The row on which a statement stands.
struct SQLiteRow: SQLRow {
  let statement: OpaquePointer

  private func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

  func integer(at column: Int) -> Int64? {
    isNull(column) ? nil : sqlite3_column_int64(statement, Int32(column))
  }

  func real(at column: Int) -> Double? {
    isNull(column) ? nil : sqlite3_column_double(statement, Int32(column))
  }

  func text(at column: Int) -> String? {
    guard !isNull(column), let bytes = sqlite3_column_text(statement, Int32(column)) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  func bytes(at column: Int) -> [UInt8]? {
    guard !isNull(column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    guard count > 0, let bytes = sqlite3_column_blob(statement, Int32(column)) else { return [] }
    return Array(UnsafeRawBufferPointer(start: bytes, count: count))
  }
}
