#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file or pipe, read a piece at a time, so that it may be larger than memory.
package struct FilePieces: ~Copyable, Sendable {
  private let descriptor: Int32
  private let path: String
  /// Largest piece in bytes.
  private let size: Int

  /// Opens a file that a user named; a pipe is waited for.
  ///
  /// - Throws: `not-found`, `not-a-file`, `unreadable`.
  package init(of path: String, size: Int = 1_048_576) throws(EngineError) {
    guard LocalDisk.statusFollowingLinks(of: path)?.kind != .folder else {
      throw EngineError(code: "not-a-file", message: "\(path) is a folder.")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw LocalDisk.failure(path, "read") }
    self.descriptor = descriptor
    self.path = path
    self.size = max(1, size)
  }

  deinit { close(descriptor) }

  /// The next bytes; `nil` at the end.
  ///
  /// - Throws: `unreadable`.
  package mutating func next() throws(EngineError) -> [UInt8]? {
    while true {
      var count = 0
      let piece = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
        count = read(descriptor, buffer.baseAddress, size)
        initialized = max(0, count)
      }
      if count > 0 { return piece }
      if count == 0 { return nil }
      if errno != EINTR { throw LocalDisk.failure(path, "read") }
    }
  }
}
