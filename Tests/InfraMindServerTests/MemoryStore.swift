import AdapterKit
import Foundation
import InfraMindCore
import InfraMindStore

/// A store without a disk, which fails and waits as a test wants.
actor MemoryStore: RunStore {
  private(set) var inbox: [StoredDelivery] = []
  private(set) var facts: [JobRunFacts] = []
  private(set) var questions: [(question: StoredQuestion, due: Date)] = []
  private(set) var settled: [(id: String, outcome: QuestionOutcome)] = []
  private(set) var batches: [Int] = []
  private(set) var isClosed = false
  private var notes: [String: String] = [:]

  /// Thrown by whatever would write, until it is taken away.
  var failure: (any Error)?
  /// The id of a delivery that cannot be kept or processed.
  var poison: String?
  private var isHeld = false
  private var held: [CheckedContinuation<Void, Never>] = []

  func fail(with error: (any Error)?) { failure = error }
  func setPoison(_ id: String?) { poison = id }

  /// Lets transactions wait until they are released.
  func hold() { isHeld = true }

  func release() {
    isHeld = false
    held.forEach { $0.resume() }
    held = []
  }

  /// How many transactions wait.
  var waiting: Int { held.count }

  private func begin() async throws {
    if isHeld { await withCheckedContinuation { held.append($0) } }
    if let failure { throw failure }
  }

  // MARK: Facts and runs

  @discardableResult func record(_ facts: [JobRunFacts]) async throws -> Int {
    try await begin()
    self.facts += facts
    return facts.count
  }

  func runs(_ query: RunQuery) async throws -> [JobRun] { [] }
  func forEachBatch(
    of query: RunQuery, _ body: @escaping @Sendable ([JobRun]) throws -> Void
  ) async throws {}
  /// What reading gives, and what was asked for.
  private(set) var pages: [RunPage] = []
  private(set) var asked: [(query: RunQuery, cursor: String?)] = []
  func setPages(_ pages: [RunPage]) { self.pages = pages }

  func page(of query: RunQuery, behind cursor: String?, size: Int) async throws -> RunPage {
    try await begin()
    asked.append((query, cursor))
    return pages.isEmpty ? RunPage() : pages.removeFirst()
  }

  func jobCount(_ query: RunQuery) async throws -> Int { 0 }
  func wholeRuns(_ query: RunQuery) async throws -> Set<String> { [] }
  func repositories() async throws -> [StoredRepository] { [] }

  func statistics() async throws -> StoreStatistics {
    if let failure { throw failure }
    var statistics = StoreStatistics()
    for delivery in inbox { statistics.deliveries[delivery.state, default: 0] += 1 }
    statistics.openQuestions = questions.count
    return statistics
  }

  private(set) var pruned: [Retention] = []
  @discardableResult func prune(_ retention: Retention, at now: Date) async throws -> Int {
    try await begin()
    pruned.append(retention)
    return 0
  }

  // MARK: Inbox

  /// How many transactions that keep deliveries have begun.
  private(set) var inboxTransactions = 0

  func keep(_ deliveries: [InboxDelivery]) async throws -> [InboxOutcome] {
    inboxTransactions += 1
    try await begin()
    if deliveries.contains(where: { $0.delivery.id == poison }) {
      throw StoreError(.failed, "The value is too large for a column.")
    }
    batches.append(deliveries.count)
    return deliveries.map { delivery in
      guard !inbox.contains(where: { $0.key == delivery.key }) else { return .repetition }
      inbox.append(
        StoredDelivery(
          key: delivery.key, event: delivery.delivery.event, state: .waiting,
          receivedAt: delivery.receivedAt, reason: nil, body: delivery.delivery.body))
      return .kept
    }
  }

  func processInbox(
    limit: Int, at now: Date, _ decode: @escaping @Sendable ([InboxDelivery]) -> [DecodingResult]
  ) async throws -> Int {
    try await begin()
    let chosen = inbox.indices.filter { inbox[$0].state == .waiting }.prefix(limit)
    guard !chosen.isEmpty else { return 0 }
    let results = decode(
      chosen.map { index in
        let stored = inbox[index]
        return InboxDelivery(
          platform: stored.key.platform, tenant: stored.key.tenant,
          delivery: VerifiedDelivery(kept: stored.event, id: stored.key.id, body: stored.body ?? []),
          receivedAt: stored.receivedAt)
      })
    for (index, result) in zip(chosen, results) {
      if case .decoded(.facts) = result, inbox[index].key.id == poison {
        throw StoreError(.failed, "The value is too large for a column.")
      }
      settle(index, result, now)
    }
    return chosen.count
  }

  private func settle(_ index: Int, _ result: DecodingResult, _ now: Date) {
    switch result {
    case .decoded(.facts(let said, let open)):
      facts += said
      inbox[index].state = .done
      inbox[index].body = nil
      for question in open {
        let stored = StoredQuestion(id: "\(questions.count)", question: question, attempts: 0)
        questions.append((stored, now.addingTimeInterval(question.delay / .seconds(1))))
      }
    case .decoded(.ignored(let reason)):
      inbox[index].state = .ignored
      inbox[index].reason = reason
      inbox[index].body = nil
    case .dead(let code, let reason):
      inbox[index].state = .dead
      inbox[index].reason = "\(code): \(reason)"
    }
  }

  func delivery(_ key: DeliveryKey) async throws -> StoredDelivery? { inbox.first { $0.key == key } }

  func deliveries(in state: DeliveryState?, limit: Int) async throws -> [StoredDelivery] {
    Array(inbox.reversed().filter { state == nil || $0.state == state }.prefix(limit))
  }

  func replay(_ keys: [DeliveryKey]?) async throws -> Int {
    let chosen = inbox.indices.filter {
      inbox[$0].state == .dead && (keys == nil || keys?.contains(inbox[$0].key) == true)
    }
    for index in chosen { inbox[index].state = .waiting }
    return chosen.count
  }

  // MARK: Questions

  func ask(_ question: FollowUp, attempts: Int = 0) {
    let stored = StoredQuestion(id: "\(questions.count)", question: question, attempts: attempts)
    questions.append((stored, .distantPast))
  }

  func takeQuestions(limit: Int, at now: Date, lease: Duration) async throws -> [StoredQuestion] {
    try await begin()
    let due = questions.filter { $0.due <= now }.prefix(limit)
    questions.removeAll { question in due.contains { $0.question.id == question.question.id } }
    return due.map(\.question)
  }

  func settle(_ question: StoredQuestion, _ outcome: QuestionOutcome) async throws {
    try await begin()
    settled.append((question.id, outcome))
    if case .answered(let said) = outcome { facts += said }
  }

  // MARK: Small things

  func note(_ name: String) async throws -> String? { notes[name] }
  func setNote(_ text: String?, under name: String) async throws { notes[name] = text }
  func checkHealth() async throws { try await begin() }
  func close() async throws { isClosed = true }
}
