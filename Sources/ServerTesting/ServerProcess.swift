package import Foundation
internal import ProgramTesting
internal import Synchronization

/// The server as a process of its own: the binary that was built beside the tests.
package final class ServerProcess: Sendable {
  package struct Failure: Error, CustomStringConvertible { package var description: String }

  /// A name and a password where a platform wants those.
  package static let secret = "hook:the secret of it"

  /// The platforms whose hooks have that secret: all that there are.
  package static let platforms = [
    "github-actions", "gitlab-ci", "circleci", "buildkite", "teamcity", "drone",
  ]

  package let port: Int
  private let process: Int32
  private let isOver = Atomic(false)
  private let log: URL

  package static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Where the binary is: in the folder of the test bundle.
  package static var binary: String {
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let candidates = [tests, URL(filePath: CommandLine.arguments[0])].map {
      $0.deletingLastPathComponent().appending(path: "inframind-server").path(percentEncoded: false)
    }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
      ?? packageRoot.appending(path: ".build/debug/inframind-server").path(percentEncoded: false)
  }

  /// Starts a server and waits until it listens.
  ///
  /// - Parameters:
  ///   - settings: `name=value` each.
  ///   - dying: Told the process's id at once, for tests that end it while it starts.
  package init(
    store: String, in folder: TemporaryPlace, _ settings: [String] = [], dying: ((Int32) -> Void)? = nil
  ) async throws {
    log = URL(filePath: folder.path).appending(path: "\(UUID().uuidString).log")
    try Data().write(to: log)
    let output = try FileHandle(forWritingTo: log)
    var program = ChildProgram(
      Self.binary, ["--port", "0"] + settings.flatMap { ["--set", $0] }, in: folder.path)
    program.errors = output.fileDescriptor
    program.environment = Self.environment(store: store)
    process = try program.start()
    dying?(process)
    port = try await Self.port(in: log, of: process)
  }

  /// A test that fails leaves no server behind.
  deinit { if !isOver.load(ordering: .relaxed) { try? killNow() } }

  /// The address, without a slash at the end.
  package var url: String { "http://127.0.0.1:\(port)" }

  /// Runs another command of the program to its end.
  ///
  /// - Returns: Its status, and what it printed.
  package static func run(
    _ arguments: [String], store: String, in folder: TemporaryPlace
  ) throws -> (Int32, String) {
    let place = URL(filePath: folder.path).appending(path: UUID().uuidString)
    try Data().write(to: place)
    let output = try FileHandle(forWritingTo: place)
    var program = ChildProgram(binary, arguments, in: folder.path)
    program.output = output.fileDescriptor
    program.errors = output.fileDescriptor
    program.environment = environment(store: store)
    let status = try program.run()
    return (status, String(decoding: try Data(contentsOf: place), as: UTF8.self))
  }

  /// The variables of a server with this secret for every platform.
  package static func environment(store: String, secret: String = secret) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME", "LLVM_PROFILE_FILE"].contains($0.key)
    }
    environment["INFRAMIND_SERVER_STORE_URL"] = store
    for platform in platforms {
      let word = platform.uppercased().replacing("-", with: "_")
      environment["INFRAMIND_SERVER_WEBHOOKS_\(word)_SECRET"] = secret
    }
    return environment
  }

  private static func port(in log: URL, of process: Int32) async throws -> Int {
    for _ in 0..<6000 {
      let lines = String(decoding: try Data(contentsOf: log), as: UTF8.self).split(separator: "\n")
      for line in lines where line.contains("\"message\":\"listening\"") {
        let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        if let port = json?["port"].flatMap({ Int($0) }) { return port }
      }
      if hasEnded(process) { throw Failure(description: "it ended: \(lines.joined(separator: "\n"))") }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw Failure(description: "it does not listen")
  }

  /// Whether a child has ended, without taking its status away.
  private static func hasEnded(_ process: Int32) -> Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo != 0
  }

  package var logText: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

  /// Ends it as a power cut would, as far as a process can tell.
  package func killNow() throws {
    isOver.store(true, ordering: .relaxed)
    kill(process, SIGKILL)
    _ = try ChildProgram.wait(for: process)
  }

  /// Asks it to end.
  ///
  /// - Returns: Its exit status.
  package func end() async throws -> Int32 {
    isOver.store(true, ordering: .relaxed)
    kill(process, SIGTERM)
    return try await Task.detached { [process] in try ChildProgram.wait(for: process) }.value
  }

  /// Kills a process that never got so far that it could be asked.
  package static func reap(_ process: Int32) throws {
    kill(process, SIGKILL)
    _ = try ChildProgram.wait(for: process)
  }

  /// A counter of the server's metrics, summed over its labels.
  package func metric(_ name: String) async throws -> Double {
    let connection = try RawConnection(port: port)
    connection.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return try await connection.answer().split(separator: "\n").reduce(0.0) { sum, line in
      guard line.hasPrefix(name), let value = line.split(separator: " ").last.flatMap({ Double($0) }) else {
        return sum
      }
      return sum + value
    }
  }
}
