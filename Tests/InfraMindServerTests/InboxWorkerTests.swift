import AdapterKit
import Foundation
import InfraMindCore
import InfraMindStore
import Logging
import ServerTesting
import ServiceLifecycle
import Testing

@testable import InfraMindServer

@Suite struct InboxWorkerTests {
  let server: ServerUnderTest
  let worker: InboxWorker

  init() throws {
    server = try ServerUnderTest()
    worker = server.worker
  }

  private func state(_ id: String) async throws -> StoredDelivery? {
    try await server.store.delivery(DeliveryKey(platform: ToyPlatform.platform, tenant: "", id: id))
  }

  private func processed(_ outcome: String) -> Int? {
    server.server.metrics.counts.processed[
      ServerMetrics.Labels(platform: ToyPlatform.platform, outcome: outcome)]
  }

  @Test func `a delivery becomes facts`() async throws {
    _ = try await server.deliver("run 7", id: "a")
    #expect(try await worker.step(10) == 1)
    #expect(await server.store.facts == [ToyPlatform.facts("7")])
    #expect(try await state("a")?.state == .done)
    #expect(processed("facts") == 1)
    #expect(try await worker.step(10) == 0)
  }

  @Test func `what is of no interest is counted and forgotten`() async throws {
    _ = try await server.deliver("nothing", id: "a")
    #expect(try await worker.step(10) == 1)
    #expect(try await state("a")?.state == .ignored)
    #expect(try await state("a")?.body == nil)
    #expect(processed("ignored") == 1)
  }

  @Test func `what cannot be decoded is put aside with its reason, and holds up nobody`() async throws {
    _ = try await server.deliver("gibberish", id: "bad")
    _ = try await server.deliver("run 1", id: "good")
    #expect(try await worker.step(10) == 2)
    let dead = try await state("bad")
    #expect(dead?.state == .dead)
    #expect(dead?.reason == "invalid-payload: The payload is none of the toy's.")
    #expect(dead?.body == Array("gibberish".utf8))
    #expect(try await state("good")?.state == .done)
    #expect(processed("dead") == 1)
    #expect(server.log.text.contains("cannot be decoded"))
    #expect(!server.log.text.contains("gibberish"))
  }

  @Test func `a dead delivery that waits again is decoded again`() async throws {
    _ = try await server.deliver("gibberish", id: "bad")
    _ = try await worker.step(10)
    #expect(try await server.store.replay(nil) == 1)
    #expect(try await worker.step(10) == 1)
    #expect(processed("dead") == 2)
  }

  @Test func `a delivery of a platform that nobody reads is put aside`() async throws {
    let stranger = InboxDelivery(
      platform: Platform(rawValue: "stranger"), tenant: "",
      delivery: VerifiedDelivery(kept: "", id: "1", body: []), receivedAt: Date())
    _ = try await server.store.keep([stranger])
    #expect(try await worker.step(10) == 1)
    #expect(try await server.store.delivery(stranger.key)?.reason?.hasPrefix("unknown-platform") == true)
  }

  @Test func `a delivery whose facts no store can hold is put aside in the end`() async throws {
    for id in ["1", "bad", "2"] { _ = try await server.deliver("run \(id)", id: id) }
    await server.store.setPoison("bad")
    let task = Task { try await worker.run() }
    defer { task.cancel() }
    #expect(try await eventually { try await state("bad")?.state == .dead })
    #expect(try await eventually { try await state("2")?.state == .done })
    #expect(try await state("1")?.state == .done)
    #expect(try await state("bad")?.reason?.hasPrefix("unstorable") == true)
  }

  @Test func `the work goes on when a store that failed is back`() async throws {
    _ = try await server.deliver("run 1", id: "1")
    await server.store.fail(with: StoreError(.busy, "locked"))
    let task = Task { try await worker.run() }
    defer { task.cancel() }
    #expect(try await eventually { server.server.metrics.counts.storeFailures["store-busy"] ?? 0 > 0 })
    await server.store.fail(with: nil)
    #expect(try await eventually { try await state("1")?.state == .done })
  }

  @Test func `work that is cut short by the server's end is no failure`() async throws {
    await server.store.hold()
    let task = Task { try await worker.run() }
    #expect(try await eventually { await server.store.waiting == 1 })
    await server.store.fail(with: CancellationError())
    task.cancel()
    await server.store.release()
    try await task.value
    #expect(!server.log.text.contains("could not be decoded"), "\(server.log.text)")
    #expect(server.server.metrics.counts.storeFailures.isEmpty)
  }

  @Test func `batches grow while transactions are short, and shrink when they are not`() {
    var pace = WorkPace(target: .milliseconds(10))
    for _ in 0..<50 { pace.observe(.milliseconds(1), of: pace.size) }
    #expect(pace.size == 512)
    pace.observe(.milliseconds(11), of: pace.size)
    #expect(pace.size == 256)
    for _ in 0..<20 { pace.observe(.seconds(1), of: pace.size) }
    #expect(pace.size == 1)
    pace.observe(.milliseconds(1), of: 0)
    #expect(pace.size == 1)
  }

  @Test(arguments: [0.0, 0.5, 1.0])
  func `waits double up to a bound, and are never more than it`(_ chance: Double) {
    let backoff = Backoff(first: .seconds(1), longest: .seconds(60))
    let waits = (1...100).map { backoff.wait(after: $0, chance: chance) }
    #expect(waits[0] == .seconds(0.5 + 0.5 * chance))
    #expect(waits[3] == .seconds(8 * (0.5 + 0.5 * chance)))
    #expect(waits.allSatisfy { $0 > .zero && $0 <= .seconds(60) })
    #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 })
  }
}

extension ServerUnderTest {
  var worker: InboxWorker {
    InboxWorker(
      store: store, decoder: InboxDecoder(receivers: Self.receivers, actors: server.actors),
      metrics: server.metrics, log: LimitedLog(server.logger), now: server.now, pause: .milliseconds(5),
      retry: Backoff(first: .milliseconds(1), longest: .milliseconds(10)))
  }
}
