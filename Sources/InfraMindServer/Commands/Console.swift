#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The program's output and error output.
enum Console {
  /// Writes text to the output.
  static func write(_ text: String) { put(Array(text.utf8), 1) }

  /// Writes bytes to the output.
  static func write(_ bytes: [UInt8]) { put(bytes, 1) }

  /// Writes text to the error output.
  static func writeError(_ text: String) { put(Array(text.utf8), 2) }

  /// All bytes in as few calls as it takes, so that lines of several threads do not mix. If nobody reads
  /// any more, the rest is dropped.
  private static func put(_ bytes: [UInt8], _ descriptor: Int32) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
          Musl.write(descriptor, buffer.baseAddress, buffer.count)
        #else
          Darwin.write(descriptor, buffer.baseAddress, buffer.count)
        #endif
      }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        return
      }
    }
  }

  /// Readies the process: a reader that goes away is no reason to die, and what is stored is nobody else's to read.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    umask(0o077)
  }
}
