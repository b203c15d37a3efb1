internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A volume as `cache:` asks for it: a path, a list of paths, or a mapping.
struct VolumeRequest: Hashable, Sendable {
  var paths: [String] = []
  /// Its name; `nil` for the pipeline's own volume.
  var name: String?
  /// The value, perhaps an alias.
  var value: YAMLNode

  /// Reads a value; `nil` where it asks for nothing or says `false`.
  init?(_ value: YAMLNode?) {
    guard let value else { return nil }
    self.value = value
    let node = value.resolved
    switch node.kind {
    case .scalar:
      guard !node.isNull, node.text != "false" else { return nil }
      paths = [node.text]
    case .sequence: paths = node.texts
    case .mapping:
      paths = node["paths"]?.texts ?? []
      name = node["name"]?.scalarText
    case .alias: return nil
    }
  }
}

/// Caches that a step has.
enum StepCaches {
  /// Where volumes and caches of our own edits lie on the machine: a folder that no image uses.
  static let folder = "/tmp/cache"

  /// The step's volume together with the pipeline's, of which a step may have one only.
  static func volume(step: YAMLNode, root: YAMLNode?, environment: [String: String]) -> [DeclaredCache] {
    let own = step.effectiveEntry(forKey: "cache").map(\.value)
    if let own, own.scalarText == "false" {
      var off = DeclaredCache(position: own.place, paths: [], name: "the volume of `cache`")
      off.isSwitchedOff = true
      return [off]
    }
    let requests = [VolumeRequest(own), VolumeRequest(root)].compactMap(\.self)
    return requests.map { request in
      DeclaredCache(
        position: request.value.place, paths: request.paths, key: request.name ?? "",
        tools: tools(keeping: request.paths, environment), name: "the volume of `cache`")
    }
  }

  /// Caches that plugins keep.
  static func plugins(_ uses: [PluginUse], environment: [String: String]) -> [DeclaredCache] {
    uses.compactMap { use in
      if use.isCache {
        let paths = use.config?["path"]?.texts ?? []
        let manifests = use.config?["manifest"]?.texts ?? []
        return DeclaredCache(
          position: use.node.place, paths: paths, key: manifests.joined(separator: " "),
          tools: tools(keeping: paths, environment), name: "the cache plugin")
      }
      let words = use.name.split { "/-_.".contains($0) }
      guard words.contains(where: { $0.hasSuffix("cache") }), !words.contains("git") else { return nil }
      let paths = (use.config?["path"]?.texts ?? []) + (use.config?["paths"]?.texts ?? [])
      return DeclaredCache(
        position: use.node.place, paths: paths, name: "the plugin \(use.name)", isOutsideView: paths.isEmpty)
    }
  }

  /// What `buildkite-agent cache restore` brings back, as `.buildkite/cache.yml` has it.
  static func agent(
    script: String, at position: SourcePosition, in files: some RepositoryFiles
  ) -> [DeclaredCache] {
    guard script.containsBytes(of: "buildkite-agent cache") else { return [] }
    for path in [".buildkite/cache.yml", ".buildkite/cache.yaml"] {
      guard let bytes = files.bytes(of: path) else { continue }
      let stream = YAMLStream(reading: bytes, file: path, dialect: .buildkite)
      let caches = stream.documents.first?.root?["caches"]?.listItems ?? []
      return caches.prefix(100).map { item in
        DeclaredCache(
          position: position, paths: item.resolved["target_paths"]?.texts ?? [],
          key: item.resolved["name"]?.scalarText ?? "", name: "`buildkite-agent cache` (\(path))")
      }
    }
    return [
      DeclaredCache(
        position: position, paths: [], name: "`buildkite-agent cache`, whose file is not in the checkout,",
        isOutsideView: true)
    ]
  }

  /// Tools whose files are surely in some folders: those that our edits name, and those that a variable moves there.
  private static func tools(keeping paths: [String], _ environment: [String: String]) -> Set<CacheTool> {
    var tools: Set<CacheTool> = []
    for path in paths {
      if path.hasPrefix(folder + "/"), let name = path.dropFirst(folder.count + 1).split(separator: "/").first
      {
        tools.insert(CacheTool(rawValue: String(name)))
      }
      for (variable, tool) in movers where environment[variable].map({ holds(path, $0) }) == true {
        tools.insert(tool)
      }
    }
    return tools
  }

