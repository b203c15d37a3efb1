import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore
import InfraMindStore
import ServerTesting
import ServiceLifecycle
import Testing

@testable import InfraMindServer

/// The server behind a real socket.
@Suite struct SocketTests {
  /// Lets a server run while a test talks to it.
  private func serving(
    _ assignments: [String] = [], _ body: (ServerUnderTest, Int, ServiceGroup) async throws -> Void
  ) async throws {
    let server = try ServerUnderTest(["http.port=0"] + assignments)
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let group = server.server.group(endingOn: []) { continuation.yield($0) }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      try await body(server, port, group)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  private func request(_ body: String, id: String = "1", _ more: [String] = []) -> String {
    let headers = ToyPlatform.headers(body, id: id).map { "\($0.name.rawName): \($0.value)" }
    return
      (["POST /webhooks/toy HTTP/1.1", "Host: localhost", "Content-Length: \(body.utf8.count)"] + headers
      + more)
      .joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  @Test func `deliveries come one after another over one connection, and become facts`() async throws {
    try await serving { server, port, _ in
      let connection = try RawConnection(port: port)
      for number in 1...3 {
        connection.send(request("run \(number)", id: "\(number)"))
        let answer = try await connection.answer()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("\"kept\""))
        #expect(answer.lowercased().contains("x-request-id: "))
      }
      #expect(try await eventually { await server.store.facts.count == 3 })
    }
  }

  @Test func `a client that sends its body too slowly is cut off`() async throws {
    try await serving(["http.read-timeout=1s"]) { server, port, _ in
      let connection = try RawConnection(port: port)
      let whole = Array(request("run 1").utf8)
      connection.send(Array(whole.dropLast(3)))
      #expect(try await connection.receive() == "" || server.log.text.contains("incomplete"))
      #expect(await server.store.inbox.isEmpty)
    }
  }

  @Test func `a client that sends a byte now and then is cut off all the same`() async throws {
    try await serving(["http.read-timeout=1s"]) { server, port, _ in
      let connection = try RawConnection(port: port)
      connection.send("POST /webhooks/toy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
      var sent = 0
      while sent < 1000, connection.send("x") {
        sent += 1
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(sent < 1000)
      #expect(await server.store.inbox.isEmpty)
    }
  }

  @Test func `a client that never ends its headers is cut off`() async throws {
    try await serving(["http.idle-timeout=1s"]) { _, port, _ in
      let connection = try RawConnection(port: port)
      connection.send("POST /webhooks/toy HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
      _ = try await connection.receive()
    }
  }

  @Test func `headers beyond the limit are refused`() async throws {
    try await serving(["http.header-bytes=4KiB"]) { server, port, _ in
      for more in [
        ["X-Long: " + String(repeating: "x", count: 5000)], (0..<300).map { "X-\($0): x" },
        (0..<60).map { "X-\($0): " + String(repeating: "x", count: 90) },
      ] {
        let connection = try RawConnection(port: port)
        connection.send(request("run 1", more))
        #expect(!(try await connection.receive()).contains("200 OK"))
      }
      #expect(await server.store.inbox.isEmpty)
    }
  }

  @Test func `bytes that are no HTTP end a connection, not the server`() async throws {
    try await serving { _, port, _ in
      for bytes in [
        "\u{0}\u{1}\u{2}", "GET\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "POST /webhooks/toy HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /webhooks/toy HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "POST /webhooks/toy HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      ] {
        let connection = try RawConnection(port: port)
        connection.send(bytes)
        _ = try await connection.receive { !$0.isEmpty }
      }
      let connection = try RawConnection(port: port)
      connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(try await connection.answer().contains("alive"))
    }
  }

  @Test func `a request under way is answered when the server is told to end`() async throws {
    try await serving(["intake.patience=60s"]) { server, port, group in
      await server.store.hold()
      let connection = try RawConnection(port: port)
      connection.send(request("run 1"))
      #expect(try await eventually { await server.store.inboxTransactions == 1 })
      await group.triggerGracefulShutdown()
      try await Task.sleep(for: .milliseconds(100))
      await server.store.release()
      let answer = try await connection.receive()
      #expect(answer.contains("\"kept\""))
      #expect(await server.store.inbox.count == 1)
    }
  }

  @Test func `many connections share transactions`() async throws {
    try await serving(["work.decode=false", "intake.patience=60s"]) { server, port, _ in
      await server.store.hold()
      let connections = try (0..<50).map { _ in try RawConnection(port: port) }
      for (number, connection) in connections.enumerated() {
        connection.send(request("run \(number)", id: "\(number)"))
      }
      #expect(try await eventually { await server.server.intake.waitingCount == 49 })
      await server.store.release()
      for connection in connections { #expect(try await connection.answer().contains("\"kept\"")) }
      #expect(await server.store.batches == [1, 49])
    }
  }
}
