import AdapterKit
import Foundation
import InfraMindCore
import InfraMindEngine
import InfraMindStore
import ProgramTesting
import ServerTesting
import Testing

@testable import InfraMindServer

/// docs/server.md is what the server does.
@Suite struct ServerDocsTests {
  private static let page = ServerProcess.packageRoot.appending(path: "docs/server.md")
  private static let mark = "<!-- settings -->"
  private let folder = TemporaryPlace()

  private func text() throws -> String { try String(contentsOf: Self.page, encoding: .utf8) }

  /// The code blocks of one language.
  private func blocks(_ language: String) throws -> [String] {
    try text().components(separatedBy: "```" + language + "\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  @Test func `the table of settings is the program's`() throws {
    let parts = try text().components(separatedBy: Self.mark)
    try #require(parts.count == 3, "the table stands between two lines `\(Self.mark)`")
    let rows = ServerKeys.all.map { entry in
      let allowed = entry.allowed.replacing("|", with: "\\|")
      return
        "| `\(entry.key)` | \(entry.fallback.isEmpty ? "–" : "`\(entry.fallback)`") | \(entry.meaning) | \(allowed) |"
    }
    let head = ["| setting | without it | for | must be |", "| --- | --- | --- | --- |"]
    let table = "\n\n" + (head + rows).joined(separator: "\n") + "\n\n"
    if ProcessInfo.processInfo.environment["INFRAMIND_WRITE_DOCS"] != nil {
      try (parts[0] + Self.mark + table + Self.mark + parts[2]).write(
        to: Self.page, atomically: true, encoding: .utf8)
      return
    }
    let isCurrent = parts[1] == table
    #expect(
      isCurrent, "docs/server.md is out of date: INFRAMIND_WRITE_DOCS=1 swift test --filter ServerDocsTests")
  }

  @Test func `the settings shown are read without an error`() throws {
    let blocks = try blocks("yaml")
    #expect(blocks.count >= 2)
    let platforms = Wiring.registry.adapters.map { type(of: $0).platform }
    for block in blocks {
      let source = SettingSource.file(Array(block.utf8), named: "server.yml", KnownKeys(platforms: platforms))
      var reading = SettingsReading([source]) { _ throws(EngineError) in Array("a secret\n".utf8) }
      _ = try ServerSettings(from: &reading, Wiring.receivers)
    }
  }

  @Test func `the commands shown do what is said of them`() async throws {
    let blocks = try blocks("sh")
    #expect(blocks.first?.contains("inframind-server\n") == true)
    let server = try await ServerProcess(store: "sqlite:\(StorePlace.usualPath)", in: folder)
    for block in blocks.dropFirst() {
      let (status, output) = try shell(block, server)
      #expect(status == 0, "\(block)\n\(output)")
    }
    let list = try shell("inframind-server deliveries list", server).1
    #expect(list.contains("by-hand"))
    #expect(try await server.end() == 0)
  }

  init() throws {
    let examples = ServerProcess.packageRoot.appending(path: "Examples")
    try FileManager.default.createSymbolicLink(
      at: URL(filePath: folder.path).appending(path: "Examples"), withDestinationURL: examples)
  }

  @Test func `the servers of tests have a secret for every platform`() {
    #expect(Wiring.receivers.platforms.map(\.rawValue).sorted() == ServerProcess.platforms.sorted())
  }

  @Test(arguments: Wiring.receivers.platforms)
  func `a signed sample of each platform is taken, and tells of a job run`(_ platform: Platform) async throws
  {
    let path = folder.path + "/" + StorePlace.usualPath
    let server = try await ServerProcess(store: "sqlite:" + path, in: folder)
    #expect(try text().contains("`send.sh \(platform)`"))
    let (status, output) = try shell("Examples/webhooks/send.sh \(platform)", server)
    #expect(status == 0, "\(output)")
    #expect(output.contains("\"kept\""))
    let store = try SQLiteRunStore(path: path)
    #expect(try await eventually { try await store.statistics().deliveries[.waiting] == nil })
    #expect(try await store.deliveries(in: .dead, limit: 10).map(\.reason) == [])
    #expect(try await store.statistics().jobRuns[platform] ?? 0 > 0)

    let wrong = try shell("Examples/webhooks/send.sh \(platform)", server, secret: "a wrong one")
    #expect(wrong.0 != 0)
    #expect(wrong.1.contains("invalid-signature"))
    #expect(try await store.statistics().deliveries[.done] == 1)
    try await store.close()
    #expect(try await server.end() == 0)
  }

  /// Runs lines where the examples are, the programs in the path.
  private func shell(
    _ lines: String, _ server: ServerProcess, secret: String = ServerProcess.secret
  ) throws -> (Int32, String) {
    let place = URL(filePath: folder.path).appending(path: UUID().uuidString)
    try Data().write(to: place)
    let output = try FileHandle(forWritingTo: place)
    let url = "http://localhost:\(server.port)"
    var program = ChildProgram(
      "sh", ["-eu", "-c", lines.replacing("http://localhost:8420", with: url)],
      in: folder.path)
    program.output = output.fileDescriptor
    program.errors = output.fileDescriptor
    var environment = ServerProcess.environment(store: "sqlite:\(StorePlace.usualPath)", secret: secret)
    let programs = URL(filePath: ServerProcess.binary).deletingLastPathComponent().path(percentEncoded: false)
    environment["PATH"] = programs + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    environment["INFRAMIND_URL"] = url
    program.environment = environment
    let status = try program.run()
    return (status, String(decoding: try Data(contentsOf: place), as: UTF8.self))
  }
}
