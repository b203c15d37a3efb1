import AdapterKit
import Foundation
import HTTPTypes
import ServerTesting
import Synchronization
import Testing

@testable import InfraMindHTTP

/// A clock that stands still but for the waits asked of it, which it remembers.
private final class Waits: Sendable {
  private let state = Mutex<(now: Date, waits: [Double])>((Date(timeIntervalSince1970: 1_800_000_000), []))

  var all: [Double] { state.withLock { $0.waits } }
  var now: Date { state.withLock { $0.now } }

  var surroundings: Surroundings {
    Surroundings(
      now: { self.now },
      sleep: { wait in
        self.state.withLock { state in
          state.waits.append(wait / .seconds(1))
          state.now += wait / .seconds(1)
        }
      }, jitter: { 0 })
  }
}

@Suite struct APIClientTests {
  private let waits = Waits()

  private func client(
    _ server: ScriptedServer, token: String? = nil, limits: APIClient.Limits = .init(),
    memory: (any AnswerMemory)? = nil, rules: APIRules? = nil
  ) throws -> APIClient {
    APIClient(
      try CurlTransport(userAgent: "t"), api: server.url, rules: rules ?? self.rules, token: token,
      limits: limits,
      memory: memory, surroundings: waits.surroundings)
  }

  private var rules: APIRules {
    var rules = APIRules(tokenVariables: [])
    rules.remainingHeaders = [HTTPField.Name("x-ratelimit-remaining")].compactMap { $0 }
    rules.resetHeaders = [HTTPField.Name("x-ratelimit-reset")].compactMap { $0 }
    rules.isLimited = {
      $0.response.status.code == 403 && String(decoding: $0.body, as: UTF8.self).contains("rate")
    }
    return rules
  }

  // MARK: - Retries and limits

  @Test func `a passing failure is tried again, later and later`() async throws {
    let answers = Script([.answer(502), .answer(504), .json("[]")])
    let server = try ScriptedServer(answers.next)
    defer { server.stop() }
    let answer = try await client(server).execute(.get(server.url, "/x"), body: [])
    #expect(answer.response.status.code == 200)
    #expect(server.requests.count == 3)
    #expect(waits.all == [0.5, 1])
  }

  @Test func `Retry-After is kept, as seconds and as a date`() async throws {
    let date = "Fri, 15 Jan 2027 08:00:20 GMT"
    let answers = Script([
      .answer(429, headers: ["Retry-After": "7"]), .answer(503, headers: ["Retry-After": date]), .json("[]"),
    ])
    let server = try ScriptedServer(answers.next)
    defer { server.stop() }
    _ = try await client(server).execute(.get(server.url, "/x"), body: [])
    #expect(waits.all == [7, 13])
  }

  @Test func `a limit that only the body tells is waited for, at least a minute`() async throws {
    let answers = Script([.answer(403, body: Array("secondary rate limit".utf8)), .json("[]")])
    let server = try ScriptedServer(answers.next)
    defer { server.stop() }
    let answer = try await client(server).execute(.get(server.url, "/x"), body: [])
    #expect(answer.response.status.code == 200)
    #expect(waits.all == [60])
  }

  @Test func `a refusal that is no limit is an answer`() async throws {
    let server = try ScriptedServer { _ in .answer(403, body: Array("no right".utf8)) }
    defer { server.stop() }
    let answer = try await client(server).execute(.get(server.url, "/x"), body: [])
    #expect(answer.response.status.code == 403)
    #expect(server.requests.count == 1)
  }

