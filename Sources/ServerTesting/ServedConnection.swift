internal import Foundation

/// One connection of a scripted server.
final class ServedConnection {
  private let socket: Int32
  private var buffer: [UInt8] = []

  init(_ socket: Int32) { self.socket = socket }

  /// The next request; `nil` when the client is gone or speaks no HTTP/1.1.
  func nextRequest() -> ReceivedRequest? {
    guard let head = readHead() else { return nil }
    let lines = head.components(separatedBy: "\r\n")
    let first = lines[0].split(separator: " ")
    guard first.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      headers[line[..<colon].lowercased()] = value
    }
    let length = headers["content-length"].flatMap(Int.init) ?? 0
    while buffer.count < length { guard readMore() else { return nil } }
    let body = Array(buffer.prefix(length))
    buffer.removeFirst(length)
    return ReceivedRequest(method: String(first[0]), target: String(first[1]), headers: headers, body: body)
  }

  private func readHead() -> String? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let range = buffer.firstRange(of: end) {
        let head = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
        buffer.removeSubrange(..<range.upperBound)
        return head
      }
      guard readMore() else { return nil }
    }
  }

  private func readMore() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    buffer += chunk[..<count]
    return true
  }

  /// Returns whether the connection goes on.
  func send(_ reply: ScriptedReply) -> Bool {
    switch reply {
    case .answer(let status, let headers, let body):
      return write(head(status, headers, length: body.count) + body)
    case .cutOff(let body, let count):
      _ = write(head(200, [:], length: body.count) + body.prefix(count))
      return false
    case .hangUp:
      return false
    case .silence:
      while readMore() {}
      return false
    case .delayed(let seconds, let reply):
      Thread.sleep(forTimeInterval: seconds)
      return send(reply)
    }
  }

  private func head(_ status: Int, _ headers: [String: String], length: Int) -> [UInt8] {
    let bodyless = status == 204 || status == 304
    let lines =
      headers.map { "\($0.key): \($0.value)\r\n" }.joined()
      + (bodyless ? "" : "Content-Length: \(length)\r\n")
    return Array("HTTP/1.1 \(status) Scripted\r\n\(lines)\r\n".utf8)
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
