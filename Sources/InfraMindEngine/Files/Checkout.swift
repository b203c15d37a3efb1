internal import InfraMindCore
internal import Synchronization

/// The files of a checkout, read from the file system when they are asked for.
///
/// Links are followed only to places inside the checkout. Folders are listed and their links followed at most once,
/// so that a second look at a file that came into being meanwhile may miss it.
package final class Checkout: RepositoryFiles {
  /// Bounds that keep a strange checkout from filling the memory.
  package struct Limits: Hashable, Sendable {
    /// Largest file that is read, in bytes.
    package var bytesPerFile = 8 * 1_048_576
    /// Most files that are listed; those that come later in the walk are as if they were not there.
    package var files = 400_000
    /// Most folders one within another.
    package var depth = 64

    /// The usual bounds.
    package init() {}
  }

  /// Absolute path of the checkout, without links.
  package let root: String
  private let limits: Limits
  private let state = Mutex(State())

  private struct State {
    var all: FileIndex?
    var folders: [String: [String]] = [:]
    var matches: [String: [String]] = [:]
    /// Folders of the checkout that were looked into, links followed; `nil` for those that are not there.
    var realFolders: [String: String?] = [:]
    /// Paths where nothing was found: tools ask for the same few files in every job.
    var missing: Set<String> = []
  }

  /// Views a folder.
  ///
  /// - Parameter root: Absolute and without links, as ``LocalDisk/realPath(_:)`` gives it.
  package init(root: String, limits: Limits = Limits()) {
    self.root = root
    self.limits = limits
  }

  package func paths(matching glob: String) -> [String] {
    if let known = state.withLock({ $0.matches[glob] }) { return known }
    let found = find(Glob(glob))
    state.withLock { $0.matches[glob] = found }
    return found
  }

  package func contents(of path: String) -> [UInt8]? {
    guard let real = realPlace(of: path) else { return nil }
    return try? LocalDisk.contents(of: real, limit: limits.bytesPerFile)
  }

  package func exists(_ path: String) -> Bool { target(of: path)?.kind == .file }

  /// Reads a file, or says why it cannot be read.
  ///
  /// - Throws: `not-found`, `outside`, `not-a-file`, `too-large`, `unreadable`.
  package func read(_ path: String) throws(EngineError) -> [UInt8] {
    if let real = realPlace(of: path) {
      return try LocalDisk.contents(of: real, limit: limits.bytesPerFile)
    }
    guard let place = place(of: path), LocalDisk.status(of: place) == nil else { throw outside(path) }
    throw EngineError(code: "not-found", message: "There is no file \(path).")
  }

  private func outside(_ path: String) -> EngineError {
    EngineError(code: "outside", message: "\(path) leads out of the repository, where nothing is read.")
  }
}

// MARK: - Places

extension Checkout {
  /// Where a path of the repository stands in the file system, by its text alone; `nil` if it leads outside.
  package func place(of path: String) -> String? {
    guard let inside = Self.normalized(path) else { return nil }
    return root == "/" ? "/" + inside : "\(root)/\(inside)"
  }

  /// Where a path stands once all links are followed; `nil` if nothing is there, or it is outside.
  package func realPlace(of path: String) -> String? { target(of: path)?.place }

  private func target(of path: String) -> LocalDisk.Target? {
    guard let inside = Self.normalized(path), !state.withLock({ $0.missing.contains(inside) }) else {
      return nil
    }
    let target = looked(at: inside)
    if target == nil { state.withLock { _ = $0.missing.insert(inside) } }
    return target
  }

  /// - Parameter inside: A normalized path.
  private func looked(at inside: String) -> LocalDisk.Target? {
    let slash = inside.utf8.lastIndex(of: 0x2F)
    let folder = slash.map { String(inside[..<$0]) } ?? ""
    let name = slash.map { String(inside[inside.utf8.index(after: $0)...]) } ?? inside
    guard let real = realFolder(folder), let target = LocalDisk.target(of: name, in: real) else { return nil }
    return target.place == root || root == "/" || target.place.hasPrefix(root + "/") ? target : nil
  }

  /// Where a folder stands once all links are followed, inside or outside.
  private func realFolder(_ folder: String) -> String? {
    if folder.isEmpty { return root }
    if let known = state.withLock({ $0.realFolders[folder] }) { return known }
    let real = LocalDisk.realPath(root == "/" ? "/" + folder : "\(root)/\(folder)")
    state.withLock { _ = $0.realFolders.updateValue(real, forKey: folder) }
    return real
  }

