import AdapterKit
import FoundationEssentials
import InfraMindCore
import InfraMindStore
import StoreTesting
import Testing

/// What every store does with deliveries.
@Suite struct InboxBehaviourTests {
  private let now = Date(timeIntervalSince1970: 1_790_000_500)

  private func key(_ id: String, tenant: String = "") -> DeliveryKey {
    DeliveryKey(platform: .gitHubActions, tenant: tenant, id: id)
  }

  @Test(arguments: StoreKind.available)
  func `a delivery is kept once, however often it comes`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let both = [InboxDelivery.sample("b"), .sample("a"), .sample("b")]
      #expect(try await store.keep(both) == [.kept, .kept, .repetition])
      #expect(try await store.keep([.sample("a"), .sample("c")]) == [.repetition, .kept])
      #expect(try await store.keep([]).isEmpty)
      #expect(try await store.statistics().deliveries == [.waiting: 3])
    }
  }

  @Test(arguments: StoreKind.available)
  func `deliveries of other tenants and platforms are others`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let three = [InboxDelivery.sample("a"), .sample("a", tenant: "x"), .sample("a", platform: .gitLabCI)]
      #expect(try await store.keep(three) == [.kept, .kept, .kept])
      #expect(try await store.delivery(key("a", tenant: "x"))?.key.tenant == "x")
      #expect(try await store.delivery(key("a", tenant: "y")) == nil)
    }
  }

  @Test(arguments: StoreKind.available)
  func `a body of any bytes is kept as it is until it is decoded`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      var delivery = InboxDelivery.sample("a")
      for body in [[], [0], Array(0...255), Array("é\u{0}".utf8)] as [[UInt8]] {
        delivery.delivery = VerifiedDelivery(kept: "push", id: "\(body.count)", body: body)
        _ = try await store.keep([delivery])
        #expect(try await store.delivery(key("\(body.count)"))?.body == body)
      }
      let seen = Bytes()
      _ = try await store.processInbox(limit: 10, at: now) { deliveries in
        seen.add(deliveries.map(\.delivery.body.count))
        return deliveries.map { _ in .decoded(.ignored(reason: "a test")) }
      }
      #expect(seen.counts.sorted() == [0, 1, 3, 256])
      #expect(try await store.delivery(key("256"))?.body == nil)
    }
  }

  @Test(arguments: StoreKind.available)
  func `the oldest deliveries are decoded first, and what they say is recorded`(_ kind: StoreKind)
    async throws
  {
    try await StorePlace.withStore(kind) { store async throws in
      _ = try await store.keep([.sample("late", at: 2), .sample("early", at: 1), .sample("last", at: 3)])
      let messages = SampleMessages()
      let count = try await store.processInbox(limit: 2, at: now) { deliveries in
        #expect(deliveries.map(\.delivery.id) == ["early", "late"])
        return [
          .decoded(.facts(messages.workflow() + messages.job("7"))), .decoded(.ignored(reason: "ping")),
        ]
      }
      #expect(count == 2)
      #expect(try await store.runs(RunQuery()).map(\.jobID) == ["7"])
      #expect(try await store.delivery(key("early"))?.state == .done)
      let ignored = try await store.delivery(key("late"))
      #expect(ignored?.state == .ignored && ignored?.reason == "ping" && ignored?.body == nil)
      #expect(try await store.delivery(key("last"))?.state == .waiting)
      #expect(try await store.statistics().deliveries == [.done: 1, .ignored: 1, .waiting: 1])
      // What was decoded is known when it comes again.
      #expect(try await store.keep([.sample("early")]) == [.repetition])
    }
  }

  @Test(arguments: StoreKind.available)
  func `what cannot be decoded is kept with the reason, and waits again when told`(
    _ kind: StoreKind
  ) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      _ = try await store.keep((0..<4).map { .sample("\($0)", body: "body \($0)", at: Double($0)) })
      let count = try await store.processInbox(limit: 9, at: now) { deliveries in
        deliveries.map { _ in .dead(code: "invalid-payload", reason: "It has no job.") }
      }
      #expect(count == 4)
      #expect(try await store.processInbox(limit: 9, at: now) { _ in [] } == 0)
      let dead = try await store.deliveries(in: .dead, limit: 3)
      #expect(dead.map(\.key.id) == ["3", "2", "1"])
      #expect(dead.first?.body == Array("body 3".utf8) && dead.first?.event == "workflow_job")
      #expect(dead.first?.reason == "invalid-payload: It has no job.")
      #expect(try await store.replay([key("2"), key("unknown")]) == 1)
      #expect(try await store.replay(nil) == 3)
      #expect(
        try await store.deliveries(in: nil, limit: 9).map(\.state) == Array(repeating: .waiting, count: 4))
    }
  }

  @Test(arguments: StoreKind.available)
  func `a decoder that gives too few results loses nothing`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      _ = try await store.keep([.sample("a", body: "x")])
      _ = try await store.processInbox(limit: 9, at: now) { _ in [] }
      #expect(try await store.deliveries(in: .dead, limit: 9).first?.body == Array("x".utf8))
    }
  }

  @Test(arguments: StoreKind.available)
  func `one delivery that cannot be kept does not hold up the others`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    let store = try await place.open()
    _ = try await store.record(SampleMessages("a").finished("a"))
    try await place.administrate("UPDATE facts SET document = 'broken'")
    _ = try await store.keep([.sample("a", body: "x", at: 1), .sample("b", at: 2), .sample("c", at: 3)])
    while try await store.processInbox(
      limit: 9, at: now,
      { deliveries in
        deliveries.map { .decoded(.facts(SampleMessages($0.delivery.id).finished($0.delivery.id))) }
      }) > 0
    {}
    #expect(try await store.statistics().deliveries == [.dead: 1, .done: 2])
    let dead = try #require(try await store.delivery(key("a")))
    #expect(dead.reason?.hasPrefix("store-damaged: ") == true && dead.body == Array("x".utf8))
    try await store.close()
    await place.remove()
  }

  @Test(arguments: StoreKind.available)
  func `several workers take every delivery once`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    let first = try await place.open()
    _ = try await first.keep((0..<200).map { .sample("\($0)", at: Double($0)) })
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let store = try await place.open()
          let work: @Sendable ([InboxDelivery]) -> [DecodingResult] = { deliveries in
            deliveries.map { delivery in
              let messages = SampleMessages(delivery.delivery.id)
              let question = FollowUp(run: messages.run, question: "usage")
              return .decoded(.facts(messages.finished(delivery.delivery.id), then: [question]))
            }
          }
          while try await store.processInbox(limit: 7, at: now, work) > 0 {}
          try await store.close()
        }
      }
      try await group.waitForAll()
    }
    #expect(try await first.runs(RunQuery()).count == 200)
    #expect(try await first.statistics().deliveries == [.done: 200])
    #expect(try await first.statistics().openQuestions == 200)
    try await first.close()
    await place.remove()
  }

  // MARK: - Questions

  @Test(arguments: StoreKind.available)
  func `a question is leased, asked again when told, and gone when answered`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages()
      let question = FollowUp(
        run: messages.run, question: "usage", parameters: ["job": "7"], delay: .seconds(60))
      _ = try await store.keep([.sample("a"), .sample("b")])
      _ = try await store.processInbox(limit: 9, at: now) { deliveries in
        deliveries.map { _ in .decoded(.facts([], then: [question])) }
      }
      #expect(try await store.statistics().openQuestions == 1)
      #expect(try await store.takeQuestions(limit: 9, at: now + 59, lease: .seconds(30)).isEmpty)

      let taken = try await store.takeQuestions(limit: 9, at: now + 60, lease: .seconds(30))
      let first = try #require(taken.first)
      #expect(first.question == question && first.attempts == 0 && taken.count == 1)
      #expect(try await store.takeQuestions(limit: 9, at: now + 89, lease: .seconds(30)).isEmpty)

      // A lease that ran out is somebody else's.
      let second = try #require(
        try await store.takeQuestions(limit: 9, at: now + 90, lease: .seconds(30)).first)
      #expect(second.attempts == 1)
      try await store.settle(first, .again(at: now, reason: "too late to say"))
      #expect(try await store.takeQuestions(limit: 9, at: now + 100, lease: .seconds(30)).isEmpty)
      try await store.settle(second, .again(at: now + 500, reason: "limit hit"))
      let third = try #require(
        try await store.takeQuestions(limit: 9, at: now + 500, lease: .seconds(30)).first)
      #expect(third.attempts == 2)

      try await store.settle(third, .answered(messages.finished("7")))
      #expect(try await store.runs(RunQuery()).map(\.jobID) == ["7"])
      #expect(try await store.statistics().openQuestions == 0)
    }
  }

  @Test(arguments: StoreKind.available)
  func `a question that was given up is not asked again`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      _ = try await store.keep([.sample("a")])
      let question = FollowUp(run: SampleMessages().run, question: "job")
      _ = try await store.processInbox(limit: 9, at: now) { _ in [.decoded(.facts([], then: [question]))] }
      let taken = try #require(try await store.takeQuestions(limit: 9, at: now, lease: .seconds(1)).first)
      try await store.settle(taken, .gaveUp(reason: "not found"))
      #expect(try await store.takeQuestions(limit: 9, at: now + 9999, lease: .seconds(1)).isEmpty)
    }
  }

  // MARK: - Notes

  @Test(arguments: StoreKind.available)
  func `a note is kept under its name until it is taken out`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let long = String(repeating: "checkpoint/", count: 100)
      #expect(try await store.note("a") == nil)
      try await store.setNote("one", under: "a")
      try await store.setNote("", under: "b")
      try await store.setNote("long", under: long + "1")
      try await store.setNote("two", under: "a")
      #expect(try await store.note("a") == "two")
      #expect(try await store.note("b") == "")
      #expect(try await store.note(long + "1") == "long")
      #expect(try await store.note(long + "2") == nil)
      try await store.setNote(nil, under: "a")
      #expect(try await store.note("a") == nil)
    }
  }
}

/// What a decoder saw, from whatever thread it ran on.
private final class Bytes: @unchecked Sendable {
  private(set) var counts: [Int] = []

  func add(_ more: [Int]) { counts += more }
}
