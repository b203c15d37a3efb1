internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested cache of a job, as GitLab can keep it.
struct CacheWish: SuggestionWish {
  let suggestion: Suggestion
  let plan: CachePlan
  let job: JobEntry
  let caches: JobCaches
  /// Folders to keep, from the project's root.
  let paths: [String]
  /// Variables that move the tool's files there, by name, in order.
  let variables: [(name: String, value: String)]

  /// `nil` if the job keeps these folders already.
  init?(_ suggestion: Suggestion, _ plan: CachePlan, for job: JobEntry) throws(RefusedEdit) {
    self.suggestion = suggestion
    self.plan = plan
    self.job = job
    caches = JobCaches(of: job.settings, at: job.position)
    guard plan.tool != .docker else {
      throw RefusedEdit(
        "advice-only",
        "GitLab's cache cannot hold layers; keep them in the registry with `--cache-from` and `--cache-to`",
        at: suggestion.position)
    }
    let steps = JobScript(of: job.settings, at: job.position).steps
    guard steps.indices.contains(plan.step) else {
      throw .outdatedCache(at: suggestion.position)
    }
    let script = Self.text(of: steps)
    let given = job.settings.variables
    var paths: [String] = []
    var variables: [(name: String, value: String)] = []
    for path in plan.paths where path.os == nil || path.os == "linux" {
      let folder = try KeptFolder(path, of: plan.tool, given: given, script: script, at: suggestion.position)
      if !paths.contains(folder.path) { paths.append(folder.path) }
      if let new = folder.variable, !variables.contains(where: { $0.name == new.name }) {
        variables.append(new)
      }
    }
    self.paths = paths
    self.variables = variables
    guard !paths.isEmpty else {
      throw RefusedEdit(
        "outside-workspace", "no folder of the project is known that would hold the files of \(plan.tool)",
        at: suggestion.position)
    }
    let kept = Set(caches.caches.flatMap(\.declared.paths).map(Self.plain))
    if paths.allSatisfy({ kept.contains(Self.plain($0)) }) { return nil }
  }

  private static func text(of steps: [JobStep]) -> String {
    steps.map { step in if case .run(let script) = step.work { script } else { "" } }.joined(separator: "\n")
  }

  /// A path as it is compared: without `./` and the slash behind.
  static func plain(_ path: String) -> String {
    var text = path[...]
    while text.hasPrefix("./") { text = text.dropFirst(2) }
    while text.hasSuffix("/") { text = text.dropLast() }
    return String(text)
  }
}

/// A folder of the project in which a tool keeps its files, and how the tool is told so.
struct KeptFolder {
  /// From the project's root, with a slash behind.
  let path: String
  /// The variable to set; `nil` if the tool keeps its files there anyway.
  let variable: (name: String, value: String)?

  init(
    _ path: CachePath, of tool: CacheTool, given: JobVariables, script: String, at position: SourcePosition
  ) throws(RefusedEdit) {
    guard path.path.hasPrefix("~") || path.path.hasPrefix("/") || path.mover != nil else {
      self.path = Self.folder(path.path)
      variable = nil
      return
    }
    guard let mover = path.mover else {
      throw RefusedEdit(
        "outside-workspace",
        "GitLab keeps folders of the project only, and no variable moves `\(path.path)` of \(tool) there",
        at: position)
    }
    guard !Self.sets(script, mover.variable, tool) else {
      throw RefusedEdit(
        "variable-in-use", "the script itself says where \(tool) keeps its files; keep that folder by hand",
        at: position)
    }
    if let known = given.values[mover.variable] {
      guard !given.changing.contains(mover.variable), let base = Self.base(in: known.text, mover) else {
        throw RefusedEdit(
          "variable-in-use",
          "\(mover.variable) is set already, to a value that names no folder of the project; "
            + "keep that folder by hand",
          at: known.layer.place)
      }
      self.path = Self.folder(RepositoryPath.appending(mover.kept, to: base))
      variable = nil
      return
    }
    let base = Self.base(of: path, mover)
    self.path = Self.folder(RepositoryPath.appending(mover.kept, to: base))
    variable = (mover.variable, "\(mover.prefix)$CI_PROJECT_DIR/\(base)")
  }

  private static func folder(_ path: String) -> String { CacheWish.plain(path) + "/" }

  /// The folder of the project that stands for one of the home folder.
  private static func base(of path: CachePath, _ mover: CacheMover) -> String {
    var parts = path.path.split(separator: "/").map(String.init)
    guard path.path.hasPrefix("~") || path.path.hasPrefix("/") else { return CacheWish.plain(path.path) }
    if parts.first == "~" { parts.removeFirst() }
    if !mover.kept.isEmpty { parts.removeLast(min(mover.kept.split(separator: "/").count, parts.count)) }
    if let hidden = parts.firstIndex(where: { $0.hasPrefix(".") && $0 != ".local" }) {
      parts = Array(parts[hidden...])
    } else if parts.contains("pnpm") {
      parts = [".pnpm-store"]
    } else if parts.starts(with: ["usr", "local"]) {
      parts = Array(parts.dropFirst(2))
    }
    guard let first = parts.first else { return ".cache" }
    if !first.hasPrefix(".") { parts[0] = "." + first }
    return parts.joined(separator: "/")
  }

