import AdapterKit
import Foundation
import HTTPTypes
import ServerTesting
import Testing

@testable import InfraMindHTTP

@Suite struct CurlTransportTests {
  @Test func `a request arrives as described, and the answer as sent`() async throws {
    let server = try ScriptedServer { _ in .answer(201, headers: ["X-Thing": "one"], body: Array("made".utf8))
    }
    defer { server.stop() }
    var request = HTTPRequest(method: .post, url: server.url, path: "/a/b?c=d%20e")
    request.headerFields[.contentType] = "application/json"

    let answer = try await CurlTransport(userAgent: "inframind/test").send(
      request, body: Array("{\"k\":1}".utf8))

    #expect(answer.response.status.code == 201)
    #expect(try answer.response.headerFields[#require(HTTPField.Name("x-thing"))] == "one")
    #expect(answer.body == Array("made".utf8))
    let received = try #require(server.requests.first)
    #expect(received.method == "POST")
    #expect(received.target == "/a/b?c=d%20e")
    #expect(received.body == Array("{\"k\":1}".utf8))
    #expect(received.headers["user-agent"] == "inframind/test")
    #expect(received.headers["content-type"] == "application/json")
  }

  @Test func `bytes of zero and of no text survive in both directions`() async throws {
    let bytes = (0...255).map(UInt8.init)
    let server = try ScriptedServer { .answer(200, body: $0.body) }
    defer { server.stop() }
    let request = HTTPRequest(method: .put, url: server.url, path: "/")
    #expect(try await CurlTransport(userAgent: "t").send(request, body: bytes).body == bytes)
  }

  @Test func `a compressed answer is decoded`() async throws {
    // printf '{"a":1}' | gzip -n
    let gzipped = try #require(Data(base64Encoded: "H4sIAAAAAAAAA6tWSlSyMqwFAK+sG1YHAAAA"))
    let server = try ScriptedServer { _ in
      .answer(200, headers: ["Content-Encoding": "gzip"], body: Array(gzipped))
    }
    defer { server.stop() }
    let answer = try await CurlTransport(userAgent: "t").send(.get(server.url, "/"), body: [])
    #expect(answer.body == Array(#"{"a":1}"#.utf8))
  }

  @Test func `an answer that is cut off is a passing failure`() async throws {
    let server = try ScriptedServer { _ in .cutOff(body: Array(repeating: 0x20, count: 1000), after: 10) }
    defer { server.stop() }
    let failure = await #expect(throws: TransportFailure.self) {
      _ = try await CurlTransport(userAgent: "t").send(.get(server.url, "/"), body: [])
    }
    #expect(failure?.isPassing == true)
  }

  @Test func `an answer larger than allowed is refused, and not asked for again`() async throws {
    let server = try ScriptedServer { _ in .answer(200, body: Array(repeating: 0x20, count: 5000)) }
    defer { server.stop() }
    var limits = CurlTransport.Limits()
    limits.body = 4999
    let transport = try CurlTransport(userAgent: "t", limits: limits)
    let failure = await #expect(throws: TransportFailure.self) {
      _ = try await transport.send(.get(server.url, "/"), body: [])
    }
    #expect(failure?.isPassing == false)
    #expect(failure?.message.contains("larger than 4999 bytes") == true)
  }

  @Test func `nobody listening is a passing failure that names the host and no path`() async throws {
    let server = try ScriptedServer { _ in .hangUp }
    server.stop()
    let failure = await #expect(throws: TransportFailure.self) {
      _ = try await CurlTransport(userAgent: "t").send(.get(server.url, "/secret?token=x"), body: [])
    }
    #expect(failure?.isPassing == true)
    #expect(failure?.message.contains("127.0.0.1") == true)
    #expect(failure?.message.contains("token") == false)
  }

  @Test func `cancelling a task ends its transfer`() async throws {
    let server = try ScriptedServer { _ in .delayed(seconds: 20, .answer(200)) }
    defer { server.stop() }
    let transport = try CurlTransport(userAgent: "t")
    let task = Task { try await transport.send(.get(server.url, "/"), body: []) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1", "gopher://127.0.0.1"])
  func `nothing but HTTP is spoken`(address: String) async throws {
    let scheme = try #require(address.components(separatedBy: "://").first)
    let request = HTTPRequest(method: .get, scheme: scheme, authority: "127.0.0.1", path: "/etc/passwd")
    let failure = await #expect(throws: TransportFailure.self) {
      _ = try await CurlTransport(userAgent: "t").send(request, body: [])
    }
    #expect(failure?.isPassing == false)
  }

  @Test func `without libcurl the error says what to install`() {
    let error = #expect(throws: AdapterError.self) { _ = try LibCurl("/nowhere/libcurl.so") }
    #expect(error?.code == .noNetworkLibrary)
    #expect(error?.message.contains("apt-get install libcurl4") == true)
  }

  @Test func `a library that is no libcurl is told apart`() {
    let error = #expect(throws: AdapterError.self) { _ = try LibCurl("libc.so.6") }
    #expect(error?.code == .noNetworkLibrary)
    #expect(error?.message.contains("curl_global_init") == true)
  }
}

extension HTTPRequest {
  init(method: HTTPRequest.Method, url: String, path: String) {
    let parts = url.components(separatedBy: "://")
    self.init(method: method, scheme: parts[0], authority: parts[1], path: path)
  }

  static func get(_ url: String, _ path: String) -> HTTPRequest {
    HTTPRequest(method: .get, url: url, path: path)
  }
}
