internal import InfraMindStore
internal import Logging
internal import ServiceLifecycle

/// Brings deliveries to the store, many in one transaction: what arrives while one is written goes with the next, so
/// the disk is waited for once a batch and a lone delivery waits for nobody.
actor Intake: Service {
  private struct Waiting {
    let delivery: InboxDelivery
    let since: ContinuousClock.Instant
    let answer: CheckedContinuation<Result<InboxOutcome, IntakeRefusal>, Never>
  }

  private let store: any RunStore
  private let limits: IntakeLimits
  private let metrics: ServerMetrics
  private let log: LimitedLog
  private let clock = ContinuousClock()

  private var waiting: [Waiting] = []
  /// What is being written; empty if nothing is, or if nobody waits for it any more.
  private var underWay: [Waiting] = []
  private var isWriting = false
  /// The store has been silent for longer than anybody waits.
  private var isStalled = false
  private var isClosed = false

  init(_ store: any RunStore, _ limits: IntakeLimits, _ metrics: ServerMetrics, log: LimitedLog) {
    self.store = store
    self.limits = limits
    self.metrics = metrics
    self.log = log
  }

  /// How many wait for their transaction.
  var waitingCount: Int { waiting.count }

  /// Keeps a delivery.
  ///
  /// - Returns: Once it has been committed to disk.
  func keep(_ delivery: InboxDelivery) async throws(IntakeRefusal) -> InboxOutcome {
    if isClosed { throw .closing }
    if isStalled { throw .slow }
    guard waiting.count < limits.waiting else { throw .crowded }
    let result = await withCheckedContinuation { continuation in
      waiting.append(Waiting(delivery: delivery, since: clock.now, answer: continuation))
      guard !isWriting else { return }
      isWriting = true
      Task { await self.write() }
    }
    return try result.get()
  }

  private func write() async {
    while !waiting.isEmpty {
      let batch = Array(waiting.prefix(limits.batch))
      waiting.removeFirst(batch.count)
      underWay = batch
      let began = clock.now
      let results = await kept(batch.map(\.delivery))
      metrics.countCommit(of: batch.count, taking: clock.now - began)
      isStalled = false
      // Empty if they were told already that it takes too long.
      for (waiting, result) in zip(underWay, results) { waiting.answer.resume(returning: result) }
      underWay = []
    }
    isWriting = false
  }

  private func kept(_ deliveries: [InboxDelivery]) async -> [Result<InboxOutcome, IntakeRefusal>] {
    do {
      return try await outcomes(deliveries)
    } catch {
      let failure = StoreFailure(error)
      log.error("The store did not take deliveries: \(failure.message)", code: failure.code)
      metrics.countStoreFailure(failure.code)
      guard !failure.isPassing, deliveries.count > 1 else {
        return deliveries.map { _ in .failure(.store(code: failure.code)) }
      }
    }
    // One that the store cannot hold must not take the others with it.
    var results: [Result<InboxOutcome, IntakeRefusal>] = []
    for delivery in deliveries { results += await kept([delivery]) }
    return results
  }

  private func outcomes(_ deliveries: [InboxDelivery]) async throws -> [Result<InboxOutcome, IntakeRefusal>] {
    let outcomes = try await store.keep(deliveries)
    guard outcomes.count == deliveries.count else {
      throw StoreError(.damaged, "The store answered \(outcomes.count) for \(deliveries.count) deliveries.")
    }
    return outcomes.map { .success($0) }
  }

  // MARK: Impatience

  /// Tells those who have waited too long, until the server ends.
  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        try await Task.sleep(for: .milliseconds(200))
        await self.tellImpatient()
      }
    }
    isClosed = true
  }

  /// Refuses what has waited longer than anybody should.
  func tellImpatient() {
    let latest = clock.now - limits.patience
    if let first = underWay.first, first.since < latest {
      isStalled = true
      log.error("The store is silent: deliveries are refused until it answers", code: "store-slow")
      refuse(&underWay) { _ in true }
    }
    refuse(&waiting) { $0.since < latest }
  }

  private func refuse(_ list: inout [Waiting], where isImpatient: (Waiting) -> Bool) {
    for waiting in list where isImpatient(waiting) { waiting.answer.resume(returning: .failure(.slow)) }
    list.removeAll(where: isImpatient)
  }
}
