internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// Deliveries: those that wait, and what became of the others.
struct InboxTable {
  let connection: any SQLConnection

  private static let key = "platform = ? AND tenant = ? AND id = ?"

  func keep(_ deliveries: [InboxDelivery]) throws -> [InboxOutcome] {
    // In one order for all writers, so that none waits for one that waits for it.
    let order = deliveries.indices.sorted {
      deliveries[$0].key.parts.lexicographicallyPrecedes(deliveries[$1].key.parts)
    }
    let changes = try connection.run(
      """
      INSERT INTO inbox (platform, tenant, id, event, state, received_at, body) VALUES (?, ?, ?, ?, 'waiting', ?, ?)
      ON CONFLICT (platform, tenant, id) DO NOTHING
      """,
      forEach: order.map { index in
        let delivery = deliveries[index]
        return delivery.key.values
          + [.text(delivery.delivery.event), .time(delivery.receivedAt), .bytes(delivery.delivery.body)]
      })
    var outcomes = Array(repeating: InboxOutcome.kept, count: deliveries.count)
    for (index, change) in zip(order, changes) where change == 0 { outcomes[index] = .repetition }
    return outcomes
  }

  /// The oldest waiting deliveries; other transactions leave them out where several write at a time.
  func waiting(_ limit: Int) throws -> [InboxDelivery] {
    var deliveries: [InboxDelivery] = []
    try connection.query(
      """
      SELECT platform, tenant, id, event, received_at, body FROM inbox WHERE state = 'waiting'
      ORDER BY received_at LIMIT ?\(connection.dialect.skippingLocked)
      """, .integer(limit)
    ) { row in
      deliveries.append(
        InboxDelivery(
          platform: Platform(rawValue: row.text(at: 0) ?? ""), tenant: row.text(at: 1) ?? "",
          delivery: VerifiedDelivery(
            kept: row.text(at: 3) ?? "", id: row.text(at: 2) ?? "", body: row.bytes(at: 5) ?? []),
          receivedAt: row.time(at: 4) ?? Date(timeIntervalSince1970: 0)))
    }
    return deliveries
  }

  /// Notes what became of waiting deliveries. Bodies are kept of dead ones only.
  ///
  /// - Returns: For each whether it was still waiting.
  func settle(_ settled: [(DeliveryKey, DeliveryState, String?)]) throws -> [Bool] {
    try connection.run(
      """
      UPDATE inbox SET state = ?, reason = ?, body = CASE WHEN ? = 1 THEN body ELSE NULL END
      WHERE \(Self.key) AND state = 'waiting'
      """,
      forEach: settled.map { key, state, reason in
        [.text(state.rawValue), .text(reason), .integer(state == .dead ? 1 : 0)] + key.values
      }
    ).map { $0 > 0 }
  }

  func delivery(_ key: DeliveryKey) throws -> StoredDelivery? {
    var found: StoredDelivery?
    try connection.query(Self.select + " WHERE " + Self.key, forEach: [key.values]) { _, row in
      found = try Self.delivery(row)
    }
    return found
  }

  /// The latest deliveries, in one state or in all of them.
  func deliveries(in state: DeliveryState?, limit: Int) throws -> [StoredDelivery] {
    var found: [StoredDelivery] = []
    let states = state.map { [$0] } ?? DeliveryState.allCases
    try connection.query(
      Self.select + " WHERE state = ? ORDER BY received_at DESC LIMIT ?",
      forEach: states.map { [.text($0.rawValue), .integer(limit)] }
    ) { _, row in found.append(try Self.delivery(row)) }
    return Array(found.sorted { $0.receivedAt > $1.receivedAt }.prefix(limit))
  }

  func replay(_ keys: [DeliveryKey]?) throws -> Int {
    let update = "UPDATE inbox SET state = 'waiting', reason = NULL WHERE state = 'dead'"
    guard let keys else { return try connection.run(update) }
    return try connection.run(update + " AND " + Self.key, forEach: keys.map(\.values)).reduce(0, +)
  }

  /// Takes out records of deliveries that do not wait.
  ///
  /// - Returns: How many, at most `limit`.
  func prune(before time: Date, limit: Int) throws -> Int {
    var keys: [[SQLValue]] = []
    for state in DeliveryState.allCases where state != .waiting && keys.count < limit {
      try connection.query(
        "SELECT platform, tenant, id FROM inbox WHERE state = ? AND received_at < ? LIMIT ?",
        .text(state.rawValue), .time(time), .integer(limit - keys.count)
      ) { row in keys.append([.text(row.text(at: 0)), .text(row.text(at: 1)), .text(row.text(at: 2))]) }
    }
    return try connection.run(
      "DELETE FROM inbox WHERE \(Self.key) AND state <> 'waiting'", forEach: keys
    ).reduce(0, +)
  }

  func counts() throws -> [DeliveryState: Int] {
    var counts: [DeliveryState: Int] = [:]
    try connection.query("SELECT state, COUNT(*) FROM inbox GROUP BY state") { row in
      guard let state = row.text(at: 0).flatMap(DeliveryState.init) else { return }
      counts[state] = row.int(at: 1)
    }
    return counts
  }

  // MARK: - Rows

  private static let select =
    "SELECT platform, tenant, id, event, state, received_at, reason, body FROM inbox"

  private static func delivery(_ row: any SQLRow) throws -> StoredDelivery {
    guard let state = row.text(at: 4).flatMap(DeliveryState.init) else {
      throw StoreError(.damaged, "The store holds a delivery in no known state: restore it from a backup.")
    }
    let key = DeliveryKey(
      platform: Platform(rawValue: row.text(at: 0) ?? ""), tenant: row.text(at: 1) ?? "",
      id: row.text(at: 2) ?? "")
    return StoredDelivery(
      key: key, event: row.text(at: 3) ?? "", state: state,
      receivedAt: row.time(at: 5) ?? Date(timeIntervalSince1970: 0), reason: row.text(at: 6),
      body: row.bytes(at: 7))
  }
}

extension DeliveryKey {
  fileprivate var parts: [String] { [platform.rawValue, tenant, id].map(KeyText.bounded) }
  var values: [SQLValue] { parts.map { .text($0) } }
}
