import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore
import InfraMindEngine
import InfraMindStore
import Logging
import ServerTesting
import Testing

@testable import InfraMindServer

@Suite struct WatchingTests {
  @Test func `the process lives whatever the store does, and is ready if the store is`() async throws {
    let server = try ServerUnderTest()
    #expect(try await server.get("/healthz").status == 200)
    #expect(try await server.get("/readyz").code == "ready")
    let broken = try ServerUnderTest()
    await broken.store.fail(with: StoreError(.unavailable, "No server at db.internal."))
    #expect(try await broken.get("/healthz").status == 200)
    let reply = try await broken.get("/readyz")
    #expect(reply.status == 503)
    #expect(reply.code == "store-unavailable")
    #expect(!reply.body.contains("db.internal"))
  }

  @Test func `a store that is silent is not ready, and is asked once however many wonder`() async throws {
    let store = MemoryStore()
    let watch = StoreWatch(store, patience: .milliseconds(20))
    await store.hold()
    let answers = await withTaskGroup { group in
      for _ in 0..<10 { group.addTask { await watch.failure()?.code } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers == Array(repeating: "store-slow", count: 10))
    #expect(await watch.failure()?.code == "store-slow")
    #expect(await store.waiting == 1)
    await store.release()
    #expect(try await eventually { await watch.failure() == nil })
  }

  @Test func `metrics tell what was answered, decoded and kept`() async throws {
    let server = try ServerUnderTest()
    _ = try await server.deliver("run 1", id: "a")
    _ = try await server.deliver("run 1", id: "a")
    _ = try await server.deliver("gibberish", id: "b")
    _ = try await server.deliver("run 1", secret: "wrong")
    _ = try await server.worker.step(10)
    let reply = try await server.get("/metrics")
    #expect(reply.status == 200)
    #expect(reply.headers[.contentType]?.hasPrefix("text/plain") == true)
    for line in [
      "inframind_deliveries_total{platform=\"toy\",outcome=\"kept\"} 2",
      "inframind_deliveries_total{platform=\"toy\",outcome=\"repetition\"} 1",
      "inframind_deliveries_total{platform=\"toy\",outcome=\"invalid-signature\"} 1",
      "inframind_processed_total{platform=\"toy\",outcome=\"facts\"} 1",
      "inframind_processed_total{platform=\"toy\",outcome=\"dead\"} 1",
      "inframind_commit_deliveries_count 3", "inframind_inbox_deliveries{state=\"dead\"} 1",
    ] { #expect(reply.body.contains(line + "\n"), "\(line)") }
  }

  @Test func `every line of the metrics is one that Prometheus reads`() async throws {
    let server = try ServerUnderTest()
    _ = try await server.deliver("run 1")
    let body = try await server.get("/metrics").body
    #expect(body.hasSuffix("\n"))
    for line in body.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(
        line.wholeMatch(of: /[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [0-9.e+-]+/) != nil, "\(line)"
      )
    }
  }

  @Test func `a histogram counts what lies at or below its bounds`() {
    var histogram = Histogram(bounds: [1, 10])
    for value in [0, 1, 2, 10, 11] { histogram.count(Double(value)) }
    var text = PrometheusText()
    text.histogram("x", "Help.", histogram)
    #expect(
      text.text
        == """
        # HELP x Help.
        # TYPE x histogram
        x_bucket{le="1"} 2
        x_bucket{le="10"} 4
        x_bucket{le="+Inf"} 5
        x_sum 24
        x_count 5

        """)
  }

  @Test func `labels cannot break out of their quotes`() {
    var text = PrometheusText()
    text.family("x", "gauge", "Help.", [([("name", "a\"b\\c\nd")], 1.5)])
    #expect(text.text.hasSuffix("x{name=\"a\\\"b\\\\c\\nd\"} 1.5\n"))
  }

  @Test func `a log line is one JSON object, whatever it holds`() throws {
    let log = CapturedLog()
    var logger = Logger(label: "test") { _ in
      ServerLogHandler(label: "label", level: .info, format: .json, write: log.write)
    }
    logger[metadataKey: "hb.request.id"] = "7"
    logger.info("one\ntwo \"three\" \u{1b}[31m", metadata: ["key": "a\nb"])
    logger.debug("not logged")
    let lines = log.text.split(separator: "\n")
    #expect(lines.count == 1)
    let json = try JSONSerialization.jsonObject(with: Data((lines.first ?? "").utf8)) as? [String: String]
    #expect(json?["message"] == "one\ntwo \"three\" \u{1b}[31m")
    #expect(json?["level"] == "info")
    #expect(json?["request"] == "7")
    #expect(json?["key"] == "a\nb")
    #expect(json?["time"]?.hasSuffix("Z") == true)
  }

  @Test func `a log for people has one plain line each`() {
    let log = CapturedLog()
    let logger = Logger(label: "test") { _ in
      ServerLogHandler(label: "label", level: .info, format: .text, write: log.write)
    }
    logger.warning("one\ntwo \u{1b}[31m", metadata: ["key": "a\nb"])
    #expect(log.text.hasSuffix(" warning: one two \u{FFFD}[31m key=a b\n"))
  }

  @Test func `what happens often is logged once in a while, with the number left out`() async throws {
    let log = CapturedLog()
    let limited = LimitedLog(
      Logger(label: "test") { _ in ServerLogHandler(label: "l", level: .info, format: .text, write: log.write)
      },
      pause: .milliseconds(50))
    for _ in 0..<1000 { limited.error("full", code: "store-full") }
    limited.error("other", code: "store-busy")
    #expect(log.text.split(separator: "\n").count < 100)
    try await Task.sleep(for: .milliseconds(60))
    limited.error("full", code: "store-full")
    #expect(log.text.contains("left_out="))
    #expect(log.text.contains("other"))
  }

  @Test func `the key that hides names is made once and kept`() async throws {
    let store = MemoryStore()
    let first = try await ActorKey.hashing(configured: nil, store)
    let second = try await ActorKey.hashing(configured: nil, store)
    let other = try await ActorKey.hashing(configured: nil, MemoryStore())
    let hash = first.hash("octocat", on: .gitHubActions)
    #expect(hash != nil)
    #expect(second.hash("octocat", on: .gitHubActions) == hash)
    #expect(other.hash("octocat", on: .gitHubActions) != hash)
    let configured = try await ActorKey.hashing(configured: Array(repeating: 7, count: 16), store)
    #expect(configured.hash("octocat", on: .gitHubActions) != hash)
  }
}
