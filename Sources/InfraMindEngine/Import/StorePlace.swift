#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

internal import FoundationEssentials
package import InfraMindStore

/// Where a store of this machine is.
package enum StorePlace {
  /// Where it is looked for when nobody names it, from the current folder: `suggest` reads it there.
  package static let usualPath = ".inframind/history.db"

  /// The file that a user means, who may have written it as the server takes it, `sqlite:FILE`; the usual one for `nil`.
  package static func file(_ path: String?) -> String {
    let name = path ?? usualPath
    return name.hasPrefix("sqlite:") ? String(name.dropFirst("sqlite:".count)) : name
  }

  /// Opens the store at a path. What is made is this user's alone to read; what is there keeps its mode.
  ///
  /// - Parameters:
  ///   - path: `nil` for the usual place.
  ///   - isMade: Whether it is made, with its folder, if nothing is there.
  /// - Throws: ``EngineError`` with code `not-found` or `other-store`; ``StoreError``.
  package static func open(_ path: String?, isMade: Bool) throws -> any RunStore {
    let place = file(path)
    if place.contains("://") || place.hasPrefix("host=") || place.contains("dbname=") {
      throw EngineError(
        code: "other-store",
        message:
          "--store names a file of SQLite here: of another database `inframind-server history` exports and imports, and "
          + "--server reads it.")
    }
    if isMade {
      let folder = place.lastIndex(of: "/").map { String(place[..<$0]) } ?? ""
      if !folder.isEmpty { try makeFolder(folder) }
      makeEmptyFile(place)
    } else if !FileManager.default.fileExists(atPath: place) {
      throw EngineError(
        code: "not-found",
        message:
          "There is no history at \(place): `inframind import` makes one, and --store names another place.")
    }
    return try SQLiteRunStore(path: place)
  }

  private static func makeFolder(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw EngineError(
        code: "unwritable", message: "The folder \(folder) cannot be made: name another place with --store.")
    }
  }
}

/// Makes a file that is a store to be, unless something is there. SQLite gives its other files the mode of this one, and tells
/// why none can be made.
private func makeEmptyFile(_ place: String) {
  let file = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
  if file >= 0 { close(file) }
}
