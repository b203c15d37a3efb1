import Foundation
import ProgramTesting
import ServerTesting

/// A PostgreSQL server of one test's own, which may be ended and started again.
struct OwnPostgres {
  struct Failure: Error, CustomStringConvertible { var description: String }

  let address: String
  /// The folder of the server's data folder.
  private let place: String
  /// The server's own command line, as it notes it.
  private let command: String

  private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "scripts/postgres.sh")
    .path(percentEncoded: false)

  init(in folder: TemporaryPlace) throws {
    let output = folder.path + "/postgres"
    try Data().write(to: URL(filePath: output))
    let handle = try FileHandle(forWritingTo: URL(filePath: output))
    var program = ChildProgram(Self.script, ["start"])
    program.output = handle.fileDescriptor
    program.errors = handle.fileDescriptor
    let status = try program.run()
    let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
    func value(_ name: String) -> String? {
      lines.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
    guard status == 0, let address = value("INFRAMIND_TEST_POSTGRES"), let place = value("POSTGRES_FOLDER")
    else {
      throw Failure(description: lines.joined(separator: "\n"))
    }
    self.address = address
    self.place = place
    command = try String(contentsOfFile: place + "/data/postmaster.opts", encoding: .utf8)
  }

  /// Ends it at once, as a crash does.
  func halt() throws {
    try shell(
      "kill -QUIT $(head -n 1 data/postmaster.pid); while [ -e data/postmaster.pid ]; do sleep 0.05; done")
  }

  /// Starts it again.
  func resume() throws {
    try shell("umask 077; \(command.trimmingCharacters(in: .newlines)) >>again.log 2>&1 & sleep 0.1")
  }

  func remove() { _ = try? ChildProgram(Self.script, ["stop", place]).run() }

  /// Runs a line as the user whom the data belongs to: the server runs for nobody else.
  private func shell(_ line: String) throws {
    let owner =
      try FileManager.default.attributesOfItem(atPath: place + "/data")[.ownerAccountID] as? NSNumber
    let user = owner?.stringValue ?? "0"
    let become = geteuid() == 0 ? ["setpriv", "--reuid=\(user)", "--clear-groups", "--"] : ["env"]
    let status = try ChildProgram(become[0], Array(become.dropFirst()) + ["sh", "-c", line], in: place).run()
    guard status == 0 else { throw Failure(description: "status \(status) of: \(line)") }
  }
}
