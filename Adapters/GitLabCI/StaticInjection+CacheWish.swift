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
  let variables: [WorkspaceFolders.Variable]
  /// Whether a cache of the job keeps these folders already, and only the variables lack.
  let isKept: Bool

  /// `nil` if the job keeps these folders already, and the tool has its files there.
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
    let steps = JobScript(of: job.settings, job.tags, at: job.position).steps
    guard steps.indices.contains(plan.step) else {
      throw .outdatedCache(at: suggestion.position)
    }
    let workspace = ProjectFolder(
      given: job.settings.variables, script: Self.text(of: steps), position: suggestion.position)
    let kept = try WorkspaceFolders(plan, in: workspace, at: suggestion.position)
    paths = kept.folders.map { $0 + "/" }
    variables = kept.variables.filter { job.settings.variables.values[$0.name] == nil }
    let there = Set(caches.caches.flatMap(\.declared.paths).map(Self.plain))
    isKept = kept.folders.allSatisfy(there.contains)
    if isKept, variables.isEmpty { return nil }
  }

  /// Whether another wish would be written in the same words.
  func isSame(as other: CacheWish) -> Bool {
    caches.found.value?.top?.node.resolved == other.caches.found.value?.top?.node.resolved
      && variables == other.variables && isKept == other.isKept
      && CacheFragment(of: self) == CacheFragment(of: other)
  }

  /// Whether the job would inherit a cache of another one: it extends that job, or merges its anchored mapping.
  func inherits(from other: CacheWish) -> Bool {
    let pipeline = job.settings.pipeline
    guard other.job.settings.pipeline === pipeline, other.job.key != job.key else { return false }
    if pipeline.ancestors(of: job.name).contains(other.job.name) { return true }
    let mapping = other.job.site.mapping
    return other.job.site.isAnchored && mapping != job.site.mapping && job.sources.contains(mapping)
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

/// The project's folder, all that GitLab's caches keep.
private struct ProjectFolder: CacheWorkspace {
  let given: JobVariables
  let script: String
  let position: SourcePosition

  var os: String { "linux" }
  var limit: String { "GitLab keeps folders of the project only" }

  func wholePath(of folder: String) -> String { "$CI_PROJECT_DIR/\(folder)" }

  func folder(named value: String) -> String? {
    var text = value[...]
    for root in ["$CI_PROJECT_DIR/", "${CI_PROJECT_DIR}/", "./"] where text.hasPrefix(root) {
      text = text.dropFirst(root.count)
    }
    guard !text.isEmpty, !text.contains("$"), let path = RepositoryPath.normalised(String(text)),
      !path.isEmpty
    else { return nil }
    return path
  }

  func given(_ mover: CacheMover, of tool: CacheTool) throws(RefusedEdit) -> GivenVariable? {
    guard !sets(mover.variable, tool) else {
      throw RefusedEdit(
        "variable-in-use", "the script itself says where \(tool) keeps its files; keep that folder by hand",
        at: position)
    }
    guard let known = given.values[mover.variable] else { return nil }
    guard !given.changing.contains(mover.variable) else {
      throw RefusedEdit(
        "variable-in-use", "rules may set \(mover.variable) to something else; keep that folder by hand",
        at: known.layer.place)
    }
    return GivenVariable(value: known.text, at: known.layer.place)
  }

  private static let options: [CacheTool: [StaticString]] = [
    .npm: ["--cache ", "--cache=", "npm config set cache"], .pip: ["--cache-dir"], .yarn: ["--cache-folder"],
    .yarnBerry: ["--cache-folder"], .pnpm: ["--store-dir", "store-dir"], .maven: ["-Dmaven.repo.local"],
    .gradle: ["--gradle-user-home", " -g "], .bundler: ["--path", "bundle config"], .uv: ["--cache-dir"],
    .poetry: ["cache-dir"], .composer: ["cache-dir"],
  ]

  /// Whether the script tells the tool by itself where to keep its files.
  private func sets(_ variable: String, _ tool: CacheTool) -> Bool {
    script.contains(variable + "=") || (Self.options[tool] ?? []).contains { script.containsBytes(of: $0) }
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
    case .files(_, let prefix): prefix.containsBytes(of: "$CI_JOB_NAME_SLUG")
    case .text(let text, _): text.containsBytes(of: "$CI_JOB_NAME_SLUG")
    }
  }
}
