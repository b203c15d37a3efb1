#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a short program printed.
package struct ProgramOutput: Sendable {
  /// Exit status; 128 and the signal's number if a signal ended it.
  package var status: Int32
  var bytes: [UInt8]
  /// What it wrote to standard error.
  package var errors: String

  /// Runs a program that is found by its name, and hands it something to read.
  ///
  /// - Parameter seconds: Longer it may not take.
  /// - Throws: ``EngineError`` if it is not there, or does not end.
  package static func running(
    _ name: String, _ arguments: [String], input: [UInt8], within seconds: Double
  ) throws(EngineError) -> ProgramOutput {
    guard let path = executable(name) else {
      throw EngineError(code: "no-program", message: "There is no program \(name) here.")
    }
    guard let output = run(path, arguments, input: input, within: seconds) else {
      throw EngineError(
        code: "program-failed",
        message: "\(name) cannot be started, or did not end within \(Int(seconds)) seconds.")
    }
    return output
  }

  /// Runs a program to its end, with our environment.
  ///
  /// - Parameters:
  ///   - input: What it can read from standard input.
  ///   - seconds: Longer it may not take; `nil` for no bound.
  /// - Returns: `nil` if it cannot be started, or had to be stopped.
  static func run(
    _ path: String, _ arguments: [String], input: [UInt8] = [], within seconds: Double? = nil
  ) -> ProgramOutput? {
    guard let output = Pipe(), let errors = Pipe() else { return nil }
    defer {
      output.closeReading()
      errors.closeReading()
    }
    let reading = input.isEmpty ? nil : unnamedFile(holding: input)
    defer { if let reading { close(reading) } }
    guard input.isEmpty || reading != nil, let child = spawn(path, arguments, reading, output, errors) else {
      return nil
    }
    let said = drain(output.reading, errors.reading, until: seconds.map { now + $0 })
    if said == nil { kill(child, SIGKILL) }

    var state: Int32 = 0
    while waitpid(child, &state, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    guard let (bytes, complaints) = said else { return nil }
    let signal = state & 0x7f
    let status = signal == 0 ? (state >> 8) & 0xff : 128 + signal
    return ProgramOutput(status: status, bytes: bytes, errors: String(decoding: complaints, as: UTF8.self))
  }

  /// Path of a program that is found by its name.
  static func executable(_ name: String) -> String? {
    guard let list = getenv("PATH").map({ String(cString: $0) }) else { return nil }
    return list.split(separator: ":").lazy
      .filter { $0.hasPrefix("/") }
      .map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 && LocalDisk.statusFollowingLinks(of: $0)?.kind == .file }
  }

  private struct Pipe {
    var reading: Int32
    var writing: Int32

    init?() {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { return nil }
      (reading, writing) = (ends[0], ends[1])
      _ = fcntl(reading, F_SETFD, FD_CLOEXEC)
      _ = fcntl(writing, F_SETFD, FD_CLOEXEC)
    }

    func closeReading() { close(reading) }
  }

  /// A file without a name, read from its beginning.
  private static func unnamedFile(holding bytes: [UInt8]) -> Int32? {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array("\(folder)/inframind-XXXXXX".utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { return nil }
    unlink(name)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else {
        close(file)
        return nil
      }
      rest = rest.dropFirst(max(0, count))
    }
    lseek(file, 0, SEEK_SET)
    return file
  }

  private static func spawn(
    _ path: String, _ arguments: [String], _ input: Int32?, _ output: Pipe, _ errors: Pipe
  ) -> pid_t? {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)

    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    words.append(nil)
    defer { words.forEach { free($0) } }
    var child: pid_t = 0
    let result = posix_spawn(&child, path, &actions, nil, words, environ)
    close(output.writing)
    close(errors.writing)
    return result == 0 ? child : nil
  }

  /// Seconds on a clock that nobody sets.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Reads both ends as they fill, so that the program never waits for us; `nil` if they are still open at the end.
  private static func drain(_ output: Int32, _ errors: Int32, until end: Double?) -> ([UInt8], [UInt8])? {
    var collected: [[UInt8]] = [[], []]
    var open = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
    ]
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while open.contains(where: { $0.fd >= 0 }) {
      let left = end.map { $0 - now }
      if let left, left <= 0 { return nil }
      let patience = left.map { Int32(clamping: Int(min($0, 3600) * 1000) + 1) } ?? -1
      guard poll(&open, nfds_t(open.count), patience) >= 0 || errno == EINTR else { break }
      for index in open.indices where open[index].fd >= 0 && open[index].revents != 0 {
        let count = read(open[index].fd, &buffer, buffer.count)
        if count > 0 { collected[index] += buffer[..<count] }
        if count == 0 || (count < 0 && errno != EINTR) { open[index].fd = -1 }
      }
    }
    return (collected[0], collected[1])
  }
}
