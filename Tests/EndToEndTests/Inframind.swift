import Foundation
import ProgramTesting

/// The program as a user runs it: the binary that was built beside the tests.
enum Inframind {
  struct Result {
    var status: Int32
    var bytes: [UInt8]
    var errors: String

    var output: String { String(decoding: bytes, as: UTF8.self) }

    /// The output as JSON.
    func json() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
    }
  }

  /// Where the binary is: in the folder of the test bundle, unless the environment names another, such as the one that is
  /// released.
  static var binary: URL {
    if let named = ProcessInfo.processInfo.environment["INFRAMIND_TEST_PROGRAM"] {
      return URL(filePath: named)
    }
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let candidates = [tests, URL(filePath: CommandLine.arguments[0])].map {
      $0.deletingLastPathComponent().appending(path: "inframind")
    }
    let built = packageRoot.appending(path: ".build/debug/inframind")
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false)) }
      ?? built
  }

  static var packageRoot: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  static func run(
    _ arguments: String..., in folder: String, environment: [String: String] = [:]
  ) throws -> Result {
    try run(arguments, in: folder, environment: environment)
  }

  static func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> Result {
    try result(of: program(arguments, folder, environment))
  }

  /// Runs a program to its end, and takes what it prints.
  private static func result(of program: ChildProgram) throws -> Result {
    var program = program
    let output = try Capture()
    let errors = try Capture()
    program.output = output.descriptor
    program.errors = errors.descriptor
    return Result(
      status: try program.run(), bytes: try output.bytes(),
      errors: String(decoding: try errors.bytes(), as: UTF8.self))
  }

  /// The same, ended after a time that is far longer than any command gives itself: with the status 124.
  static func runBounded(
    _ arguments: [String], in folder: String, environment: [String: String]
  ) throws -> Result {
    var program = program(arguments, folder, environment)
    program.arguments = ["-k", "5", "120", program.program] + program.arguments
    program.program = "timeout"
    return try result(of: program)
  }

  static func program(
    _ arguments: [String], _ folder: String, _ environment: [String: String]
  ) -> ChildProgram {
    var program = ChildProgram(binary.path(percentEncoded: false), arguments, in: folder)
    let kept = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME", "TMPDIR", "LLVM_PROFILE_FILE"].contains($0.key)
    }
    program.environment = kept.merging(environment) { $1 }
    return program
  }

  /// The same as somebody whom permissions bind: as root, another user is taken.
  static func runUnprivileged(_ arguments: String..., in folder: String) throws -> Result {
    guard geteuid() == 0 else { return try run(arguments, in: folder) }
    let binary = binary.path(percentEncoded: false)
    return try result(of: ChildProgram("setpriv", unprivileged + [binary] + arguments, in: folder))
  }

  /// Whether permissions bind anybody whom a test can be.
  static var canBeUnprivileged: Bool {
    let binary = binary.path(percentEncoded: false)
    return geteuid() != 0
      || (try? ChildProgram("setpriv", unprivileged + [binary, "--version"]).run()) == 0
  }

  private static let unprivileged = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]

  /// A file that takes what a program prints: it never fills up, as a pipe would.
  struct Capture {
    let place = FileManager.default.temporaryDirectory.appending(
      path: "inframind-output-\(UUID().uuidString)")
    let writer: FileHandle
    var descriptor: Int32 { writer.fileDescriptor }

    init() throws {
      try Data().write(to: place)
      writer = try FileHandle(forWritingTo: place)
    }

    func bytes() throws -> [UInt8] {
      try writer.close()
      defer { try? FileManager.default.removeItem(at: place) }
      return Array(try Data(contentsOf: place))
    }
  }
}
