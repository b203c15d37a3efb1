internal import CLibPQ
internal import InfraMindStore

/// One connection, used by one thread at a time. Statements are prepared once; several runs of one go out
/// together, so that they cost one journey to the server (libpq's pipeline mode).
final class PostgresConnection: SQLConnection, @unchecked Sendable {
  private let handle: OpaquePointer
  private var prepared: [String: String] = [:]
  private var isClosed = false

  /// Most runs of a statement, and most bytes of values, on their way at a time. What goes out must fit the
  /// buffers of the network, since the server does not read on while it waits for its answers to be read.
  private static let mostRuns = 64
  private static let mostBytes = 48 * 1024

  static let dialect = SQLDialect(
    bytesType: "BYTEA", orderedTable: "", skippingLocked: " FOR UPDATE SKIP LOCKED", hasParallelWriters: true,
    usedBytes: { connection in
      let sums = ["facts", "job_runs", "inbox"].map {
        "(SELECT COALESCE(SUM(pg_column_size(t.*)), 0) FROM \($0) t)"
      }
      return Int(try connection.number("SELECT CAST(\(sums.joined(separator: " + ")) AS BIGINT)") ?? 0)
    })

  var dialect: SQLDialect { Self.dialect }

  init(_ address: PostgresAddress, _ options: PostgresOptions) throws {
    let parameters = address.parameters()
    let connection = CStrings(parameters.map(\.0)).withPointers { keywords in
      CStrings(parameters.map(\.1)).withPointers { PQconnectdbParams(keywords, $0, 1) }
    }
    guard let connection else { throw PostgresFailure(state: "53200", message: "no memory for a connection") }
    handle = connection
    guard PQstatus(connection) == CONNECTION_OK else {
      let failure = PostgresFailure(nil, on: connection)
      close()
      throw failure
    }
    // Notices would go to the program's standard error.
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
    do {
      let patience = Int(options.patience / .milliseconds(1))
      try command("SET lock_timeout = \(max(1, patience))")
      // A server that is set up to lose its last transactions is told otherwise here.
      try command(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit', true) = 'off'"
      )
    } catch {
      close()
      throw error
    }
  }