  /// A relative path without `.` and `..`; `nil` if it is absolute, empty, or climbs above the root.
  package static func normalized(_ path: String) -> String? {
    guard !path.isEmpty, !path.hasPrefix("/"), !path.utf8.contains(0) else { return nil }
    guard needsNormalizing(path) else { return path }
    var names: [Substring] = []
    for name in path.split(separator: "/") where name != "." {
      guard name == ".." else {
        names.append(name)
        continue
      }
      guard names.popLast() != nil else { return nil }
    }
    return names.isEmpty ? nil : names.joined(separator: "/")
  }

  /// Whether a part of the path is empty, `.` or `..`.
  private static func needsNormalizing(_ path: String) -> Bool {
    var length = 0
    var dots = 0
    for byte in path.utf8 {
      if byte == UInt8(ascii: "/") {
        if length == dots, length <= 2 { return true }
        (length, dots) = (0, 0)
        continue
      }
      length += 1
      if byte == UInt8(ascii: ".") { dots += 1 }
    }
    return length == dots && length <= 2
  }
}

// MARK: - Listing

extension Checkout {
  private func find(_ glob: Glob) -> [String] {
    if let path = glob.onlyPath { return exists(path) ? [path] : [] }
    if let folder = glob.onlyFolder { return files(directlyIn: folder).filter(glob.matches) }
    // Patterns of pipelines are asked of every folder on the way, and most have no such folder: no walk for these.
    let folder = glob.spelledFolder
    guard folder.isEmpty || realPlace(of: folder) != nil else { return [] }
    return index().paths(matching: glob)
  }

  private func files(directlyIn folder: String) -> [String] {
    if let known = state.withLock({ $0.folders[folder] }) { return known }
    let found = listed(folder)
    state.withLock { $0.folders[folder] = found }
    return found
  }

  private func listed(_ folder: String) -> [String] {
    let real = folder.isEmpty ? root : realPlace(of: folder)
    guard let real, let entries = LocalDisk.entries(of: real) else { return [] }
    let prefix = folder.isEmpty ? "" : folder + "/"
    return entries.filter { isFile($0, prefix + $0.name) }.map { prefix + $0.name }.sorted()
  }

  private func isFile(_ entry: LocalDisk.Entry, _ path: String) -> Bool {
    switch entry.kind {
    case .file: true
    case .link: exists(path)
    case .folder, .other: false
    }
  }

  private func index() -> FileIndex {
    if let known = state.withLock({ $0.all }) { return known }
    let made = FileIndex(walk())
    state.withLock { $0.all = made }
    return made
  }

  private func walk() -> [String] {
    var found: [String] = []
    var pending: [(folder: String, depth: Int)] = [("", 0)]
    while let (folder, depth) = pending.popLast(), found.count < limits.files {
      guard let entries = LocalDisk.entries(of: folder.isEmpty ? root : "\(root)/\(folder)") else { continue }
      let prefix = folder.isEmpty ? "" : folder + "/"
      for entry in entries {
        let path = prefix + entry.name
        if isFile(entry, path) { found.append(path) }
        guard entry.kind == .folder, depth < limits.depth else { continue }
        if SourceFolders.holdsSources(entry.name, beside: entries) { pending.append((path, depth + 1)) }
      }
    }
    return found
  }
}

/// All files of a checkout, by path and by last name.
private struct FileIndex: Sendable {
  private let paths: [String]
  private let byName: [Substring: [Int]]

  init(_ paths: [String]) {
    self.paths = paths.sorted()
    byName = Dictionary(grouping: self.paths.indices) { [paths = self.paths] in Self.name(paths[$0]) }
  }

  func paths(matching glob: Glob) -> [String] {
    guard let names = glob.onlyNames else { return paths.filter(glob.matches) }
    let candidates = Set(names).flatMap { byName[Substring($0)] ?? [] }
    return candidates.sorted().map { paths[$0] }.filter(glob.matches)
  }

  private static func name(_ path: String) -> Substring {
    path[(path.utf8.lastIndex(of: 0x2F).map(path.index(after:)) ?? path.startIndex)...]
  }
}
