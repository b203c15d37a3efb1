internal import InfraMindCore
internal import Synchronization

/// A view of files that notes what is asked of it.
final class NotedFiles: RepositoryFiles {
  private let base: any RepositoryFiles
  private let state = Mutex<(texts: [String: [UInt8]], names: Set<String>)>(([:], []))

  init(over base: any RepositoryFiles) { self.base = base }

  /// Texts that were read, and names of files that were looked for and found, but not read.
  var noted: (texts: [String: [UInt8]], names: Set<String>) {
    state.withLock { ($0.texts, $0.names.subtracting($0.texts.keys)) }
  }

  func paths(matching glob: String) -> [String] {
    let paths = base.paths(matching: glob)
    state.withLock { $0.names.formUnion(paths) }
    return paths
  }

  func contents(of path: String) -> [UInt8]? {
    guard let bytes = base.contents(of: path) else { return nil }
    state.withLock { $0.texts[path] = bytes }
    return bytes
  }

  func exists(_ path: String) -> Bool {
    guard base.exists(path) else { return false }
    state.withLock { _ = $0.names.insert(path) }
    return true
  }
}
