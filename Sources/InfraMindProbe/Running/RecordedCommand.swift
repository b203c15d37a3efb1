internal import Glibc

/// Runs a command as if nobody watched: same input, output, environment and folder; signals reach it, and its exit status
/// is handed on. Only if somebody reads its output along does it write to a pipe.
package struct RecordedCommand: Sendable {
  private let arguments: [String]

  /// The command and its arguments; at least one.
  package init(_ arguments: [String]) { self.arguments = arguments }

  /// How it ended.
  package struct Outcome: Sendable, Hashable {
    /// Its exit status; 128 and the signal's number if a signal ended it, 127 if it was not found, 126 if it cannot be
    /// run, as shells have it.
    package var status: Int
    /// Largest memory of any process of it that has ended, in bytes.
    package var largestProcess: Int?
    /// Why it could not be run.
    package var failure: String?
  }

  /// Runs it and waits for its end.
  ///
  /// - Parameter reader: Reads along what it writes; then it writes to a pipe rather than to the terminal, if there is one.
  package func run(reading reader: (@Sendable (ArraySlice<UInt8>) -> Void)? = nil) -> Outcome {
    guard let name = arguments.first else { return Outcome(status: 127, failure: "No command is given.") }
    var process: pid_t = 0
    let tap = reader.flatMap { OutputTap($0) }
    let forwarding = SignalForwarding()
    defer { forwarding.end() }
    let problem = spawn(&process, tap)
    tap?.begin()
    defer { tap?.end() }
    guard problem == 0 else {
      return Outcome(
        status: problem == ENOENT ? 127 : 126,
        failure: "\(name) cannot be run: \(String(cString: strerror(problem))).")
    }
    forwarding.begin(to: process)
    return wait(for: process)
  }

  private func spawn(_ process: inout pid_t, _ tap: OutputTap?) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    tap?.add(to: &actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this program ignores or blocks is not for the command to inherit.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var texts: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { texts.forEach { free($0) } }
    guard let file = texts[0] else { return ENOMEM }
    return posix_spawnp(&process, file, &actions, &attributes, &texts, environ)
  }

  private func wait(for process: pid_t) -> Outcome {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0 {
      guard errno == EINTR else { return Outcome(status: 1, failure: "The command's end was not told.") }
    }
    let signal = status & 0x7f
    let code = signal == 0 ? Int(status >> 8 & 0xff) : 128 + Int(signal)
    // Linux counts kibibytes.
    return Outcome(status: code, largestProcess: usage.ru_maxrss > 0 ? Int(usage.ru_maxrss) * 1024 : nil)
  }
}
