import Foundation
import InfraMindCore
import InfraMindStore
import StoreTesting
import Testing

@testable import InfraMindPostgres

/// What stores say when they cannot do what they were asked, and that they go on when they can.
@Suite struct FailureTests {
  private func code(_ body: () async throws -> Void) async -> StoreError.Code? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? StoreError)?.code
    }
  }

  // MARK: - Opening

  @Test(arguments: StoreKind.available)
  func `what was closed is found when it is opened again`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    let first = try await place.open()
    _ = try await first.record(SampleMessages().finished("7"))
    _ = try await first.keep([.sample("a")])
    try await first.close()
    let second = try await place.open()
    #expect(try await second.runs(RunQuery()).map(\.jobID) == ["7"])
    #expect(try await second.keep([.sample("a")]) == [.repetition])
    try await second.checkHealth()
    try await second.close()
    #expect(await code { _ = try await second.keep([.sample("b")]) } == .failed)
    await place.remove()
  }

  /// Otherwise each program that opens the file reads the whole log first.
  @Test func `a store that is closed leaves no long log behind`() async throws {
    let place = try await StorePlace(.sqlite)
    defer { Task { await place.remove() } }
    func log() -> Int { FileManager.default.contents(atPath: place.address + "-wal")?.count ?? 0 }
    let first = try await place.open()
    for number in 0..<50 { _ = try await first.record(SampleMessages("\(number)").finished("\(number)")) }
    #expect(log() > 0)
    try await first.close()
    #expect(log() == 0)
    let second = try await place.open()
    #expect(try await second.runs(RunQuery()).count == 50)
    try await second.close()
    #expect(log() < 65_536)
  }

  @Test(arguments: StoreKind.available)
  func `a store of a newer version is left alone`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    let store = try await place.open()
    try await place.administrate("UPDATE inframind_schema SET version = 1000")
    try await store.close()
    #expect(await code { _ = try await place.open() } == .newerSchema)
    try await place.administrate("UPDATE inframind_schema SET version = \(SQLSchema.newest)")
    try await place.open().close()
    await place.remove()
  }

  @Test(arguments: StoreKind.available)
  func `a store of an older version is brought up to date, and loses nothing`(_ kind: StoreKind) async throws
  {
    let place = try await StorePlace(kind)
    let first = try await place.open()
    _ = try await first.record(SampleMessages().finished("7"))
    let before = try await first.runs(RunQuery())
    try await first.close()
    // As the first version had it.
    for statement in [
      "DROP INDEX job_runs_chain", "ALTER TABLE job_runs DROP COLUMN chain",
      "ALTER TABLE job_runs DROP COLUMN more_change", "UPDATE inframind_schema SET version = 1",
    ] {
      try await place.administrate(statement)
    }
    let second = try await place.open()
    #expect(try await second.runs(RunQuery()) == before && !before.isEmpty)
    var facts = SampleMessages("new").finished("8")
    for index in facts.indices {
      facts[index].details.change = ChangeSize(files: 3)
      facts[index].details.change?.testFiles = 2
    }
    _ = try await second.record(facts)
    let changes = try await second.runs(RunQuery()).compactMap(\.change)
    #expect(changes.map(\.testFiles) == [2] && changes.map(\.files) == [3])
    try await second.close()
    await place.remove()
  }

  @Test(arguments: StoreKind.available)
  func `tables of another program are left alone`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    try await place.administrate("CREATE TABLE facts (mine BIGINT)")
    #expect(await code { _ = try await place.open() } == .damaged)
    try await place.administrate("DROP TABLE facts")
    try await place.open().close()
    await place.remove()
  }

  @Test(arguments: StoreKind.available)
  func `several programs may open an empty place at the same time`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<6 {
        group.addTask {
          let store = try await place.open()
          _ = try await store.record(SampleMessages("\(number)").finished("\(number)"))
          try await store.close()
        }
      }
      try await group.waitForAll()
    }
    let store = try await place.open()
    #expect(try await store.runs(RunQuery()).count == 6)
    try await store.close()
    await place.remove()
  }

  @Test func `a file that is no store, or a damaged one, is named as such`() async throws {
    let place = try await StorePlace(.sqlite)
    try Data("This is a letter, and has been one for years.".utf8).write(to: URL(filePath: place.address))
    #expect(await code { _ = try await place.open() } == .damaged)
    await place.remove()

    let other = try await StorePlace(.sqlite)
    try await other.open().close()
    let file = try FileHandle(forWritingTo: URL(filePath: other.address))
    try file.seek(toOffset: 4096)
    file.write(Data(repeating: 0x5a, count: 200_000))
    try file.close()
    #expect(
      await code {
        let store = try await other.open()
        _ = try await store.record(SampleMessages().finished("7"))
      } == .damaged)
    await other.remove()
  }

  @Test func `a place that is not there cannot be opened`() async throws {
    #expect(await code { _ = try SQLiteRunStore(path: "/nonexistent/folder/history.db") } == .unavailable)
    let nobody = "postgresql://user:secret-word@127.0.0.1:1/none?connect_timeout=2"
    do {
      _ = try await PostgresRunStore(url: nobody)
      Issue.record("something answered")
    } catch let error as StoreError {
      #expect(error.code == .unavailable && error.isPassing)
      #expect(error.description.contains("127.0.0.1") && !error.description.contains("secret-word"))
    }
  }

  @Test(arguments: ["postgresql://user:secret-word@host:port:port/x%zz", "password=secret-word host='"])
  func `an address that cannot be read is not quoted, since it may hold a password`(
    _ address: String
  ) async throws {
    do {
      _ = try await PostgresRunStore(url: address)
      Issue.record("it was read")
    } catch let error as StoreError {
      #expect(error.code == .unavailable && !error.description.contains("secret-word"))
    }
  }

  // MARK: - Durability

  @Test func `every commit is synced to disk`() async throws {
    let place = try await StorePlace(.sqlite)
    let store = try SQLiteRunStore(path: place.address)
    let settings = try await store.database.write { connection in
      [
        try connection.number("SELECT synchronous FROM pragma_synchronous()"),
        try connection.number("SELECT auto_vacuum FROM pragma_auto_vacuum()"),
        try connection.number("SELECT journal_mode = 'wal' FROM pragma_journal_mode()"),
      ]
    }
    #expect(settings == [2, 2, 1])
    try await store.close()
    await place.remove()
  }

  // MARK: - Going on

  @Test func `a full disk changes nothing, and the store goes on when there is room`() async throws {
    let place = try await StorePlace(.sqlite)
    let store = try SQLiteRunStore(path: place.address)
    _ = try await store.keep([.sample("before")])
    let pages = try await store.database.write { try $0.number("SELECT page_count FROM pragma_page_count()") }
    func allow(_ pages: Int64) async throws {
      try await store.database.write { try $0.script("PRAGMA max_page_count = \(pages)") }
    }
    try await allow(pages ?? 0)
    let large = (0..<50).map { InboxDelivery.sample("\($0)", body: String(repeating: "x", count: 9000)) }
    #expect(await code { _ = try await store.keep(large) } == .full)
    #expect(try await store.statistics().deliveries == [.waiting: 1])
    try await allow(1_000_000)
    #expect(try await store.keep(large).count == 50)
    try await store.close()
    await place.remove()
  }

  @Test(arguments: StoreKind.available)
  func `a store without its inbox is not healthy`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    let store = try await place.open()
    try await store.checkHealth()
    try await place.administrate("DROP TABLE inbox")
    #expect(await code { try await store.checkHealth() } != nil)
    try await store.close()
    await place.remove()
  }

  @Test(arguments: StoreKind.available)
  func `a locked store is busy until the lock goes`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    let store = try await place.open(patience: .milliseconds(100))
    let lock = try await place.lockInbox()
    #expect(await code { _ = try await store.keep([.sample("a")]) } == .busy)
    try await lock.release()
    #expect(try await store.keep([.sample("a")]) == [.kept])
    try await store.close()
    await place.remove()
  }

  @Test func `nothing is kept in a file that was moved away, and the store goes on when it is back`()
    async throws
  {
    let place = try await StorePlace(.sqlite)
    let store = try await place.open()
    #expect(try await store.keep([.sample("before")]) == [.kept])
    let files = FileManager.default
    let aside = place.address + "-aside"
    try files.moveItem(atPath: place.address, toPath: aside)
    #expect(await code { _ = try await store.keep([.sample("gone")]) } == .replaced)
    #expect(await code { try await store.checkHealth() } == .replaced)
    #expect(await code { _ = try await store.runs(RunQuery()) } == .replaced)
    #expect(!files.fileExists(atPath: place.address))
    try files.copyItem(atPath: aside, toPath: place.address)
    #expect(await code { _ = try await store.keep([.sample("another")]) } == .replaced)

    try files.removeItem(atPath: place.address)
    try files.moveItem(atPath: aside, toPath: place.address)
    #expect(try await store.keep([.sample("before"), .sample("gone")]) == [.repetition, .kept])
    try await store.checkHealth()
    try await store.close()
    await place.remove()
  }

  @Test func `a file that goes while a transaction is under way fails it`() async throws {
    let place = try await StorePlace(.sqlite)
    let store = try SQLiteRunStore(path: place.address)
    let path = place.address
    let failure = await code {
      try await store.database.write { connection in
        try connection.script("DELETE FROM inbox")
        try FileManager.default.removeItem(atPath: path)
      }
    }
    #expect(failure == .replaced)
    try await store.close()
    await place.remove()
  }

  /// Otherwise the former file's log would be read as that of the new one.
  @Test func `a backup that is moved into place is whole after the next start`() async throws {
    let place = try await StorePlace(.sqlite)
    let backup = place.address + "-backup"
    let former = try await place.open()
    _ = try await former.keep([.sample("old")])
    try await former.close()
    try FileManager.default.copyItem(atPath: place.address, toPath: backup)
    let first = try await place.open()
    for number in 0..<50 { _ = try await first.record(SampleMessages("\(number)").finished("\(number)")) }
    #expect(rename(backup, place.address) == 0)
    #expect(await code { _ = try await first.keep([.sample("new")]) } == .replaced)
    try await first.close()

    let second = try await place.open()
    #expect(try await second.keep([.sample("old"), .sample("new")]) == [.repetition, .kept])
    #expect(try await second.runs(RunQuery()).isEmpty)
    try await second.close()
    await place.remove()
  }

  @Test(.enabled(if: StoreKind.available.contains(.postgres), "no PostgreSQL here"))
  func `lost connections are made anew`() async throws {
    let place = try await StorePlace(.postgres)
    let name = "lost-\(UUID().uuidString)"
    let store = try await PostgresRunStore(url: place.address + "&application_name=" + name)
    for round in 0..<3 {
      _ = try await store.keep([.sample("\(round)")])
      try await place.administrate(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(name)'")
      #expect(try await store.keep([.sample("again \(round)")]) == [.kept])
    }
    // One that is lost in the middle of its work says so, and the next goes through.
    let failure = await code {
      try await store.database.write { connection in
        try connection.script("SELECT 1")
        try connection.script(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(name)'")
        try connection.script("SELECT 1")
      }
    }
    #expect(failure == .busy || failure == .unavailable)
    #expect(try await store.statistics().deliveries == [.waiting: 6])
    try await store.close()
    await place.remove()
  }

  @Test(arguments: [
    ("53100", StoreError.Code.full), ("55P03", .busy), ("57P01", .busy), ("08006", .busy), ("53300", .busy),
    ("28P01", .unavailable), ("3D000", .unavailable), ("42501", .unavailable), ("XX001", .damaged),
    ("22P02", .failed), ("", .unavailable),
  ])
  func `a server's codes have their meaning`(_ state: String, _ code: StoreError.Code) throws {
    let address = try PostgresAddress("postgresql://u:secret-word@h/d")
    let error = PostgresFailure(state: state, message: "it failed").storeError(at: address)
    #expect(error.code == code)
    #expect(error.message.contains("it failed") && error.message.contains("'d' at h"))
    #expect(!error.message.contains("secret-word"))
  }

  @Test(arguments: StoreKind.available)
  func `writers of the same runs in many tasks lose nothing`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    let store = try await place.open()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<6 {
        group.addTask {
          for round in 0..<5 {
            let facts = (0..<4).flatMap { run in
              SampleMessages("\(run)").workflow()
                + SampleMessages("\(run)").job("\(worker)-\(round)", "job \(worker)")
            }
            _ = try await store.record(worker.isMultiple(of: 2) ? facts : facts.reversed())
          }
        }
      }
      try await group.waitForAll()
    }
    let runs = try await store.runs(RunQuery())
    #expect(runs.count == 120 && runs.allSatisfy { $0.workflow == "CI" })
    try await store.close()
    await place.remove()
  }
}
