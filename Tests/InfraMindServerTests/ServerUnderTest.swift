import AdapterKit
import Foundation
import HTTPTypes
import Hummingbird
import InfraMindCore
import InfraMindStore
import Logging
import NIOCore
import Synchronization

@testable import InfraMindServer

/// The server with a store in memory, asked without a socket.
struct ServerUnderTest {
  let store = MemoryStore()
  let server: RunningServer
  let log = CapturedLog()
  private let responder: any HTTPResponder<ServerContext>

  static let platforms = [OtherPlatform.platform, ToyPlatform.platform]
  static let receivers = Receivers([
    ToyPlatform.platform: ToyPlatform(), OtherPlatform.platform: OtherPlatform(),
  ])

  /// - Parameter assignments: Settings beside the toy's secret.
  init(_ assignments: [String] = [], environment: [String: String] = [:]) throws {
    let toySecret = ["INFRAMIND_SERVER_WEBHOOKS_TOY_SECRET": ToyPlatform.secret]
    let files = ConfigurationFiles(
      assignments: ["log.requests=all"] + assignments,
      environment: toySecret.merging(environment) { $1 }, file: nil)
    let log = log
    var logger = Logger(label: "test") { label in
      ServerLogHandler(label: label, level: .debug, format: .json, write: log.write)
    }
    logger[metadataKey: "hb.request.id"] = "request-1"
    server = RunningServer(
      try files.settings(Self.receivers), store, Self.receivers,
      ActorHashing(key: Array("0123456789abcdef".utf8)),
      logger: logger, now: { Date(timeIntervalSince1970: 1_700_000_000) })
    responder = server.routes.router().buildResponder()
  }

  /// What a request is answered.
  struct Reply {
    var status: Int
    var headers: HTTPFields
    var body: String

    /// The fixed word of the answer.
    var code: String? {
      let json = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: String]
      return json?["outcome"] ?? json?["error"]
    }
  }

  func send(_ path: String, _ headers: HTTPFields = [:], parts: [String]) async throws -> Reply {
    let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream()
    for part in parts { continuation.yield(ByteBuffer(string: part)) }
    continuation.finish()
    return try await send(.post, path, headers, RequestBody(asyncSequence: stream))
  }

  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Reply {
    try await send(.get, path, headers, RequestBody(buffer: ByteBuffer()))
  }

  func send(_ path: String, _ headers: HTTPFields = [:], _ body: String) async throws -> Reply {
    var headers = headers
    headers[.contentLength] = String(body.utf8.count)
    return try await send(.post, path, headers, RequestBody(buffer: ByteBuffer(string: body)))
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: RequestBody
  ) async throws -> Reply {
    let head = HTTPRequest(
      method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers)
    let response = try await responder.respond(
      to: Request(head: head, body: body), context: ServerContext(logger: server.logger))
    let collector = Collector()
    try await response.body.write(collector)
    return Reply(
      status: Int(response.status.code), headers: response.headers,
      body: collector.text.withLock { $0 })
  }

  /// Sends a signed delivery of the toy's.
  func deliver(
    _ body: String, id: String = "1", to path: String = "/webhooks/toy", secret: String = ToyPlatform.secret
  ) async throws -> Reply {
    try await send(path, ToyPlatform.headers(body, id: id, secret: secret), body)
  }

  private final class Collector: ResponseBodyWriter {
    let text = Mutex("")
    @concurrent func write(_ buffer: ByteBuffer) async throws {
      text.withLock { $0 += String(buffer: buffer) }
    }
    @concurrent consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
  }
}

/// Log lines, as they would be written.
final class CapturedLog: Sendable {
  private let state = Mutex("")
  var text: String { state.withLock { $0 } }
  @Sendable func write(_ line: String) { state.withLock { $0 += line } }
}
