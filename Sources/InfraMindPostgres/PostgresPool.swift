internal import InfraMindStore

/// Connections that nobody uses now, and those who wait for one.
actor PostgresPool {
  private let most: Int
  private var idle: [PostgresConnection] = []
  private var used = 0
  private var waiting: [CheckedContinuation<PostgresConnection?, Never>] = []
  private var isClosed = false

  init(most: Int) { self.most = most }

  /// A connection, or the right to make one, once there are fewer than the most that may be open.
  func take() async throws -> PostgresConnection? {
    guard !isClosed else { throw StoreError(.failed, "The store is closed.") }
    used += 1
    if used <= most { return idle.popLast() }
    return await withCheckedContinuation { waiting.append($0) }
  }

  /// Takes a connection back, or the right to make one.
  func give(_ connection: PostgresConnection?) {
    used -= 1
    guard waiting.isEmpty else { return waiting.removeFirst().resume(returning: connection) }
    guard let connection else { return }
    if isClosed { connection.close() } else { idle.append(connection) }
  }

  /// Closes connections, those in use when they come back.
  func close() {
    isClosed = true
    for connection in idle { connection.close() }
    idle = []
  }
}
