import AdapterKit
import Foundation
import ServerTesting
import Synchronization

/// Clients that send signed deliveries of jobs, each with an id of its own, as fast as they are answered.
final class DeliveryLoad: Sendable {
  private struct State {
    var sent = 0
    var acknowledged: [String] = []
    var refused = 0
    var isOver = false
  }

  private let state = Mutex(State())
  private let prefix: String
  private let clients = DispatchGroup()

  /// - Parameter prefix: What all ids begin with.
  init(prefix: String) { self.prefix = prefix }

  /// The ids of deliveries that got their 2xx.
  var acknowledged: [String] { state.withLock { $0.acknowledged } }
  /// How many got another answer.
  var refused: Int { state.withLock { $0.refused } }

  /// Starts clients, each on a thread and a connection of its own, until the connection breaks.
  func start(_ count: Int, port: Int) {
    for _ in 0..<count {
      let thread = Thread { [self] in
        run(port)
        clients.leave()
      }
      clients.enter()
      thread.start()
    }
  }

  /// Waits until all clients have ended.
  func wait() async {
    await withCheckedContinuation { continuation in
      clients.notify(queue: .global()) { continuation.resume() }
    }
  }

  /// Lets the clients end after the delivery that they are at.
  func stop() { state.withLock { $0.isOver = true } }

  private func run(_ port: Int) {
    guard let connection = try? RawConnection(port: port) else { return }
    while true {
      let number: Int? = state.withLock { state in
        guard !state.isOver else { return nil }
        state.sent += 1
        return state.sent
      }
      guard let number else { return }
      let id = "\(prefix)-\(number)"
      guard connection.send(Self.request(id)), let answer = try? connection.answerNow() else { return }
      // Half an answer is none.
      guard answer.hasSuffix("}\n") else { return }
      state.withLock { state in
        if answer.hasPrefix("HTTP/1.1 2") { state.acknowledged.append(id) } else { state.refused += 1 }
      }
    }
  }

  /// A signed delivery that tells of a finished job of its own.
  static func request(_ id: String) -> [UInt8] { request(id, body: body(id)) }

  private static func body(_ id: String) -> String {
    let job = Digest.sha256(Array(id.utf8)).prefix(6).reduce(0) { $0 << 8 | Int($1) }
    return """
      {"action":"completed","workflow_job":{"id":\(job),"run_id":\(job),"run_attempt":1,"name":"build",\
      "head_branch":"main","head_sha":"0123456789abcdef0123456789abcdef01234567","status":"completed",\
      "conclusion":"success","created_at":"2026-09-01T10:00:00Z","started_at":"2026-09-01T10:00:10Z",\
      "completed_at":"2026-09-01T10:05:00Z","labels":["ubuntu-latest"],"steps":[]},\
      "repository":{"id":1,"full_name":"acme/shop","html_url":"https://github.com/acme/shop","private":true}}
      """
  }

  /// A signed delivery with any body.
  static func request(_ id: String, body: String) -> [UInt8] {
    let code = Digest.hmacSHA256(Array(body.utf8), key: Array(ServerProcess.secret.utf8)).hexadecimal
    return Array(
      """
      POST /webhooks/github-actions HTTP/1.1\r
      Host: localhost\r
      X-GitHub-Event: workflow_job\r
      X-GitHub-Delivery: \(id)\r
      X-Hub-Signature-256: sha256=\(code)\r
      Content-Length: \(body.utf8.count)\r
      \r
      \(body)
      """.utf8)
  }
}
