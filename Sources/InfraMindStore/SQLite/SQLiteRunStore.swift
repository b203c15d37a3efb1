/// A store in one SQLite file: the embedded default.
///
/// Several programs of one machine may use the file at the same time; it does not belong on a network drive.
package typealias SQLiteRunStore = SQLRunStore<SQLiteDatabase>

extension SQLiteRunStore {
  /// Opens the store at a path, and makes it if nothing is there; its folder must exist.
  ///
  /// - Throws: ``StoreError``, with ``StoreError/Code/unavailable``, ``StoreError/Code/damaged`` or
  ///   ``StoreError/Code/newerSchema``.
  package init(path: String, options: SQLiteOptions = SQLiteOptions()) throws {
    self.init(database: try SQLiteDatabase(path: path, options: options))
  }
}

/// How a SQLite file is used.
package struct SQLiteOptions: Sendable, Hashable {
  /// How long to wait for another process's transaction.
  package var patience: Duration = .seconds(5)
  /// Most connections that read at the same time.
  package var readers = 4

  /// The usual ones.
  package init() {}
}
