internal import InfraMindEngine
internal import InfraMindPostgres
internal import InfraMindStore
internal import Logging

extension StoreLocation {
  /// Opens the store there, and makes it, with its folder, if it is a file that does not exist.
  func open() async throws -> any RunStore {
    switch self {
    case .sqlite(let path): try StorePlace.open(path, isMade: true)
    case .postgres(let uri): try await PostgresRunStore(url: uri)
    }
  }

  /// Opens the store; waits for a database server that cannot be reached yet.
  func openPatiently(_ logger: Logger) async throws -> any RunStore {
    var failures = 0
    while true {
      do {
        return try await open()
      } catch let error as StoreError where isServer && error.isPassing {
        failures += 1
        logger.error(
          "The store cannot be opened yet: \(error.message)", metadata: ["code": "\(error.code)"])
        let backoff = Backoff(first: .seconds(1), longest: .seconds(30))
        try await Task.sleep(for: backoff.wait(after: failures, chance: .random(in: 0...1)))
      }
    }
  }

  /// What keeps other servers from the store unnoticed; `nil` where it is made for several.
  func lock() -> ServerLock? {
    switch self {
    case .sqlite(let path): ServerLock(beside: path)
    case .postgres: nil
    }
  }

  private var isServer: Bool {
    switch self {
    case .sqlite: false
    case .postgres: true
    }
  }
}
