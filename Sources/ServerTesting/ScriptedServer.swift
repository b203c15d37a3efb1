internal import Foundation
internal import Synchronization

/// A web server on loopback that answers as a test tells it, over real sockets: clients are tested with what networks
/// really do, such as ending in the middle of an answer.
package final class ScriptedServer: Sendable {
  /// Answers one request.
  package typealias Script = @Sendable (ReceivedRequest) -> ScriptedReply

  private let listener: Listener
  private let script: Script
  private let log = Mutex<[ReceivedRequest]>([])
  private let connections = Mutex<[Int32]>([])
  /// The port on 127.0.0.1.
  package let port: Int

  /// The address, without a slash at the end.
  package var url: String { "http://127.0.0.1:\(port)" }

  /// What was asked so far, in the order of arrival.
  package var requests: [ReceivedRequest] { log.withLock { $0 } }

  /// Starts a server on a free port.
  package init(_ script: @escaping Script) throws {
    self.script = script
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = Listener(listener)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard isBound else {
      self.listener.close()
      throw POSIXError(.EADDRINUSE)
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [weak self, owned = self.listener] in
      defer { owned.close() }
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let self else {
          close(connection)
          return
        }
        self.connections.withLock { $0.append(connection) }
        Thread.detachNewThread { self.serve(connection) }
      }
    }
  }

  /// Ends it: connections break off.
  package func stop() {
    listener.end()
    connections.withLock { $0.forEach { shutdown($0, Int32(SHUT_RDWR)) } }
  }

  private func serve(_ connection: Int32) {
    let stream = ServedConnection(connection)
    while let request = stream.nextRequest() {
      log.withLock { $0.append(request) }
      guard stream.send(script(request)) else { break }
    }
    connections.withLock { $0.removeAll { $0 == connection } }
    close(connection)
  }
}

/// A socket that waits for connections. Only who waits closes it: its number would else be somebody else's, whose connections
/// would be taken.
private final class Listener: Sendable {
  private let socket: Mutex<Int32?>

  init(_ socket: Int32) { self.socket = Mutex(socket) }

  /// Wakes who waits.
  func end() { socket.withLock { if let socket = $0 { _ = shutdown(socket, Int32(SHUT_RDWR)) } } }

  func close() {
    socket.withLock { socket in
      if let socket { _ = Foundation.close(socket) }
      socket = nil
    }
  }
}

/// What a client asked.
package struct ReceivedRequest: Sendable, Hashable {
  /// Such as `GET`.
  package var method: String
  /// Path and query as sent.
  package var target: String
  /// Headers in lower case.
  package var headers: [String: String]
  package var body: [UInt8]

  /// The path alone.
  package var path: String { String(target.prefix { $0 != "?" }) }

  /// The query's values by name, decoded; the last of several.
  package var query: [String: String] {
    let items = URLComponents(string: target)?.queryItems ?? []
    return items.reduce(into: [:]) { $0[$1.name] = $1.value ?? "" }
  }
}

/// What a scripted server does.
package enum ScriptedReply: Sendable {
  /// Answers.
  case answer(_ status: Int, headers: [String: String] = [:], body: [UInt8] = [])
  /// Announces `body` and ends after the first bytes of it.
  case cutOff(body: [UInt8], after: Int)
  /// Ends the connection without an answer.
  case hangUp
  /// Never answers: holds the connection until the client ends it.
  case silence
  /// Waits, then answers.
  indirect case delayed(seconds: Double, ScriptedReply)

  /// Answers with 200 and JSON.
  package static func json(_ text: String, headers: [String: String] = [:]) -> ScriptedReply {
    .answer(
      200, headers: headers.merging(["Content-Type": "application/json"]) { mine, _ in mine },
      body: Array(text.utf8))
  }
}
