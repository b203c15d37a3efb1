internal import Dispatch
internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Copies what was committed from the write-ahead log into the file, on a connection and a thread of its own,
/// so that no commit waits for that.
///
/// Left to SQLite, every thousandth page or so makes some commit do it, and those behind it wait. Here the
/// log grows on meanwhile; a commit that finds it very long does the rest itself, which is little, and the
/// log begins anew.
final class SQLiteCheckpointer: Sendable {
  /// Pages of log from which on copying is worth its syncs: 4 MB.
  private static let enough: Int32 = 1000
  /// Pages at which a commit does what is left: 64 MB.
  private static let most: Int32 = 16_384

  private let connection: DatabaseQueue
  private let thread = DispatchQueue(label: "inframind.sqlite.checkpoint")
  private let isAtWork = DispatchSemaphore(value: 1)
  /// Whether anything was committed here.
  private let hasCommits = Atomic(false)

  init(path: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    connection = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Watches over the commits of a connection.
  func watch(_ db: Database) {
    let watch = Unmanaged.passRetained(Watch(self))
    sqlite3_wal_hook(
      db.sqliteConnection,
      { watch, handle, _, pages in
        if let watch {
          Unmanaged<Watch>.fromOpaque(watch).takeUnretainedValue().checkpointer?.logHas(pages, handle)
        }
        return SQLITE_OK
      }, watch.toOpaque())
  }

  /// What SQLite hands back with each commit. It stays in memory as long as the process: SQLite does not say
  /// when it has no more use for it.
  private final class Watch {
    weak var checkpointer: SQLiteCheckpointer?

    init(_ checkpointer: SQLiteCheckpointer) { self.checkpointer = checkpointer }
  }

  private func logHas(_ pages: Int32, _ writer: OpaquePointer?) {
    hasCommits.store(true, ordering: .relaxed)
    if pages >= Self.most { sqlite3_wal_checkpoint_v2(writer, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil) }
    guard pages >= Self.enough, isAtWork.wait(timeout: .now()) == .success else { return }
    thread.async { [self] in
      // What fails here, such as for want of room, is tried again with the next commit.
      _ = try? connection.writeWithoutTransaction { try $0.checkpoint(.passive) }
      isAtWork.signal()
    }
  }

  /// Waits for what is under way, and closes the connection. What was written here is copied first, as far as nobody else
  /// is at it: whoever opens the file next would read a long log before anything else.
  ///
  /// - Parameter emptyingLog: Whether that is done.
  func close(emptyingLog: Bool) {
    thread.sync {
      if emptyingLog, hasCommits.load(ordering: .relaxed) {
        _ = try? connection.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      }
      try? connection.close()
    }
  }
}
