internal import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// A store in tables of a database. What it does is the same for all of them; see ``SQLDialect`` for the
/// rest.
package struct SQLRunStore<Database: SQLDatabase>: RunStore {
  package let database: Database

  /// Keeps runs in a database whose tables are up to date.
  package init(database: Database) { self.database = database }

  // MARK: - Facts and runs

  @discardableResult package func record(_ facts: [JobRunFacts]) async throws -> Int {
    guard !facts.isEmpty else { return 0 }
    let now = Date()
    return try await database.write { try FactsTable(connection: $0).record(facts, at: now) }
  }

  package func runs(_ query: RunQuery) async throws -> [JobRun] {
    guard query.latestPerJob != nil, !query.namesRuns else {
      return try await database.read { try RunReader(connection: $0, query: query).all() }
    }
    // Making values of rows takes longer than finding them, so two connections share the jobs.
    async let even = database.read { try RunReader(connection: $0, query: query, half: .even).latest() }
    async let odd = database.read { try RunReader(connection: $0, query: query, half: .odd).latest() }
    var found = try await even
    found.append(try await odd)
    return found.oldestFirst()
  }

  package func forEachBatch(
    of query: RunQuery, _ body: @escaping @Sendable ([JobRun]) throws -> Void
  ) async throws {
    try await database.read { connection in
      try RunReader(connection: connection, query: query).forEachBatch(of: 1000, body)
    }
  }

  package func page(of query: RunQuery, behind cursor: String?, size: Int) async throws -> RunPage {
    try await database.read { connection in
      try RunReader(connection: connection, query: query).page(
        behind: cursor.flatMap { Int64($0) }, size: size)
    }
  }

  package func jobCount(_ query: RunQuery) async throws -> Int {
    try await database.read { try RunReader(connection: $0, query: query).jobCount() }
  }

  package func wholeRuns(_ query: RunQuery) async throws -> Set<String> {
    try await database.read { try WholeRuns(connection: $0, query: query).ids() }
  }

  package func repositories() async throws -> [StoredRepository] {
    try await database.read { try StoreCounts(connection: $0).repositories() }
  }

  package func statistics() async throws -> StoreStatistics {
    var statistics = try await database.read { try StoreCounts(connection: $0).statistics() }
    statistics.bytes = try await database.bytes()
    return statistics
  }

  @discardableResult package func prune(_ retention: Retention, at now: Date) async throws -> Int {
    try await Pruning(database: database, retention: retention, now: now).prune()
  }

  // MARK: - Inbox

  package func keep(_ deliveries: [InboxDelivery]) async throws -> [InboxOutcome] {
    guard !deliveries.isEmpty else { return [] }
    return try await database.write { try InboxTable(connection: $0).keep(deliveries) }
  }

  package func processInbox(
    limit: Int, at now: Date, _ decode: @escaping @Sendable ([InboxDelivery]) -> [DecodingResult]
  ) async throws -> Int {
    try await InboxWork(database: database, now: now, decode: decode).process(limit)
  }

  package func delivery(_ key: DeliveryKey) async throws -> StoredDelivery? {
    try await database.read { try InboxTable(connection: $0).delivery(key) }
  }

  package func deliveries(in state: DeliveryState?, limit: Int) async throws -> [StoredDelivery] {
    try await database.read { try InboxTable(connection: $0).deliveries(in: state, limit: limit) }
  }

  package func replay(_ keys: [DeliveryKey]?) async throws -> Int {
    try await database.write { try InboxTable(connection: $0).replay(keys) }
  }

  // MARK: - Questions

  package func takeQuestions(limit: Int, at now: Date, lease: Duration) async throws -> [StoredQuestion] {
    let end = now.addingTimeInterval(lease / .seconds(1))
    return try await database.write {
      try QuestionTable(connection: $0).take(limit: limit, at: now, until: end)
    }
  }

  package func settle(_ question: StoredQuestion, _ outcome: QuestionOutcome) async throws {
    let now = Date()
    try await database.write { connection in
      let questions = QuestionTable(connection: connection)
      switch outcome {
      case .answered(let facts):
        _ = try FactsTable(connection: connection).record(facts, at: now)
        try questions.remove(question)
      case .again(let time, let reason): try questions.postpone(question, to: time, reason: reason)
      case .gaveUp: try questions.remove(question)
      }
    }
  }

  // MARK: - Small things

  /// Notes concern the whole store, so the repository in their key is empty.
  private static var noteKey: [SQLValue] { RepositoryKey("").values }

  package func note(_ name: String) async throws -> String? {
    try await database.read { connection in
      var text: String?
      try connection.query(
        "SELECT content FROM notes WHERE org = ? AND repo = ? AND name = ?",
        forEach: [Self.noteKey + [.key(name)]]
      ) { _, row in text = row.text(at: 0) }
      return text
    }
  }

  package func setNote(_ text: String?, under name: String) async throws {
    try await database.write { connection in
      guard let text else {
        try connection.run(
          "DELETE FROM notes WHERE org = ? AND repo = ? AND name = ?", forEach: [Self.noteKey + [.key(name)]])
        return
      }
      try connection.run(
        """
        INSERT INTO notes (org, repo, name, content) VALUES (?, ?, ?, ?)
        ON CONFLICT (org, repo, name) DO UPDATE SET content = excluded.content
        """, forEach: [Self.noteKey + [.key(name), .text(text)]])
    }
  }

  package func checkHealth() async throws {
    try await database.write { connection in
      _ = try connection.run("UPDATE inframind_schema SET version = version WHERE id = 1")
      // No delivery has no platform: the table and the right to write to it are what is looked at.
      _ = try connection.run("UPDATE inbox SET state = state WHERE platform = '' AND tenant = '' AND id = ''")
    }
  }

  package func close() async throws { try await database.close() }
}
