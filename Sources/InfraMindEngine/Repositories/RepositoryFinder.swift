package import AdapterKit
package import InfraMindCore

/// Finds the repositories that a user means by some paths.
///
/// A folder with pipeline files at its root is a repository. Any other folder stands for all repositories below
/// it. A file stands for itself, within the repository that its place tells.
package struct RepositoryFinder: Sendable {
  private let registry: AdapterRegistry

  /// Looks for the pipelines of these adapters.
  package init(_ registry: AdapterRegistry) { self.registry = registry }

  /// What was found.
  package struct Finding: Sendable {
    /// In the order of the paths given, then of their own.
    package var repositories: [Repository] = []
    /// Paths that could not be looked at.
    package var errors: [EngineError] = []
    /// Folders that were looked at and hold no pipeline, as the user would write them.
    package var emptyFolders: [String] = []
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
    var finding = Finding()
    let adapters = registry.adapters.filter { platform == nil || type(of: $0).platform == platform }
    for path in paths {
      guard let real = LocalDisk.realPath(path), let kind = LocalDisk.status(of: real)?.kind else {
        finding.errors.append(
          EngineError(code: "not-found", message: "There is no file or folder \(Shown.plain(path))."))
        continue
      }
      switch kind {
      case .folder: lookInto(real, adapters, isRecursive, &finding)
      case .file: take(real, as: platform, adapters, &finding)
      case .link, .other:
        finding.errors.append(
          EngineError(code: "not-a-file", message: "\(Shown.plain(path)) is neither a file nor a folder."))
      }
    }
    finding.repositories = Self.merged(finding.repositories)
    return finding
  }

  /// One entry for each root, with the files of all entries for it.
  private static func merged(_ repositories: [Repository]) -> [Repository] {
    var merged: [Repository] = []
    for repository in repositories {
      guard let index = merged.firstIndex(where: { $0.root == repository.root }) else {
        merged.append(repository)
        continue
      }
      for pipelines in repository.pipelines { merged[index].add(pipelines) }
    }
    return merged
  }
}

// MARK: - Folders

extension RepositoryFinder {
  private func lookInto(
    _ folder: String, _ adapters: [any CIAdapter], _ isRecursive: Bool, _ finding: inout Finding
  ) {
    let own = repository(at: folder, adapters)
    if let own { finding.repositories.append(own) }
    guard own == nil || isRecursive else { return }
    let below = Self.folders(below: folder).compactMap { repository(at: $0, adapters) }
    finding.repositories += below
    guard own == nil, below.isEmpty else { return }
    finding.emptyFolders.append(ShownPath.of(folder))
    hintAtWorkTree(around: folder, adapters, &finding)
  }

  private func hintAtWorkTree(around folder: String, _ adapters: [any CIAdapter], _ finding: inout Finding) {
    guard let root = GitConfiguration.workTree(around: folder), root != folder,
      repository(at: root, adapters) != nil
    else { return }
    let shown = ShownPath.of(root)
    finding.hints.append(
      "\(ShownPath.of(folder)) lies in a repository whose pipelines are at its root: try `inframind suggest \(shown)`."
    )
  }

  private func repository(at root: String, _ adapters: [any CIAdapter]) -> Repository? {
    let checkout = Checkout(root: root)
    let pipelines = adapters.compactMap { adapter -> Repository.Pipelines? in
      let patterns = type(of: adapter).pipelineFilePatterns
      let files = Set(patterns.flatMap { checkout.paths(matching: $0) }).sorted()
      return files.isEmpty ? nil : Repository.Pipelines(platform: type(of: adapter).platform, files: files)
    }
    guard !pipelines.isEmpty else { return nil }
    return Repository(
      root: root, shownRoot: ShownPath.of(root), name: GitConfiguration.repositoryName(ofWorkTree: root),
      pipelines: pipelines)
  }

  /// All folders below one that may hold sources, in the order of their paths; bounded in number and depth.
  private static func folders(below root: String) -> [String] {
    var found: [String] = []
    var pending = [(path: root, depth: 0)]
    while let (folder, depth) = pending.popLast(), found.count < 200_000, depth < 64 {
      guard let entries = LocalDisk.entries(of: folder) else { continue }
      let names = entries.filter {
        $0.kind == .folder && SourceFolders.holdsSources($0.name, beside: entries)
      }
      let paths = names.map { folder == "/" ? "/" + $0.name : "\(folder)/\($0.name)" }
      found += paths
      pending += paths.map { ($0, depth + 1) }
    }
    return found.sorted()
  }
}

// MARK: - Files

extension RepositoryFinder {
  private func take(
    _ file: String, as platform: Platform?, _ adapters: [any CIAdapter], _ finding: inout Finding
  ) {
    if let (root, pipelines) = placeTells(file, adapters) {
      finding.repositories.append(repository(root, pipelines))
      return
    }
    guard let platform else {
      let names = registry.adapters.map { type(of: $0).platform.rawValue }.joined(separator: ", ")
      finding.errors.append(
        EngineError(
          code: "unknown-platform",
          message: "The place of \(ShownPath.of(file)) does not tell its platform: add --platform (\(names))."
        ))
      return
    }
    let folder = Self.parent(of: file)
    let root = GitConfiguration.workTree(around: folder) ?? folder
    let path = String(file.dropFirst(root == "/" ? 1 : root.count + 1))
    finding.repositories.append(repository(root, Repository.Pipelines(platform: platform, files: [path])))
  }

  /// The root and path of a file that lies where a platform wants its pipelines.
  private func placeTells(_ file: String, _ adapters: [any CIAdapter]) -> (String, Repository.Pipelines)? {
    var root = Self.parent(of: file)
    while true {
      let path = String(file.dropFirst(root == "/" ? 1 : root.count + 1))
      for adapter in adapters
      where type(of: adapter).pipelineFilePatterns.contains(where: { Glob($0).matches(path) }) {
        return (root, Repository.Pipelines(platform: type(of: adapter).platform, files: [path]))
      }
      if root == "/" { return nil }
      root = Self.parent(of: root)
    }
  }

  private func repository(_ root: String, _ pipelines: Repository.Pipelines) -> Repository {
    Repository(
      root: root, shownRoot: ShownPath.of(root), name: GitConfiguration.repositoryName(ofWorkTree: root),
      pipelines: [pipelines])
  }

  private static func parent(of path: String) -> String {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

extension Repository {
  fileprivate mutating func add(_ other: Pipelines) {
    guard let index = pipelines.firstIndex(where: { $0.platform == other.platform }) else {
      pipelines = (pipelines + [other]).sorted { $0.platform < $1.platform }
      return
    }
    pipelines[index].files = Set(pipelines[index].files + other.files).sorted()
  }
}
