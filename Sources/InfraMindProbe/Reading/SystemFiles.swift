#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The running kernel's files. Reading takes two system calls and one buffer that is used again.
package final class SystemFiles: KernelFiles, @unchecked Sendable {
  private var buffer = [UInt8](repeating: 0, count: 16_384)
  private static let longest = 1 << 20

  /// For one thread.
  package init() {}

  package func text(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var length = 0
    while true {
      let count = buffer.withUnsafeMutableBytes {
        read(file, $0.baseAddress?.advanced(by: length), $0.count - length)
      }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      length += count
      if length == buffer.count {
        guard buffer.count < Self.longest else { return nil }
        buffer += [UInt8](repeating: 0, count: buffer.count)
      }
    }
    return String(decoding: buffer[..<length], as: UTF8.self)
  }

  package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
