#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A program that a test runs to its end.
///
/// Foundation's `Process` waits by a run loop, which can miss the end of a program where tests run side by side on
/// few threads; this one asks the system.
package struct ChildProgram {
  /// Why a program could not be run.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// The program's file, or a name that PATH leads to.
  package var program: String
  package var arguments: [String]
  /// Folder to start in; `nil` for ours.
  package var folder: String?
  /// All of its environment; `nil` for ours.
  package var environment: [String: String]?
  /// File descriptors of its three streams; `nil` is the null device.
  package var input: Int32?
  package var output: Int32?
  package var errors: Int32?

  /// A program that reads nothing and whose output is thrown away.
  package init(_ program: String, _ arguments: [String], in folder: String? = nil) {
    self.program = program
    self.arguments = arguments
    self.folder = folder
  }

  /// Runs it to its end.
  ///
  /// - Returns: Its exit status; 128 and the signal's number if a signal ended it.
  package func run() throws -> Int32 { try Self.wait(for: start()) }

  /// Starts it.
  package func start() throws -> Int32 {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // Threads that tests run on block signals, and a child would, too: nothing but a kill would end it.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    for (number, stream) in [input, output, errors].enumerated() {
      if let stream {
        posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
      } else {
        posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
      }
    }
    // The call that would change the folder is hidden from Swift.
    let line = (folder.map { ["env", "-C", $0] } ?? []) + [program] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] =
      environment.map { $0.map { strdup("\($0.key)=\($0.value)") } + [nil] } ?? []
    defer { (words + settings).forEach { free($0) } }
    var child: pid_t = 0
    let result =
      settings.isEmpty
      ? posix_spawnp(&child, line[0], &actions, &attributes, &words, environ)
      : posix_spawnp(&child, line[0], &actions, &attributes, &words, &settings)
    guard result == 0 else { throw Failure(description: "\(program): \(String(cString: strerror(result)))") }
    return child
  }

  /// Waits for a program that was started.
  package static func wait(for child: Int32) throws -> Int32 {
    var state: Int32 = 0
    while waitpid(child, &state, 0) < 0 {
      guard errno == EINTR else { throw Failure(description: String(cString: strerror(errno))) }
    }
    let signal = state & 0x7f
    return signal == 0 ? (state >> 8) & 0xff : 128 + signal
  }
}