  private static func holds(_ path: String, _ folder: String) -> Bool {
    let kept = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    let moved = folder.hasPrefix("./") ? String(folder.dropFirst(2)) : folder
    return !kept.isEmpty && (kept == moved || moved.hasPrefix(kept + "/") || kept.hasPrefix(moved + "/"))
  }

  /// Variables that tell a tool where to keep its files.
  private static let movers: [(String, CacheTool)] = [
    ("npm_config_cache", .npm), ("NPM_CONFIG_CACHE", .npm), ("YARN_CACHE_FOLDER", .yarn),
    ("YARN_CACHE_FOLDER", .yarnBerry), ("npm_config_store_dir", .pnpm), ("BUN_INSTALL_CACHE_DIR", .bun),
    ("PIP_CACHE_DIR", .pip), ("POETRY_CACHE_DIR", .poetry), ("UV_CACHE_DIR", .uv),
    ("CONDA_PKGS_DIRS", .conda),
    ("PRE_COMMIT_HOME", .preCommit), ("GOMODCACHE", .go), ("GOCACHE", .go), ("CARGO_HOME", .cargo),
    ("GRADLE_USER_HOME", .gradle), ("BUNDLE_PATH", .bundler), ("COMPOSER_CACHE_DIR", .composer),
    ("NUGET_PACKAGES", .nuget), ("CCACHE_DIR", .ccache), ("SCCACHE_DIR", .sccache),
  ]
}

/// Who runs a step's agent, as far as the files tell: it decides how a cache is written.
enum AgentHost: Hashable, Sendable {
  /// Buildkite: `cache:` asks for a volume.
  case hosted
  /// The user, with agents that do not keep their disks: the cache plugin is in use.
  case plugin
  /// The user, with agents of their own.
  case own
  /// Nobody says.
  case unknown

  /// Names of queues that new clusters have for hosted agents.
  private static let usualQueues: Set<String> = [
    "hosted", "linux-small", "linux-medium", "linux-large", "macos-medium", "macos-large",
  ]

  /// Looks at what a step asks for, and at what the pipeline's other steps show.
  init(tags: AgentTags, queue: String?, hasVolume: Bool, usesPlugin: Bool, evidence: HostEvidence) {
    if hasVolume {
      self = .hosted
    } else if usesPlugin {
      self = .plugin
    } else if let queue, let told = evidence.declared[queue] {
      self = told
    } else if tags.tags.contains(where: { $0.key != "queue" && $0.key != "image" }) {
      self = evidence.usesPlugin ? .plugin : .own
    } else if evidence.hasRootVolume || evidence.volumeQueues.contains(queue) {
      self = .hosted
    } else if let queue, Self.usualQueues.contains(queue) {
      self = .hosted
    } else {
      self = evidence.usesPlugin ? .plugin : .unknown
    }
  }
}

/// What a pipeline's steps together show of their agents.
struct HostEvidence {
  var hasRootVolume = false
  var usesPlugin = false
  /// Queues whose steps ask for a volume; `nil` for the default queue.
  var volumeQueues: Set<String?> = []
  /// Queues that the user's own file names.
  var declared: [String: AgentHost] = [:]
}

/// Queues that `.inframind.yml` names, with who runs their agents.
struct DeclaredQueues {
  private(set) var hosts: [String: AgentHost] = [:]

  /// Reads the user's file, if there is one; a vendor other than `buildkite` means machines of the user's.
  init(in files: some RepositoryFiles) {
    for path in [".inframind.yml", ".inframind.yaml"] {
      guard let bytes = files.bytes(of: path) else { continue }
      let stream = YAMLStream(reading: bytes, file: path, dialect: .core12)
      for item in (stream.documents.first?.root?["runners"]?.listItems ?? []).prefix(1_000) {
        let runner = item.resolved
        let labels = (runner["label"]?.texts ?? []) + (runner["labels"]?.texts ?? [])
        let host: AgentHost = runner["vendor"]?.scalarText == "buildkite" ? .hosted : .own
        for label in labels where label.hasPrefix("queue=") { hosts[String(label.dropFirst(6))] = host }
      }
      return
    }
  }
}
