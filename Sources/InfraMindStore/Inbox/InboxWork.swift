internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// Has waiting deliveries decoded and keeps what comes of it.
///
/// Where several transactions write at a time, a delivery stays locked while it is decoded. Where one writes
/// at a time, decoding comes before that transaction, so that new deliveries are kept meanwhile; what another
/// process settled in between is then left out.
struct InboxWork<Database: SQLDatabase>: Sendable {
  let database: Database
  let now: Date
  let decode: @Sendable ([InboxDelivery]) -> [DecodingResult]

  /// - Returns: How many were processed, by this call or another.
  func process(_ limit: Int) async throws -> Int {
    do {
      return try await processTogether(limit)
    } catch let error as StoreError where !error.isPassing {
      // One that the store cannot take must not hold up those behind it.
      return try await processAlone()
    }
  }

  /// Processes the oldest delivery; if what it says cannot be kept, it is dead.
  private func processAlone() async throws -> Int {
    do {
      return try await processTogether(1)
    } catch let error as StoreError where !error.isPassing {
      return try await database.write { connection in
        let inbox = InboxTable(connection: connection)
        let deliveries = try inbox.waiting(1)
        let reason = "\(error.code): \(error.message)"
        return try inbox.settle(deliveries.map { ($0.key, .dead, reason) }).count
      }
    }
  }

  private func processTogether(_ limit: Int) async throws -> Int {
    guard !database.dialect.hasParallelWriters else {
      return try await database.write { connection in
        let deliveries = try InboxTable(connection: connection).waiting(limit)
        guard !deliveries.isEmpty else { return 0 }
        try keep(self.results(for: deliveries), of: deliveries, connection)
        return deliveries.count
      }
    }
    let deliveries = try await database.read { try InboxTable(connection: $0).waiting(limit) }
    guard !deliveries.isEmpty else { return 0 }
    let results = self.results(for: deliveries)
    try await database.write { try keep(results, of: deliveries, $0) }
    return deliveries.count
  }

  private func results(for deliveries: [InboxDelivery]) -> [DecodingResult] {
    let results = decode(deliveries)
    guard results.count == deliveries.count else {
      let reason = "The decoder gave \(results.count) results for \(deliveries.count) deliveries."
      return deliveries.map { _ in .dead(code: StoreError.Code.failed.description, reason: reason) }
    }
    return results
  }

  private func keep(
    _ results: [DecodingResult], of deliveries: [InboxDelivery], _ connection: any SQLConnection
  ) throws {
    let settled = zip(deliveries, results).map { delivery, result -> (DeliveryKey, DeliveryState, String?) in
      switch result {
      case .decoded(.facts): (delivery.key, .done, nil)
      case .decoded(.ignored(let reason)): (delivery.key, .ignored, reason)
      case .dead(let code, let reason): (delivery.key, .dead, "\(code): \(reason)")
      }
    }
    let wereWaiting = try InboxTable(connection: connection).settle(settled)
    var facts: [JobRunFacts] = []
    var questions: [FollowUp] = []
    for (result, wasWaiting) in zip(results, wereWaiting) where wasWaiting {
      guard case .decoded(.facts(let said, let open)) = result else { continue }
      facts += said
      questions += open
    }
    _ = try FactsTable(connection: connection).record(facts, at: now)
    try QuestionTable(connection: connection).ask(questions, at: now)
  }
}
