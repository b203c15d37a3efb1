#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Whether the file that was opened is still the one at its path: SQLite goes on with a file that was deleted or replaced,
/// and all that it writes is gone with the last who holds it open.
struct SQLitePlace: Sendable {
  /// A file, whatever its names are.
  private struct File: Sendable, Hashable {
    let device: dev_t
    let number: ino_t

    /// The file at a path; `nil` if there is none, or none that can be reached.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      device = status.st_dev
      number = status.st_ino
    }
  }

  private let path: String
  private let file: File?
  private let log: File?

  /// Remembers what is at a path: the file that was just opened, and its log.
  init(of path: String) {
    self.path = path
    file = File(path)
    log = File(path + "-wal")
  }

  /// - Throws: ``StoreError/Code/replaced``.
  func check() throws {
    guard !isKept else { return }
    throw StoreError(
      .replaced,
      "'\(path)' was deleted, moved or replaced while it was in use: move it back, or start the program again."
    )
  }

  /// Whether the log at the path may be written to. If another file is there and has been opened, the log is its own.
  var isLogOurs: Bool { isKept || (log != nil && File(path + "-wal") == log) }

  private var isKept: Bool { file != nil && File(path) == file }
}
