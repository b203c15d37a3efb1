import Foundation
import GRDBSQLite
import ProgramTesting
import ServerTesting
import StoreTesting
import Testing

@testable import InfraMindServer

/// Trouble with the store that passes: refused with Retry-After while it lasts, and no restart afterwards.
@Suite struct StoreTroubleTests {
  private let folder = TemporaryPlace()
  /// What the store answers is told, however long other tests keep it waiting.
  private static let patient = ["intake.patience=60s"]

  private func deliver(_ id: String, to server: ServerProcess) async throws -> String {
    let connection = try RawConnection(port: server.port)
    connection.send(DeliveryLoad.request(id))
    return try await connection.answer()
  }

  private func expectPutOff(_ answer: String, _ code: String) {
    #expect(answer.hasPrefix("HTTP/1.1 503 "))
    #expect(answer.contains("Retry-After: "))
    #expect(answer.contains("\"\(code)\""))
  }

  @Test func `a database that another program locks`() async throws {
    let path = folder.path + "/locked.db"
    let server = try await ServerProcess(store: "sqlite:" + path, in: folder, Self.patient)
    #expect(try await deliver("1", to: server).contains("\"kept\""))

    var database: OpaquePointer?
    #expect(sqlite3_open(path, &database) == SQLITE_OK)
    #expect(try await eventually { sqlite3_exec(database, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK })
    expectPutOff(try await deliver("2", to: server), "store-busy")
    #expect(sqlite3_exec(database, "ROLLBACK", nil, nil, nil) == SQLITE_OK)
    sqlite3_close(database)

    #expect(try await deliver("2", to: server).contains("\"kept\""))
    #expect(try await server.end() == 0)
  }

  private func readiness(of server: ServerProcess) async throws -> String {
    let connection = try RawConnection(port: server.port)
    connection.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return try await connection.answer()
  }

  @Test func `a database whose file is moved away`() async throws {
    let path = folder.path + "/moved.db"
    let server = try await ServerProcess(store: "sqlite:" + path, in: folder, Self.patient)
    #expect(try await deliver("1", to: server).contains("\"kept\""))
    #expect(rename(path, path + "-aside") == 0)
    expectPutOff(try await deliver("2", to: server), "store-replaced")
    #expect(try await eventually { try await readiness(of: server).contains("store-replaced") })
    #expect(rename(path + "-aside", path) == 0)
    #expect(try await deliver("2", to: server).contains("\"kept\""))
    #expect(try await eventually { try await readiness(of: server).hasPrefix("HTTP/1.1 200 ") })
    #expect(try await server.end() == 0)
  }

  @Test func `a second server on a file says that it is not alone`() async throws {
    let store = "sqlite:" + folder.path + "/shared.db"
    let first = try await ServerProcess(store: store, in: folder)
    #expect(!first.logText.contains("store-shared"))
    let second = try await ServerProcess(store: store, in: folder)
    #expect(second.logText.contains("store-shared"))
    #expect(try await second.end() == 0)
    try first.killNow()
    let third = try await ServerProcess(store: store, in: folder)
    #expect(!third.logText.contains("store-shared"))
    #expect(try await third.end() == 0)
  }

  @Test func `a disk that is full`() async throws {
    let disk = folder.path + "/disk"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard try ChildProgram("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk]).run() == 0 else {
      print("skipped: a full disk: no file system can be mounted here")
      return
    }
    defer { _ = try? ChildProgram("umount", ["-l", disk]).run() }
    let server = try await ServerProcess(store: "sqlite:\(disk)/history.db", in: folder, Self.patient)
    #expect(try await deliver("1", to: server).contains("\"kept\""))
    // What it takes to fill the disk to the last byte.
    _ = try ChildProgram("dd", ["if=/dev/zero", "of=\(disk)/ballast", "bs=1024", "count=4000"]).run()

    var answers: [String] = []
    #expect(
      try await eventually {
        answers.append(try await deliver("full-\(answers.count)", to: server))
        return answers.last?.contains("503") == true
      })
    expectPutOff(answers.last ?? "", "store-full")
    try FileManager.default.removeItem(atPath: disk + "/ballast")
    #expect(
      try await eventually { try await deliver("full-\(answers.count - 1)", to: server).contains("\"kept\"") }
    )
    #expect(try await deliver("1", to: server).contains("repetition"))
    #expect(try await server.end() == 0)
  }

  @Test(.enabled(if: StoreKind.available.contains(.postgres), "no PostgreSQL here"))
  func `a PostgreSQL that goes away and comes back`() async throws {
    let postgres = try OwnPostgres(in: folder)
    defer { postgres.remove() }
    let server = try await ServerProcess(store: postgres.address, in: folder, Self.patient)
    #expect(try await deliver("1", to: server).contains("\"kept\""))

    try postgres.halt()
    expectPutOff(try await deliver("2", to: server), "store-unavailable")
    let readiness = try RawConnection(port: server.port)
    readiness.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(try await readiness.answer().hasPrefix("HTTP/1.1 503 "))

    try postgres.resume()
    #expect(try await eventually { try await deliver("2", to: server).contains("\"kept\"") })
    #expect(try await deliver("1", to: server).contains("repetition"))
    #expect(try await server.end() == 0)
  }
}