  deinit { close() }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    PQfinish(handle)
  }

  /// Whether the server is gone.
  var isLost: Bool { isClosed || PQstatus(handle) != CONNECTION_OK }

  /// Ends a transaction that failed.
  ///
  /// - Returns: Whether the connection can be used again.
  func rollsBack() -> Bool {
    guard PQtransactionStatus(handle) != PQTRANS_IDLE else { return true }
    do {
      try command("ROLLBACK")
      return PQtransactionStatus(handle) == PQTRANS_IDLE
    } catch {
      return false
    }
  }

  // MARK: - Statements

  /// Runs statements without parameters.
  func command(_ sql: String) throws {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    try check(result)
    // A commit of a failed transaction is answered as if it were well.
    if sql == "COMMIT", let tag = PQcmdStatus(result), String(cString: tag) != "COMMIT" {
      throw PostgresFailure(state: "40001", message: "the transaction was rolled back")
    }
  }

  func script(_ sql: String) throws { try command(sql) }

  func run(_ sql: String, forEach values: [[SQLValue]]) throws -> [Int] {
    var changes = Array(repeating: 0, count: values.count)
    try perform(sql, values) { index, result in
      changes[index] = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }
    return changes
  }

  func query(_ sql: String, forEach values: [[SQLValue]], _ row: (Int, any SQLRow) throws -> Void) throws {
    guard values.count > 1 else { return try stream(sql, values, row) }
    try perform(sql, values) { index, result in
      for number in 0..<PQntuples(result) { try row(index, PostgresRow(result: result, row: number)) }
    }
  }

  /// Runs a statement for each list of values, several on their way at a time.
  private func perform(
    _ sql: String, _ values: [[SQLValue]], _ body: (Int, OpaquePointer?) throws -> Void
  ) throws {
    guard let first = values.first else { return }
    let name = try name(of: sql)
    guard values.count > 1 else {
      let result = PostgresParameters(first).withPointers { count, texts, lengths, formats in
        PQexecPrepared(handle, name, count, texts, lengths, formats, 1)
      }
      defer { PQclear(result) }
      try check(result)
      return try body(0, result)
    }
    guard PQenterPipelineMode(handle) == 1 else { throw PostgresFailure(nil, on: handle) }
    defer { PQexitPipelineMode(handle) }
    var start = 0
    while start < values.count {
      let end = try send(name, values, from: start)
      try receive(start..<end, body)
      start = end
    }
  }

  /// - Returns: The index behind the last one sent.
  private func send(_ name: String, _ values: [[SQLValue]], from start: Int) throws -> Int {
    var bytes = 0
    var next = start
    while next < values.count, next - start < Self.mostRuns, bytes < Self.mostBytes {
      let parameters = PostgresParameters(values[next])
      bytes += parameters.bytes
      let isSent = parameters.withPointers { count, texts, lengths, formats in
        PQsendQueryPrepared(handle, name, count, texts, lengths, formats, 1)
      }
      guard isSent == 1 else { throw PostgresFailure(nil, on: handle) }
      next += 1
    }
    guard PQpipelineSync(handle) == 1 else { throw PostgresFailure(nil, on: handle) }
    return next
  }

  /// Reads all answers up to the mark behind them, also after a failure, so that the connection stays in
  /// step.
  private func receive(_ range: Range<Int>, _ body: (Int, OpaquePointer?) throws -> Void) throws {
    var failure: (any Error)?
    for index in range {
      // One answer may come in several results: libpq 15 may begin a pipeline row by row, if the query before
      // it was.
      var hasAnswer = false
      while let result = PQgetResult(handle) {
        defer { PQclear(result) }
        hasAnswer = true
        guard failure == nil else { continue }
        do {
          try check(result)
          try body(index, result)
        } catch {
          failure = error
        }
      }
      guard hasAnswer else { throw failure ?? PostgresFailure(nil, on: handle) }
    }
    let mark = PQgetResult(handle)
    defer { PQclear(mark) }
    if let failure { throw failure }
    guard PQresultStatus(mark) == PGRES_PIPELINE_SYNC else { throw PostgresFailure(mark, on: handle) }
  }

  /// Hands over the rows of one answer as they come, however many they are.
  private func stream(
    _ sql: String, _ values: [[SQLValue]], _ row: (Int, any SQLRow) throws -> Void
  ) throws {
    guard let first = values.first else { return }
    let name = try name(of: sql)
    let isSent = PostgresParameters(first).withPointers { count, texts, lengths, formats in
      PQsendQueryPrepared(handle, name, count, texts, lengths, formats, 1)
    }
    guard isSent == 1, PQsetSingleRowMode(handle) == 1 else { throw PostgresFailure(nil, on: handle) }
    var failure: (any Error)?
    while let result = PQgetResult(handle) {
      defer { PQclear(result) }
      guard failure == nil else { continue }
      do {
        try check(result)
        for number in 0..<PQntuples(result) { try row(0, PostgresRow(result: result, row: number)) }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// The name under which a statement is prepared.
  private func name(of sql: String) throws -> String {
    if let name = prepared[sql] { return name }
    let name = "s\(prepared.count)"
    let result = PQprepare(handle, name, Self.numbered(sql), 0, nil)
    defer { PQclear(result) }
    try check(result)
    prepared[sql] = name
    return name
  }

  /// With `$1`, `$2` for every `?`.
  private static func numbered(_ sql: String) -> String {
    var number = 0
    return sql.reduce(into: "") { text, character in
      guard character == "?" else { return text.append(character) }
      number += 1
      text += "$\(number)"
    }
  }

  private func check(_ result: OpaquePointer?) throws {
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE: return
    default: throw PostgresFailure(result, on: handle)
    }
  }
}
