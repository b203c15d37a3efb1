#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Standard input, output and error output, as bytes.
enum StandardStreams {
  enum Stream: Int32 {
    case output = 1
    case errors = 2
  }

  /// Readies the streams: a reader that goes away or a limit on files is no reason to die, and a stream that was closed before
  /// the start must not become a file that is opened later.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDWR)
    }
  }

  static func write(_ text: String, to stream: Stream) {
    write(Array(text.utf8), to: stream)
  }

  /// Writes all bytes. If nobody reads any more, the rest is dropped; other failures end the program.
  static func write(_ bytes: [UInt8], to stream: Stream) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { put(stream.rawValue, $0) }
      if count >= 0 {
        done += count
        continue
      }
      if errno == EINTR { continue }
      if errno == EAGAIN {
        var waiting = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
        continue
      }
      if errno == EPIPE || stream == .errors { return }
      let reason = String(cString: strerror(errno))
      write("inframind: error: The output cannot be written: \(reason).\n", to: .errors)
      exit(2)
    }
  }

  private static func put(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// Ends the program.
  static func end(_ status: Int32) -> Never { exit(status) }

  /// Whether a person sits at the stream.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal that the output goes to; `nil` if it goes elsewhere.
  static var columns: Int? {
    var size = winsize()
    guard isTerminal(1), ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
