import Foundation
import InfraMindStore
import ProgramTesting
import ServerTesting
import StoreTesting
import Testing

@testable import InfraMindServer

/// `inframind suggest --server` and `analyze --server` against a server of its own.
@Suite struct HistoryServingTests {
  private let folder = TemporaryPlace()
  private var place: String { folder.path + "/history.db" }
  private static let example = ServerProcess.packageRoot.appending(path: "Examples/polyglot").path

  /// Runs `inframind`, the binary beside the server's.
  private func inframind(
    _ arguments: [String], token: String? = nil, more: [String: String] = [:]
  ) throws -> (Int32, String, String) {
    let binary = URL(filePath: ServerProcess.binary).deletingLastPathComponent().appending(path: "inframind")
      .path
    let places = ["out", "err"].map {
      URL(filePath: folder.path).appending(path: "\(UUID().uuidString).\($0)")
    }
    for place in places { try Data().write(to: place) }
    let output = try FileHandle(forWritingTo: places[0])
    let errors = try FileHandle(forWritingTo: places[1])
    var program = ChildProgram(binary, arguments, in: folder.path)
    program.output = output.fileDescriptor
    program.errors = errors.fileDescriptor
    program.environment = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME", "LLVM_PROFILE_FILE"].contains($0.key)
    }
    program.environment?["INFRAMIND_TOKEN"] = token
    program.environment?.merge(more) { $1 }
    let status = try program.run()
    let texts = try places.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return (status, texts[0], texts[1])
  }

  /// A server over the example's history, and a token that reads it.
  private func serving() async throws -> (ServerProcess, token: String) {
    let runs = Self.example + "/.inframind/runs.jsonl"
    #expect(try inframind(["history", "import", runs, "--store", place]).0 == 0)
    let made = try ServerProcess.run(
      ["token", "--read", "any", "tidewatch/tidewatch"], store: "sqlite:\(place)", in: folder)
    let words = made.1.split(separator: "\n").map {
      $0.split(separator: " ", maxSplits: 1).last.map(String.init) ?? ""
    }
    #expect(made.0 == 0 && words.count == 2, "\(made.1)")
    let file = try folder.write(words[1].trimmed + "\n", to: "tokens")
    let server = try await ServerProcess(
      store: "sqlite:\(place)", in: folder, ["records.tokens-file=\(file)"])
    return (server, words[0].trimmed)
  }

  @Test func `suggestions and explanations are the same from a server as from its store`() async throws {
    let (server, token) = try await serving()
    let url = "http://127.0.0.1:\(server.port)"
    let suggest = ["suggest", Self.example, "--now", "2026-11-20T12:00:00Z", "--format", "json"]
    let near = try inframind(suggest + ["--history", place])
    let far = try inframind(suggest + ["--server", url], token: token)
    #expect(far.0 == 0 && !far.2.contains("no history"), "\(far.2)")
    #expect(far.1.contains(url) && far.1.contains("\"size\""))
    #expect(far.1.replacing(url, with: place) == near.1)

    let analyze = ["analyze", "19400000233"]
    let explained = try inframind(analyze + ["--server", url], token: token)
    #expect(
      explained.0 == 0 && explained.1.contains("Run 19400000233 of tidewatch/tidewatch"), "\(explained.2)")
    #expect(try explained.1 == inframind(analyze + ["--store", place]).1)
    let unknown = try inframind(["analyze", "4711", "--server", url], token: token)
    #expect(unknown.0 == 2 && unknown.2.contains("holds no run 4711"))
    #expect(try await server.metric("inframind_readings_total") >= 3)
    #expect(try await server.end() == 0)
  }

  @Test func `sizes of a run and the report on it are the same from a server as from its store`() async throws
  {
    let (server, token) = try await serving()
    let url = "http://127.0.0.1:\(server.port)"
    let now = Date().formatted(.iso8601)
    func sizes(_ options: [String]) throws -> String {
      let output = URL(filePath: folder.path).appending(path: UUID().uuidString).path
      let job = [
        "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "tidewatch/tidewatch", "GITHUB_RUN_ID": "17",
        "GITHUB_OUTPUT": output,
        "GITHUB_WORKFLOW_REF": "tidewatch/tidewatch/.github/workflows/ci.yml@refs/heads/x",
      ]
      let result = try inframind(["inject", "--strict", Self.example] + options, token: token, more: job)
      #expect(result.0 == 0, "\(result.2)")
      return try String(contentsOfFile: output, encoding: .utf8)
    }
    let near = try sizes(["--history", place, "--now", now])
    #expect(try sizes(["--server", url]) == near && near.contains("linux-4-core"))

    // Ids of suggestions hang on the repository's name, which git tells in a clone.
    let clone = folder.path + "/clone"
    try FileManager.default.copyItem(atPath: Self.example, toPath: clone)
    let remote = "[remote \"origin\"]\n\turl = https://github.com/tidewatch/tidewatch.git\n"
    try FileManager.default.createDirectory(atPath: clone + "/.git", withIntermediateDirectories: true)
    try Data(remote.utf8).write(to: URL(filePath: clone + "/.git/config"))
    let report = ["report", "--dry-run", "--strict", clone]
    let shown = try inframind(report + ["--history", place, "--now", now])
    let far = try inframind(report + ["--server", url], token: token)
    // What is to be pasted asks the server, too.
    #expect(far.0 == 0 && far.1.replacing(" --server …", with: "") == shown.1, "\(far.1)\(far.2)")
    #expect(far.1 != shown.1 && shown.1.contains("| collector |"))
    #expect(try await server.end() == 0)
  }

  @Test func `without its server a suggestion is made all the same, with one line about it`() async throws {
    let (server, token) = try await serving()
    let url = "http://127.0.0.1:\(server.port)"
    func suggest(_ url: String, _ token: String?) throws {
      let result = try inframind(["suggest", Self.example + "/.github", "--server", url], token: token)
      #expect(result.0 == 0, "\(result.2)")
      let lines = result.2.split(separator: "\n").filter { $0.contains("no history from the server") }
      #expect(lines.count == 1, "\(result.2)")
      if let token { #expect(!result.2.contains(token)) }
    }
    try suggest(url, nil)
    try suggest(url, "wrong-token")
    #expect(try inframind(["analyze", "19400000233", "--server", url], token: "wrong-token").0 == 2)
    #expect(try await server.end() == 0)
    try suggest(url, token)
    #expect(try inframind(["analyze", "19400000233", "--server", url], token: token).0 == 2)
  }

  @Test func `a server that takes the connection and says nothing holds nobody up`() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    try #require(isBound)
    let url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    let result = try inframind(["suggest", Self.example + "/.github", "--server", url], token: "some-token")
    #expect(result.0 == 0 && result.2.contains("no history from the server"), "\(result.2)")
  }

  @Test(arguments: [
    "http://inframind.example.org", "http://127.0.0.1.example.org", "http://localhost@example.org",
    "http://localhost:80@example.org", "http://10.0.0.1:8420", "ftp://localhost", "inframind.example.org", "",
  ])
  func `a token is not sent where others may read it`(_ url: String) throws {
    let result = try inframind(["suggest", Self.example, "--server", url], token: "some-token")
    #expect(result.0 == 2 && result.2.contains("--server"), "\(result.2)")
  }
}
