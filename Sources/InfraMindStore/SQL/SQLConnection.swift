/// A connection in a transaction. Calls block: they run on threads of the database, never on those of tasks.
///
/// Parameters are written `?`, in the order of their values; no literal holds that character.
package protocol SQLConnection {
  /// What differs between databases.
  var dialect: SQLDialect { get }

  /// Runs a statement once for each list of values.
  ///
  /// - Returns: How many rows each run changed.
  @discardableResult func run(_ sql: String, forEach values: [[SQLValue]]) throws -> [Int]

  /// Asks once for each list of values.
  ///
  /// - Parameter row: Is handed the place of the list in `values`, and a row that is valid until it returns.
  func query(_ sql: String, forEach values: [[SQLValue]], _ row: (Int, any SQLRow) throws -> Void) throws

  /// Runs statements without parameters, separated by semicolons.
  func script(_ sql: String) throws
}

extension SQLConnection {
  /// Runs a statement once.
  ///
  /// - Returns: How many rows it changed.
  @discardableResult package func run(_ sql: String, _ values: SQLValue...) throws -> Int {
    try run(sql, forEach: [values]).first ?? 0
  }

  /// Asks once.
  package func query(
    _ sql: String, _ values: SQLValue..., row: (any SQLRow) throws -> Void
  ) throws {
    try query(sql, forEach: [values]) { try row($1) }
  }

  /// The first column of the first row, if there is one.
  package func number(_ sql: String, _ values: SQLValue...) throws -> Int64? {
    var number: Int64?
    try query(sql, forEach: [values]) { number = number ?? $1.integer(at: 0) }
    return number
  }
}

/// Where connections come from.
package protocol SQLDatabase: Sendable {
  /// Runs `body` in a transaction that sees one state of the database and changes nothing.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value

  /// Runs `body` in a transaction, and returns once that is on disk. Where the database finds that
  /// transactions got in each other's way, `body` runs again.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value

  /// What differs between databases.
  var dialect: SQLDialect { get }

  /// Size on disk in bytes, where known.
  func bytes() async throws -> Int?

  /// Gives space that rows took back to the system, as far as that can be done bit by bit.
  func reclaim() async throws

  /// Ends all work and closes all connections.
  func close() async throws
}

/// The few things in which the databases' SQL differs.
package struct SQLDialect: Sendable {
  /// Type of columns for bytes.
  package var bytesType: String
  /// Behind a table's definition: rows lie in the order of the primary key, where the database has such
  /// tables.
  package var orderedTable: String
  /// Behind a `SELECT` of rows that this transaction goes on to change: others leave them out meanwhile.
  package var skippingLocked: String
  /// Whether several transactions write at the same time, so that what is read must be locked before it is
  /// changed.
  package var hasParallelWriters: Bool
  /// How many bytes rows take, without what would be reused or given back.
  package var usedBytes: @Sendable (any SQLConnection) throws -> Int

  /// States the differences.
  package init(
    bytesType: String, orderedTable: String, skippingLocked: String, hasParallelWriters: Bool,
    usedBytes: @escaping @Sendable (any SQLConnection) throws -> Int
  ) {
    self.bytesType = bytesType
    self.orderedTable = orderedTable
    self.skippingLocked = skippingLocked
    self.hasParallelWriters = hasParallelWriters
    self.usedBytes = usedBytes
  }
}
