internal import Dispatch
internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#endif

/// A connection over which a test sends any bytes, at any pace.
package final class RawConnection: Sendable {
  package struct Failure: Error, CustomStringConvertible { package var description: String }

  private let socket: Int32

  /// Connects to a port of this machine.
  package init(port: Int) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(socket)
      throw Failure(description: String(cString: strerror(errno)))
    }
    var patience = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(socket) }

  /// Sends bytes.
  ///
  /// - Returns: Whether the other side still takes them.
  @discardableResult package func send(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  @discardableResult package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// What the other side sends until it closes the connection, or until `isEnough` says so.
  package func receive(until isEnough: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }) async throws
    -> String
  {
    // On a thread of its own: the server under test needs those of the tasks.
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try self.receiveNow(until: isEnough) })
      }
    }
  }

  private func receiveNow(until isEnough: ([UInt8]) -> Bool) throws -> String {
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while !isEnough(received) {
      let count = recv(socket, &buffer, buffer.count, 0)
      if count == 0 { break }
      guard count > 0 else {
        if errno == ECONNRESET { break }
        throw Failure(description: String(cString: strerror(errno)))
      }
      received += buffer[..<count]
    }
    return String(decoding: received, as: UTF8.self)
  }

  /// The whole answer to one request, of a connection that stays open.
  package func answer() async throws -> String { try await receive(until: Self.isWhole) }

  /// The same, waiting for it on this thread.
  package func answerNow() throws -> String { try receiveNow(until: Self.isWhole) }

  private static func isWhole(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
    let lengths = text[..<end.lowerBound].lowercased().split(separator: "\r\n").compactMap { line in
      line.hasPrefix("content-length:") ? Int(line.dropFirst(15).filter { $0 != " " }) : nil
    }
    return text[end.upperBound...].utf8.count >= lengths.first ?? 0
  }
}