  /// The folder of the project that a variable's value names; `nil` if it names none.
  private static func base(in value: String, _ mover: CacheMover) -> String? {
    var text = value[...]
    if !mover.prefix.isEmpty {
      guard let start = text.firstRange(of: mover.prefix) else { return nil }
      text = text[start.upperBound...].prefix { $0 != " " }
    }
    for root in ["$CI_PROJECT_DIR/", "${CI_PROJECT_DIR}/", "./"] where text.hasPrefix(root) {
      text = text.dropFirst(root.count)
    }
    guard !text.isEmpty, !text.contains("$"), !text.hasPrefix("/"), !text.hasPrefix("~"),
      let path = RepositoryPath.normalised(String(text)), !path.isEmpty
    else { return nil }
    return path
  }

  private static let options: [CacheTool: [StaticString]] = [
    .npm: ["--cache ", "--cache=", "npm config set cache"], .pip: ["--cache-dir"], .yarn: ["--cache-folder"],
    .yarnBerry: ["--cache-folder"], .pnpm: ["--store-dir", "store-dir"], .maven: ["-Dmaven.repo.local"],
    .gradle: ["--gradle-user-home", " -g "], .bundler: ["--path", "bundle config"], .uv: ["--cache-dir"],
    .poetry: ["cache-dir"], .composer: ["cache-dir"],
  ]

  /// Whether a script tells the tool by itself where to keep its files.
  private static func sets(_ script: String, _ variable: String, _ tool: CacheTool) -> Bool {
    script.contains(variable + "=") || (options[tool] ?? []).contains { script.containsBytes(of: $0) }
  }
}

/// A cache in GitLab's words.
struct CacheFragment: Hashable {
  private let tool: CacheTool
  private let key: Key
  let paths: [String]
  /// Whether the job only reads what another one keeps.
  var isReadOnly = false

  private enum Key: Hashable {
    case files([String], prefix: String)
    case text(String, fallback: [String])
  }

  /// Tools whose cache holds what a job built, or what works with one version of an interpreter only.
  private static let ofOneJob: Set<CacheTool> = [
    .go, .cargo, .bazel, .ccache, .sccache, .bundler, .conda, .julia,
  ]

  init(of wish: CacheWish) {
    let plan = wish.plan
    tool = plan.tool
    paths = wish.paths
    var parts = [plan.tool.rawValue]
    if Self.ofOneJob.contains(plan.tool) {
      parts.append("$CI_JOB_NAME_SLUG")
    } else {
      parts += plan.keyParts.compactMap { Self.keyPart($0, of: wish.job) }
    }
    parts += plan.keyWords.compactMap { Self.keyPart($0, of: wish.job) }
    let prefix = parts.joined(separator: "-")
    let files = plan.keyFiles.map { CacheWish.plain($0) }
    if files.isEmpty {
      key = .text(prefix, fallback: [])
    } else if files.count <= 2, !files.contains(where: { $0.contains("$") || $0.contains("*") }) {
      key = .files(files, prefix: prefix)
    } else {
      // GitLab makes a key of two files at most: the branch's newest, else that of the default branch.
      key = .text("\(prefix)-$CI_COMMIT_REF_SLUG", fallback: ["\(prefix)-$CI_DEFAULT_BRANCH"])
    }
  }

  /// An axis of the matrix as a variable, any other word as it is; what cannot stand in a key is left out.
  private static func keyPart(_ part: String, of job: JobEntry) -> String? {
    let name = part.hasPrefix("matrix.") ? String(part.dropFirst("matrix.".count)) : part
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 < 0x80 }),
      name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "-" })
    else { return nil }
    let isAxis = job.machines.contains { $0.copy.values[name] != nil }
    return isAxis ? "$\(name)" : name
  }

  /// The same cache, read and written.
  var written: CacheFragment {
    var copy = self
    copy.isReadOnly = false
    return copy
  }

  /// The mapping as it is written.
  var fragment: YAMLFragment {
    var entries: [(String, YAMLFragment)] = []
    switch key {
    case .files(let files, let prefix):
      let names = YAMLFragment.flow(.sequence(files.map { .string($0) }))
      entries.append(("key", .mapping([("files", names), ("prefix", .string(prefix))])))
    case .text(let text, let fallback):
      entries.append(("key", .string(text)))
      if !fallback.isEmpty {
        entries.append(("fallback_keys", .flow(.sequence(fallback.map { .string($0) }))))
      }
    }
    let list = YAMLFragment.sequence(paths.map { .string($0) })
    entries.append(("paths", paths.count <= 2 ? .flow(list) : list))
    if isReadOnly { entries.append(("policy", .string("pull"))) }
    return .mapping(entries)
  }

  /// Whether both keep the same folders under the same key.
  func isSame(as other: CacheFragment) -> Bool {
    key == other.key && paths == other.paths && !keyNamesJob
  }

  /// Whether each job has a key of its own.
  private var keyNamesJob: Bool {
    switch key {
    case .files(_, let prefix): prefix.contains("$CI_JOB_NAME_SLUG")
    case .text(let text, _): text.contains("$CI_JOB_NAME_SLUG")
    }
  }
}
