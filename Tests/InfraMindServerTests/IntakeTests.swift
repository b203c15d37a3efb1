import AdapterKit
import Foundation
import InfraMindCore
import InfraMindStore
import Logging
import ServerTesting
import Synchronization
import Testing

@testable import InfraMindServer

@Suite struct IntakeTests {
  let store = MemoryStore()

  private func intake(batch: Int = 256, waiting: Int = 1000, patience: Duration = .seconds(60)) -> Intake {
    Intake(
      store, IntakeLimits(batch: batch, waiting: waiting, patience: patience), ServerMetrics(),
      log: LimitedLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
  }

  private func delivery(_ id: String) -> InboxDelivery {
    InboxDelivery(
      platform: ToyPlatform.platform, tenant: "",
      delivery: VerifiedDelivery(kept: "job", id: id, body: Array("run \(id)".utf8)),
      receivedAt: Date(timeIntervalSince1970: 1_700_000_000))
  }

  @Test func `what comes while a transaction runs goes with the next one, all together`() async throws {
    let intake = intake()
    await store.hold()
    try await withThrowingTaskGroup(of: InboxOutcome.self) { group in
      group.addTask { try await intake.keep(delivery("first")) }
      #expect(try await eventually { await store.waiting == 1 })
      for number in 0..<100 { group.addTask { try await intake.keep(delivery("\(number)")) } }
      #expect(try await eventually { await intake.waitingCount == 100 })
      await store.release()
      for try await outcome in group { #expect(outcome == .kept) }
    }
    #expect(await store.batches == [1, 100])
  }

  @Test func `a transaction is no larger than allowed`() async throws {
    let intake = intake(batch: 30)
    await store.hold()
    try await withThrowingTaskGroup(of: InboxOutcome.self) { group in
      group.addTask { try await intake.keep(delivery("first")) }
      #expect(try await eventually { await store.waiting == 1 })
      for number in 0..<100 { group.addTask { try await intake.keep(delivery("\(number)")) } }
      #expect(try await eventually { await intake.waitingCount == 100 })
      await store.release()
      for try await outcome in group { #expect(outcome == .kept) }
    }
    #expect(await store.batches == [1, 30, 30, 30, 10])
  }

  @Test func `nobody is answered before the transaction has ended`() async throws {
    let intake = intake()
    await store.hold()
    let answered = Flag()
    async let outcome: InboxOutcome = {
      let outcome = try await intake.keep(delivery("1"))
      answered.set()
      return outcome
    }()
    #expect(try await eventually { await store.waiting == 1 })
    try await Task.sleep(for: .milliseconds(50))
    #expect(!answered.isSet)
    await store.release()
    #expect(try await outcome == .kept)
    #expect(await store.inbox.count == 1)
  }

  @Test func `of several that are the same one is kept`() async throws {
    let intake = intake()
    await store.hold()
    async let blocker = intake.keep(delivery("first"))
    #expect(try await eventually { await store.waiting == 1 })
    async let one = intake.keep(delivery("same"))
    async let two = intake.keep(delivery("same"))
    #expect(try await eventually { await intake.waitingCount == 2 })
    await store.release()
    let outcomes = try await [one, two]
    #expect(Set(outcomes) == [.kept, .repetition])
    _ = try await blocker
    #expect(await store.inbox.count == 2)
  }

  @Test func `too many are put off`() async throws {
    let intake = intake(waiting: 2)
    await store.hold()
    async let first = intake.keep(delivery("1"))
    #expect(try await eventually { await store.waiting == 1 })
    async let second = intake.keep(delivery("2"))
    async let third = intake.keep(delivery("3"))
    #expect(try await eventually { await intake.waitingCount == 2 })
    await #expect(throws: IntakeRefusal.crowded) { try await intake.keep(delivery("4")) }
    await store.release()
    _ = try await (first, second, third)
    #expect(try await intake.keep(delivery("4")) == .kept)
  }

  @Test func `one that the store cannot hold takes no other with it`() async throws {
    let intake = intake()
    await store.setPoison("bad")
    await store.hold()
    async let first = intake.keep(delivery("1"))
    #expect(try await eventually { await store.waiting == 1 })
    async let second = intake.keep(delivery("2"))
    let bad = Task { try await intake.keep(delivery("bad")) }
    async let third = intake.keep(delivery("3"))
    #expect(try await eventually { await intake.waitingCount == 3 })
    await store.release()
    #expect(try await [first, second, third] == [.kept, .kept, .kept])
    await #expect(throws: IntakeRefusal.store(code: "store-failed")) { try await bad.value }
  }

  @Test func `a silent store lets nobody wait for ever, and is used again once it answers`() async throws {
    let intake = intake(patience: .zero)
    await store.hold()
    let first = Task { try await intake.keep(delivery("1")) }
    #expect(try await eventually { await store.waiting == 1 })
    let second = Task { try await intake.keep(delivery("2")) }
    #expect(try await eventually { await intake.waitingCount == 1 })
    await intake.tellImpatient()
    await #expect(throws: IntakeRefusal.slow) { try await first.value }
    await #expect(throws: IntakeRefusal.slow) { try await second.value }
    await #expect(throws: IntakeRefusal.slow) { try await intake.keep(delivery("3")) }

    await store.release()
    #expect(try await eventually { await store.inbox.count == 1 })
    // It was kept all the same, so a second try is a repetition.
    #expect(try await eventually { (try? await intake.keep(delivery("1"))) == .repetition })
    #expect(try await intake.keep(delivery("3")) == .kept)
  }
}

/// Says whether something happened, to another task.
final class Flag: Sendable {
  private let state = Mutex(false)
  var isSet: Bool { state.withLock { $0 } }
  func set() { state.withLock { $0 = true } }
}
