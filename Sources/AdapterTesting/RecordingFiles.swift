internal import InfraMindCore
internal import Synchronization

/// A checkout that notes what is asked for outside of it.
final class RecordingFiles: RepositoryFiles {
  private let base: SampleRepository
  private let asked = Mutex<Set<String>>([])

  init(_ base: SampleRepository) { self.base = base }

  /// Paths and globs outside the checkout that were asked for, sorted.
  var outside: [String] { asked.withLock { $0.sorted() } }

  func paths(matching glob: String) -> [String] {
    note(glob)
    return base.paths(matching: glob)
  }

  func contents(of path: String) -> [UInt8]? {
    note(path)
    return base.contents(of: path)
  }

  func exists(_ path: String) -> Bool {
    note(path)
    return base.exists(path)
  }

  private func note(_ path: String) {
    guard Self.leavesTheRoot(path) else { return }
    asked.withLock { _ = $0.insert(path) }
  }

  /// Whether a path is absolute, names a drive, or climbs above where it starts.
  static func leavesTheRoot(_ path: String) -> Bool {
    if path.hasPrefix("/") || path.contains("\\") || path.contains("\0") || path.contains("://") {
      return true
    }
    if path.utf8.count >= 2, path.utf8.dropFirst().first == UInt8(ascii: ":") { return true }
    var depth = 0
    for name in path.split(separator: "/") where name != "." {
      depth += name == ".." ? -1 : 1
      if depth < 0 { return true }
    }
    return false
  }
}
