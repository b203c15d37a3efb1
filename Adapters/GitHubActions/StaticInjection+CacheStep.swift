internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A step that keeps folders between runs, by `actions/cache` or, for Cargo, `Swatinem/rust-cache`.
///
/// Keys are `<os>[-<arch>]-<tool>[-<job>][-<matrix>…]-<hash>`, without a version of their own: who wants to start
/// afresh deletes the entries. The architecture is part of the key for tools that keep compiled files; the job's id
/// for build outputs, since an entry is never written twice and the first job to finish would decide what is kept.
/// Without key files the commit ends the key, so that each push keeps a new entry and finds the newest.
struct CacheStep: Hashable {
  var pin: ActionPin
  var paths: [String] = []
  var key = ""
  var restoreKey = ""
  /// Further inputs, by name.
  var inputs: [(name: String, value: String)] = []

  static func == (left: CacheStep, right: CacheStep) -> Bool { left.fragment == right.fragment }

  func hash(into hasher: inout Hasher) { hasher.combine(fragment) }

  /// The step as it is written.
  var fragment: YAMLFragment {
    var with: [(String, YAMLFragment)] = []
    if !paths.isEmpty {
      with.append(("path", paths.count == 1 ? .string(paths[0]) : .literal(paths.map { $0 + "\n" }.joined())))
      with.append(("key", .string(key)))
      with.append(("restore-keys", .string(restoreKey)))
    }
    with += inputs.map { ($0.name, .string($0.value)) }
    guard !with.isEmpty else { return .mapping([("uses", pin.fragment)]) }
    return .mapping([("uses", pin.fragment), ("with", .mapping(with))])
  }
}

/// Writes a plan's key and paths in GitHub's words.
struct CacheWording {
  let plan: CachePlan
  let job: JobDefinition
  /// Folder of the workspace that the repository is checked out in; empty for the workspace itself.
  let checkoutFolder: String

  /// Tools whose files work on one architecture only.
  private static let compiled: Set<CacheTool> = [
    .pip, .poetry, .uv, .conda, .go, .cargo, .bundler, .julia, .bazel, .ccache, .sccache,
    .preCommit,
  ]
  /// Tools whose cache holds what a job built.
  private static let outputs: Set<CacheTool> = [.go, .cargo, .bazel, .ccache, .sccache]

  /// The key up to its last part.
  var keyStart: String {
    var parts = ["${{ runner.os }}"]
    if Self.compiled.contains(plan.tool) { parts.append("${{ runner.arch }}") }
    parts.append(plan.tool.rawValue)
    if Self.outputs.contains(plan.tool) { parts.append("${{ github.job }}") }
    parts += plan.keyParts.compactMap(keyPart) + plan.keyWords.filter(Self.isName)
    return parts.joined(separator: "-") + "-"
  }

  /// The whole key.
  var key: String {
    guard !plan.keyGlobs.isEmpty else { return keyStart + "${{ github.sha }}" }
    return keyStart + "${{ hashFiles(\(globs.map(RunnerExpression.quoted).joined(separator: ", "))) }}"
  }

  /// An axis of the matrix as an expression, any other word as it is; what cannot stand in a key is left out.
  func keyPart(_ part: String) -> String? {
    let axis = part.hasPrefix("matrix.") ? String(part.dropFirst("matrix.".count)) : part
    let isAxis = part != axis || job.rows.isEmpty || job.rows.contains { $0.matrix[axis] != nil }
    guard Self.isName(axis) else { return nil }
    return isAxis ? "${{ matrix.\(axis) }}" : axis
  }

  private static func isName(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy { $0 < 128 }
      && word.allSatisfy { $0.isLetter || $0.isNumber || "._-".contains($0) }
  }

  /// Globs from the workspace; more than four become one per file name.
  private var globs: [String] {
    let globs = Set(plan.keyGlobs.map { $0.hasPrefix("**/") ? $0 : inWorkspace($0) })
    guard globs.count > 4 else { return globs.sorted() }
    return Set(globs.map { "**/" + ($0.split(separator: "/").last ?? "") }).sorted()
  }

  private func inWorkspace(_ path: String) -> String {
    RepositoryPath.relative(path, to: checkoutFolder) == nil
      ? RepositoryPath.appending(path, to: checkoutFolder) : path
  }

  /// Folders for the operating systems of the job's rows.
  ///
  /// In a container `~` is `/github/home`, which is where npm, pip, Go and most others keep their files too. The JVM
  /// takes its home from the user's entry instead, and the images of Rust set a Cargo home of their own: for these
  /// the second place is kept as well.
  var paths: [String] {
    let systems = operatingSystems
    var paths: [String] = []
    for path in plan.paths where path.os.map({ systems.isEmpty || systems.contains($0) }) ?? true {
      let isRelative = !path.path.hasPrefix("~") && !path.path.hasPrefix("/")
      paths.append(isRelative ? inWorkspace(path.path) : path.path)
      if job.container != nil, let second = secondHome(of: path.path) { paths.append(second) }
    }
    var seen: Set<String> = []
    return paths.filter { seen.insert($0).inserted }
  }

  private func secondHome(of path: String) -> String? {
    guard path.hasPrefix("~/") else { return nil }
    switch plan.tool {
    case .maven, .gradle: return "/root/" + path.dropFirst(2)
    case .cargo:
      return path.hasPrefix("~/.cargo/") ? "/usr/local/cargo/" + path.dropFirst("~/.cargo/".count) : nil
    default: return nil
    }
  }

  /// Of the rows' machines as far as their labels tell; empty if some do not.
  private var operatingSystems: Set<String> {
    guard job.container == nil else { return ["linux"] }
    var systems: Set<String> = []
    for row in job.rows {
      guard case .labels(let labels, _) = row.runner, let system = Self.system(of: labels) else { return [] }
      systems.insert(system)
    }
    return systems
  }

  private static func system(of labels: [String]) -> String? {
    let words = labels.joined(separator: " ").lowercased()
    if words.contains("windows") { return "windows" }
    if words.contains("macos") || words.contains("xcode") { return "macos" }
    return words.contains("ubuntu") || words.contains("linux") ? "linux" : nil
  }
}
