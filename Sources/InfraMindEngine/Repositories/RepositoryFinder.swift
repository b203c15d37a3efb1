package import AdapterKit
package import InfraMindCore

/// Finds the repositories that a user means by some paths.
///
/// A folder with pipeline files at its root is a repository. Any other folder stands for all repositories below it.
/// A file stands for itself, within the repository that its place tells.
package struct RepositoryFinder: Sendable {
  private let sources: [Source]

  /// A platform and the places of its pipelines.
  private struct Source: Sendable {
    var platform: Platform
    var patterns: [String]
    var globs: [Glob]
  }

  /// Looks for the pipelines of these adapters.
  package init(_ registry: AdapterRegistry) {
    sources = registry.adapters.map { adapter in
      let patterns = type(of: adapter).pipelineFilePatterns
      return Source(platform: type(of: adapter).platform, patterns: patterns, globs: patterns.map(Glob.init))
    }
  }

  /// What was found.
  package struct Finding: Sendable {
    /// In the order of the paths given, then of their own.
    package var repositories: [Repository] = []
    /// Paths that could not be looked at.
    package var errors: [EngineError] = []
    /// What stands where pipelines stand and is not read, with the reason.
    package var leftOut: [Problem] = []
    /// Folders that were looked at and hold no pipeline, as the user would write them.
    package var emptyFolders: [String] = []
    /// How many pipelines, or folders of them, are there and cannot be seen.
    var hiddenCount: Int { leftOut.count { $0.severity == .error } }
    /// Patterns of the pipeline files that were looked for.
    package var patterns: [String] = []
    /// What might help, each a sentence.
    package var hints: [String] = []
  }

  /// Looks.
  ///
  /// - Parameters:
  ///   - paths: Files and folders, as a user wrote them.
  ///   - platform: Whose pipelines files are where their place does not tell; also limits what is looked for.
  ///   - isRecursive: Whether every folder below one that holds pipelines is looked at as well.
  package func find(_ paths: [String], platform: Platform?, isRecursive: Bool) -> Finding {
    var search = Search(
      sources: sources.filter { platform == nil || $0.platform == platform }, platform: platform,
      knownPlatforms: sources.map(\.platform), isRecursive: isRecursive)
    for path in paths { search.look(at: path) }
    return search.finding
  }

  // MARK: - One search

  private struct Search {
    let sources: [Source]
    let platform: Platform?
    let knownPlatforms: [Platform]
    let isRecursive: Bool
    private let current = LocalDisk.currentFolder
    private var result = Finding()
    private var roots: [String] = []
    private var files: [String: [Platform: Set<String>]] = [:]
    /// Folders that cannot be listed: nothing below them is looked for.
    private var closed: Set<String> = []
    /// Roots whose folders of pipelines were looked through.
    private var noted: Set<String> = []
    /// Folders that hold files which were asked for, links followed.
    private var realFolders: [String: String] = [:]
    /// Their work trees; `nil` for those in none.
    private var workTrees: [String: String?] = [:]

    init(sources: [Source], platform: Platform?, knownPlatforms: [Platform], isRecursive: Bool) {
      self.sources = sources
      self.platform = platform
      self.knownPlatforms = knownPlatforms
      self.isRecursive = isRecursive
    }

    var finding: Finding {
      var finding = result
      finding.patterns = sources.flatMap(\.patterns)
      // A folder of pipelines that cannot be listed was met on the walk, too.
      let hidden = result.leftOut.filter { $0.severity == .error }.compactMap(\.file)
      finding.leftOut.removeAll { problem in
        problem.severity != .error && hidden.contains { $0.hasPrefix(problem.file ?? "/") }
          && problem.code == "unreadable"
      }
      finding.repositories = roots.map { root in
        let pipelines = (files[root] ?? [:]).sorted { $0.key < $1.key }.map {
          Repository.Pipelines(platform: $0.key, files: $0.value.sorted())
        }
        return Repository(
          root: root, shownRoot: ShownPath.of(root, from: current),
          name: GitConfiguration.repositoryName(ofWorkTree: root), pipelines: pipelines)
      }
      return finding
    }

    mutating func look(at path: String) {
      guard let target = target(of: path) else {
        return fail("not-found", "There is no file or folder \(Shown.plain(path)).")
      }
      switch target.kind {
      case .folder: lookInto(target.place)
      case .file where target.isLink:
        // It may lead out of the checkout, and edits must not follow it.
        fail(
          "symbolic-link",
          "\(Shown.plain(path)) is a symbolic link and left alone: name the file it leads to.")
      case .file: take(target.place)
      case .link, .other: fail("not-a-file", "\(Shown.plain(path)) is neither a file nor a folder.")
      }
    }

    /// Where a path leads. Of the many files that a shell's `*` names, each costs one look: at its name.
    private mutating func target(of path: String) -> LocalDisk.Target? {
      let start = path.utf8.lastIndex(of: 0x2F).map(path.utf8.index(after:)) ?? path.startIndex
      let (folder, name) = (String(path[..<start]), String(path[start...]))
      guard !["", ".", ".."].contains(name) else {
        guard let real = LocalDisk.realPath(path), let kind = LocalDisk.status(of: real)?.kind else {
          return nil
        }
        return LocalDisk.Target(place: real, kind: kind, isLink: false)
      }
      if folder.isEmpty { return LocalDisk.target(of: name, in: current) }
      if let known = realFolders[folder] { return LocalDisk.target(of: name, in: known) }
      guard let real = LocalDisk.realPath(folder) else { return nil }
      realFolders[folder] = real
      return LocalDisk.target(of: name, in: real)
    }

    private mutating func fail(_ code: String, _ message: String) {
      result.errors.append(EngineError(code: code, message: message))
    }

    private mutating func add(_ paths: some Sequence<String>, of platform: Platform, to root: String) {
      if files[root] == nil { roots.append(root) }
      files[root, default: [:]][platform, default: []].formUnion(paths)
    }

    // MARK: Folders

    private mutating func lookInto(_ folder: String) {
      let leftOut = result.hiddenCount
      let isRepository = addRepository(at: folder)
      guard !isRepository || isRecursive else { return }
      var found = 0
      for below in folders(below: folder) where addRepository(at: below) { found += 1 }
      guard !isRepository, found == 0, !addRepository(withPipelinesIn: folder) else { return }
      // Where something cannot be seen nobody can say that the folder holds no pipeline.
      guard result.hiddenCount == leftOut else { return }
      let shown = ShownPath.of(folder, from: current)
      result.emptyFolders.append(shown)
      guard let root = GitConfiguration.workTree(around: folder), root != folder, !pipelines(at: root).isEmpty
      else { return }
      result.hints.append(
        "\(shown) lies in a repository whose pipelines are at its root: "
          + "try `inframind suggest \(ShownPath.of(root, from: current))`.")
    }

    private mutating func addRepository(at root: String) -> Bool {
      guard !closed.contains(root) else { return false }
      if noted.insert(root).inserted { noteLeftOut(at: root) }
      let found = pipelines(at: root)
      for (platform, paths) in found { add(paths, of: platform, to: root) }
      return !found.isEmpty
    }

    /// The repository whose folder of pipelines this is, such as `.github/workflows`.
    private mutating func addRepository(withPipelinesIn folder: String) -> Bool {
      let places = sources.flatMap(\.globs).compactMap(\.onlyFolder).filter { !$0.isEmpty }
      guard let place = places.first(where: { folder.hasSuffix("/" + $0) }) else { return false }
      let root = String(folder.dropLast(place.count + 1))
      return addRepository(at: root.isEmpty ? "/" : root)
    }

    private func pipelines(at root: String) -> [(Platform, [String])] {
      let checkout = Checkout(root: root)
      return sources.compactMap { source in
        let paths = source.patterns.flatMap { checkout.paths(matching: $0) }
        return paths.isEmpty ? nil : (source.platform, paths)
      }
    }

    /// Notes what is not read in the folders of pipelines of a checkout.
    private mutating func noteLeftOut(at root: String) {
      var globs: [String: [Glob]] = [:]
      for glob in sources.flatMap(\.globs) {
        guard let folder = glob.onlyFolder, !folder.isEmpty else { continue }
        globs[folder, default: []].append(glob)
      }
      let shownRoot = ShownPath.of(root, from: current)
      for (folder, globs) in globs.sorted(by: { $0.key < $1.key }) {
        result.leftOut += PipelineFolder(path: folder, root: root, shownRoot: shownRoot, globs: globs).leftOut
      }
    }

    /// All folders below one that may hold sources, in the order of their paths; bounded in number and depth.
    private mutating func folders(below root: String) -> [String] {
      var found: [String] = []
      var pending = [(path: root, depth: 0)]
      while let (folder, depth) = pending.popLast(), found.count < 200_000, depth < 64 {
        guard let entries = entries(of: folder, isNamed: depth == 0) else { continue }
        let names = entries.filter {
          $0.kind == .folder && SourceFolders.holdsSources($0.name, beside: entries)
        }
        let paths = names.map { folder == "/" ? "/" + $0.name : "\(folder)/\($0.name)" }
        found += paths
        pending += paths.map { ($0, depth + 1) }
      }
      return found.sorted()
    }

    private mutating func entries(of folder: String, isNamed: Bool) -> [LocalDisk.Entry]? {
      let shown = ShownPath.of(folder, from: current)
      do throws(EngineError) {
        let listing = try LocalDisk.listing(of: folder)
        for (name, kind) in listing.unspellable where kind == .folder {
          result.leftOut.append(PipelineFolder.unspellable(name, in: shown, "folder", .warning))
        }
        return listing.entries
      } catch {
        guard closed.insert(folder).inserted else { return nil }
        result.leftOut.append(PipelineFolder.unreadable(shown, because: error, isNamed ? .error : .warning))
        return nil
      }
    }

    // MARK: Files

    private mutating func take(_ file: String) {
      if let (root, platform, path) = placeTells(file) { return add([path], of: platform, to: root) }
      guard let platform else {
        let names = knownPlatforms.map(\.rawValue).joined(separator: ", ")
        let shown = Shown.plain(ShownPath.of(file, from: current))
        return fail(
          "unknown-platform", "The place of \(shown) does not tell its platform: add --platform (\(names)).")
      }
      let folder = Self.parent(of: file)
      let root = workTree(around: folder) ?? folder
      add([Self.path(of: file, from: root)], of: platform, to: root)
    }

    private mutating func workTree(around folder: String) -> String? {
      if let known = workTrees[folder] { return known }
      let found = GitConfiguration.workTree(around: folder)
      workTrees.updateValue(found, forKey: folder)
      return found
    }

    /// The root, platform and path of a file that lies where a platform wants its pipelines.
    private func placeTells(_ file: String) -> (String, Platform, String)? {
      var root = Self.parent(of: file)
      while true {
        let path = Self.path(of: file, from: root)
        if let source = sources.first(where: { $0.globs.contains { $0.matches(path) } }) {
          return (root, source.platform, path)
        }
        if root == "/" { return nil }
        root = Self.parent(of: root)
      }
    }

    private static func path(of file: String, from root: String) -> String {
      String(Substring(file.utf8.dropFirst(root == "/" ? 1 : root.utf8.count + 1)))
    }

    private static func parent(of path: String) -> String {
      let slash = path.utf8.lastIndex(of: 0x2F) ?? path.startIndex
      return slash == path.startIndex ? "/" : String(path[..<slash])
    }
  }
}
