internal import Foundation
internal import InfraMindPostgres
package import InfraMindStore

/// The kinds of store that one behaviour suite runs against.
package enum StoreKind: String, Sendable, CaseIterable {
  case sqlite = "SQLite"
  case postgres = "PostgreSQL"

  /// Where a server for tests is, as a connection URL; `scripts/postgres.sh` tells it.
  package static var serverURL: String? { ProcessInfo.processInfo.environment["INFRAMIND_TEST_POSTGRES"] }

  /// The kinds that can be tested here.
  package static var available: [StoreKind] { serverURL == nil ? [.sqlite] : allCases }
}

/// A place for a store of one test's own, which goes away with ``remove()``.
package struct StorePlace: Sendable {
  package let kind: StoreKind
  /// The file, or the connection URL.
  package let address: String

  /// Makes an empty place.
  package init(_ kind: StoreKind) async throws {
    self.kind = kind
    let name = "store_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    switch kind {
    case .sqlite:
      let folder = FileManager.default.temporaryDirectory.appending(path: name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      address = folder.appending(path: "history.db").path
    case .postgres:
      let server = StoreKind.serverURL ?? ""
      try await Self.administrate(server, "CREATE SCHEMA \(name)")
      address = server + "?options=-csearch_path%3D" + name
    }
  }

  /// Opens the store there, anew with each call.
  package func open(patience: Duration = .seconds(20)) async throws -> any RunStore {
    switch kind {
    case .sqlite:
      var options = SQLiteOptions()
      options.patience = patience
      return try SQLiteRunStore(path: address, options: options)
    case .postgres:
      var options = PostgresOptions()
      options.patience = patience
      options.connections = 3
      return try await PostgresRunStore(url: address, options: options)
    }
  }

  /// Runs statements there, besides any store.
  package func administrate(_ sql: String) async throws {
    switch kind {
    case .sqlite: try SQLiteDatabase.administrate(address, sql)
    case .postgres: try await Self.administrate(address, sql)
    }
  }

  /// Keeps everybody from writing to the inbox.
  package func lockInbox() async throws -> StoreLock {
    let isHeld = DispatchSemaphore(value: 0)
    let isOver = DispatchSemaphore(value: 0)
    let work = Task { [self] in
      let body: @Sendable (any SQLConnection) throws -> Void = { [kind] connection in
        if kind == .postgres { try connection.script("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE") }
        isHeld.signal()
        isOver.wait()
      }
      switch kind {
      case .sqlite:
        let store = try SQLiteRunStore(path: address)
        try await store.database.write(body)
        try await store.close()
      case .postgres:
        let store = try await PostgresRunStore(url: address)
        try await store.database.write(body)
        try await store.close()
      }
    }
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        isHeld.wait()
        continuation.resume()
      }
    }
    return StoreLock(isOver: isOver, work: work)
  }

  /// Takes the place away with all that it holds.
  package func remove() async {
    switch kind {
    case .sqlite: try? FileManager.default.removeItem(at: URL(filePath: address).deletingLastPathComponent())
    case .postgres:
      guard let name = address.split(separator: "D").last, let server = StoreKind.serverURL else { return }
      try? await Self.administrate(server, "DROP SCHEMA \(name) CASCADE")
    }
  }

  /// Runs a statement on the server, besides any store.
  private static func administrate(_ server: String, _ sql: String) async throws {
    let database = try PostgresDatabase(url: server, options: PostgresOptions())
    try await database.write { try $0.script(sql) }
    try await database.close()
  }

  /// Hands an empty store to `body`, and takes it away.
  package static func withStore<Value>(
    _ kind: StoreKind, _ body: (any RunStore) async throws -> Value
  ) async throws -> Value {
    let place = try await StorePlace(kind)
    do {
      let store = try await place.open()
      let value = try await body(store)
      try await store.close()
      await place.remove()
      return value
    } catch {
      await place.remove()
      throw error
    }
  }
}

/// A lock that another holds.
package struct StoreLock: Sendable {
  fileprivate let isOver: DispatchSemaphore
  fileprivate let work: Task<Void, any Error>

  /// Ends it.
  package func release() async throws {
    isOver.signal()
    try await work.value
  }
}
