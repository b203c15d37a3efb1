internal import Foundation
internal import ProgramTesting

/// A folder in which scripts that users' jobs run are tried.
final class Workshop {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  struct Failure: Error {
    var sentence: String
  }

  /// What a script said.
  struct Result {
    var status: Int32
    var output: String
    var errors: String

    /// Lines on standard error.
    var complaints: [Substring] { errors.split(separator: "\n") }
  }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "inframind-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// What a file here holds; empty if there is none.
  func text(_ name: String) -> String {
    (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
  }

  func write(_ text: String, to name: String, isProgram: Bool = false) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    guard isProgram else { return try Data(text.utf8).write(to: file) }
    // A child of another test may hold what we have open for writing, and the system runs no program that somebody may
    // write to ("Text file busy"). So another process makes it.
    let draft = file.path + ".draft"
    try Data(text.utf8).write(to: URL(filePath: draft))
    let status = try ChildProgram("install", ["-m", "755", draft, file.path]).run()
    try FileManager.default.removeItem(atPath: draft)
    guard status == 0 else { throw Failure(sentence: "\(name) could not be made") }
  }

  /// A program that stands for ours: it notes its arguments in `calls`, a line for each call, and goes on as told.
  func writeStub(_ name: String = "stub", then: String = "exit 0") throws {
    let text = """
      #!/bin/sh
      [ "${1:-}" = --version ] && { echo "inframind 1.2.3"; exit 0; }
      echo "$*" >>"\(path("calls"))"
      \(then)

      """
    try write(text, to: name, isProgram: true)
  }

  var calls: [Substring] { text("calls").split(separator: "\n") }

  /// A release of 1.2.3 below `releases`, whose program is the stub.
  func writeRelease(sum: String? = nil) throws {
    try writeStub("inframind-1.2.3/inframind")
    let result = try run(
      """
      set -e
      mkdir -p releases/v1.2.3
      archive=inframind-1.2.3-linux-$(uname -m).tar.xz
      tar -cf - inframind-1.2.3 | xz >"releases/v1.2.3/$archive"
      cd releases/v1.2.3
      sha256sum "$archive" >SHA256SUMS
      [ -z "${SUM:-}" ] || echo "$SUM  $archive" >SHA256SUMS
      """, ["SUM": sum ?? ""])
    guard result.status == 0 else { throw Failure(sentence: result.errors) }
  }

  var releases: String { "file://" + path("releases") }

  /// Runs a script by `sh` as a job does, with nothing of our own environment but the path.
  func run(
    _ script: String, _ variables: [String: String] = [:], flags: String = "-u", arguments: [String] = []
  ) throws -> Result {
    try write(script, to: ".script")
    var environment = variables
    environment["PATH"] = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    environment["HOME"] = variables["HOME"] ?? path("home")
    environment["TMPDIR"] = path(".")
    var program = ChildProgram("sh", [flags, path(".script")] + arguments, in: path("."))
    program.environment = environment
    let streams = [".output", ".errors"].map { name in
      open(path(name), O_CREAT | O_TRUNC | O_WRONLY, 0o644)
    }
    defer { streams.forEach { close($0) } }
    (program.output, program.errors) = (streams[0], streams[1])
    let status = try program.run()
    return Result(status: status, output: text(".output"), errors: text(".errors"))
  }

  /// What shellcheck finds in a script; empty if it is not installed.
  func check(_ script: String) throws -> String {
    try write(script, to: ".checked")
    let result = try run(
      "command -v shellcheck >/dev/null || exit 0; shellcheck -s sh -e SC1091 .checked")
    return result.status == 0 ? "" : result.output
  }
}