  @Test func `with no requests left it waits for the reset before asking`() async throws {
    let reset = Int(waits.now.timeIntervalSince1970) + 30
    let server = try ScriptedServer { _ in
      .json("[]", headers: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "\(reset)"])
    }
    defer { server.stop() }
    let client = try client(server)
    _ = try await client.execute(.get(server.url, "/1"), body: [])
    #expect(waits.all == [])
    _ = try await client.execute(.get(server.url, "/2"), body: [])
    #expect(waits.all == [30])
  }

  @Test func `a wait that is too long ends the reading instead`() async throws {
    let server = try ScriptedServer { _ in .answer(429, headers: ["Retry-After": "3000"]) }
    defer { server.stop() }
    let error = await #expect(throws: AdapterError.self) {
      _ = try await client(server).execute(.get(server.url, "/x"), body: [])
    }
    #expect(error?.code == .budgetSpent)
    #expect(waits.all == [])
  }

  @Test func `the budget counts every request, retries too`() async throws {
    let server = try ScriptedServer { _ in .answer(500) }
    defer { server.stop() }
    var limits = APIClient.Limits()
    limits.requests = 3
    let error = await #expect(throws: AdapterError.self) {
      _ = try await client(server, limits: limits).execute(.get(server.url, "/x"), body: [])
    }
    #expect(error?.code == .budgetSpent)
    #expect(server.requests.count == 3)
  }

  @Test func `a request that writes is not repeated`() async throws {
    let server = try ScriptedServer { _ in .answer(500) }
    defer { server.stop() }
    let answer = try await client(server).execute(
      HTTPRequest(method: .post, url: server.url, path: "/x"), body: [1])
    #expect(answer.response.status.code == 500)
    #expect(server.requests.count == 1)
  }

  @Test func `what never works is given up`() async throws {
    let server = try ScriptedServer { _ in .hangUp }
    defer { server.stop() }
    let error = await #expect(throws: AdapterError.self) {
      _ = try await client(server).execute(.get(server.url, "/x"), body: [])
    }
    #expect(error?.code == .unreachable)
    #expect(server.requests.count == 5)
  }

  // MARK: - Tokens and redirects

  @Test func `the token goes to the API's own origin only`() async throws {
    let other = try ScriptedServer { _ in .json("[]") }
    defer { other.stop() }
    let elsewhere = other.url
    let server = try ScriptedServer { _ in .answer(302, headers: ["Location": elsewhere + "/log"]) }
    defer { server.stop() }
    let answer = try await client(server, token: "s3cret").execute(.get(server.url, "/x"), body: [])
    #expect(answer.response.status.code == 200)
    #expect(server.requests.first?.headers["authorization"] == "Bearer s3cret")
    #expect(other.requests.first?.path == "/log")
    #expect(other.requests.first?.headers["authorization"] == nil)
  }

  @Test(arguments: ["/x", "/a", "javascript:1", "file:///etc/passwd"])
  func `redirects in a circle or to nowhere end`(target: String) async throws {
    let server = try ScriptedServer { request in
      .answer(302, headers: ["Location": request.path == "/a" ? "/x" : target])
    }
    defer { server.stop() }
    let error = await #expect(throws: AdapterError.self) {
      _ = try await client(server).execute(.get(server.url, "/x"), body: [])
    }
    #expect(error?.code == .unexpectedAnswer)
    #expect(server.requests.count <= 2)
  }

  @Test func `endless redirects end`() async throws {
    let server = try ScriptedServer { .answer(302, headers: ["Location": $0.path + "x"]) }
    defer { server.stop() }
    let error = await #expect(throws: AdapterError.self) {
      _ = try await client(server).execute(.get(server.url, "/x"), body: [])
    }
    #expect(error?.code == .unexpectedAnswer)
    #expect(server.requests.count == 6)
  }

  @Test func `origins are compared by scheme, host and port`() {
    #expect(Origin("https://api.example.org/v1") == Origin("HTTPS://API.example.org:443"))
    #expect(Origin("https://api.example.org") != Origin("http://api.example.org"))
    #expect(Origin("https://api.example.org") != Origin("https://api.example.org:8443"))
    #expect(Origin("https://api.example.org") != Origin("https://api.example.org.evil.example"))
    #expect(Origin("https://api.example.org@evil.example") == nil)
    #expect(Origin("https://[::1]:8080/x") == Origin("https://[::1]:8080"))
  }

  // MARK: - Conditional requests

  @Test func `what has not changed is not sent again`() async throws {
    let server = try ScriptedServer { request in
      request.headers["if-none-match"] == "\"v1\""
        ? .answer(304) : .json("[1]", headers: ["ETag": "\"v1\"", "Link": "<next>; rel=\"next\""])
    }
    defer { server.stop() }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("answers-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for _ in 1...2 {
      let client = try client(server, memory: AnswerFolder(folder.path))
      let answer = try await client.execute(.get(server.url, "/x"), body: [])
      #expect(answer.response.status.code == 200)
      #expect(answer.body == Array("[1]".utf8))
      #expect(answer.response.headerFields[.link] == "<next>; rel=\"next\"")
    }
    #expect(server.requests.map { $0.headers["if-none-match"] } == [nil, "\"v1\""])
  }

  // MARK: - Many at once

  @Test func `no more requests are under way than the platform allows`() async throws {
    let under = Mutex((now: 0, most: 0))
    let server = try ScriptedServer { _ in
      under.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      Thread.sleep(forTimeInterval: 0.02)
      under.withLock { $0.now -= 1 }
      return .json("[]")
    }
    defer { server.stop() }
    var rules = rules
    rules.concurrency = 2
    let client = try client(server, rules: rules)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...10 {
        group.addTask { _ = try await client.execute(.get(server.url, "/\(number)"), body: []) }
      }
      try await group.waitForAll()
    }
    #expect(server.requests.count == 10)
    #expect(under.withLock { $0.most } <= 2)
  }
}

/// Replies one after another; the last one again and again.
private final class Script: Sendable {
  private let replies: Mutex<[ScriptedReply]>

  init(_ replies: [ScriptedReply]) { self.replies = Mutex(replies) }

  @Sendable func next(_ request: ReceivedRequest) -> ScriptedReply {
    replies.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
  }
}
