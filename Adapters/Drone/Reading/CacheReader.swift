internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The plugins that keep folders between builds, by their images.
enum CachePlugin: Hashable {
  /// meltwater/drone-cache: a key made by a template, many stores.
  case template
  /// drillster/drone-volume-cache: a folder of a volume, a key made of variables.
  case volume
  /// plugins/s3-cache: an archive under a name in a bucket.
  case archive
  /// One whose settings are not known.
  case other

  /// Private copies of the images keep their last name.
  init?(_ image: ImageName) {
    // Woodpecker's index has a plugin of this name only.
    if image.name.hasSuffix("/woodpecker/cache") {
      self = .other
      return
    }
    switch image.last {
    case "drone-cache": self = .template
    case "drone-volume-cache": self = .volume
    case "s3-cache", "drone-s3-cache": self = .archive
    case "gcs-cache", "volume-cache", "drone-gcs-cache", "drone-sftp-cache", "sftp-cache", "azure-cache":
      self = .other
    default: return nil
    }
  }
}

/// A step with a cache plugin.
struct CacheStep {
  enum Role: Hashable {
    case restore, rebuild, neither
  }

  let index: Int
  let node: YAMLNode
  let plugin: CachePlugin
  let role: Role
  /// Folders that it keeps, from the workspace where they are in it.
  let mounts: [String]

  init?(_ item: YAMLNode, at index: Int, in stage: some Stage) {
    guard item.resolved.kind == .mapping, let image = item["image"]?.scalarText,
      let plugin = CachePlugin(ImageName(image))
    else { return nil }
    self.index = index
    node = item
    self.plugin = plugin
    let settings = item["settings"]
    role = Self.role(settings)
    let folders = settings?["mount"] ?? (plugin == .other ? settings?["path"] : nil)
    mounts = (folders?.texts ?? []).map { stage.fromWorkspace($0) }
  }

  private static func role(_ settings: YAMLNode?) -> Role {
    let mode = settings?["mode"]?.scalarText ?? settings?["action"]?.scalarText
    if mode == "restore" || mode == "download" || settings?["restore"]?.isOn == true { return .restore }
    if mode == "rebuild" || mode == "upload" || settings?["rebuild"]?.isOn == true { return .rebuild }
    return .neither
  }

  /// Its key, as written.
  var key: String {
    let settings = node["settings"]
    return ["cache_key", "filename"].flatMap { settings?[$0]?.texts ?? [] }.joined(separator: " ")
  }
}

extension YAMLNode {
  /// Whether a plugin takes the value for true.
  fileprivate var isOn: Bool { resolved.scalar == .bool(true) || scalarText?.lowercased() == "true" }
}

/// The caches that a stage has: steps with plugins, and volumes that outlive a run.
struct CacheReader {
  private let stage: any Stage
  /// Steps with a cache plugin, in the order of the stage.
  let steps: [CacheStep]
  private let moved: [(tool: CacheTool, place: String)]

  init(_ stage: some Stage) {
    self.stage = stage
    steps = stage.stepItems.enumerated().compactMap { CacheStep($1, at: $0, in: stage) }
    moved = Self.moved(in: stage)
  }

  /// The caches as the profiles look at them.
  var declared: [DeclaredCache] {
    steps.filter { $0.role != .rebuild || !hasRestore }.compactMap(declared) + volumes
  }

  private var hasRestore: Bool { steps.contains { $0.role == .restore } }

  private func declared(_ step: CacheStep) -> DeclaredCache? {
    let name = stage.name(of: step.node, at: step.index) ?? "\(step.index + 1)"
    return DeclaredCache(
      position: step.node.place, paths: step.mounts, key: step.key, tools: tools(keeping: step.mounts),
      step: step.index, name: "the step '\(name.short)'", isOutsideView: step.mounts.isEmpty)
  }

  /// Volumes that steps see as a folder of a tool.
  private var volumes: [DeclaredCache] {
    let plugins = Set(steps.map(\.index))
    return stage.lastingMounts.filter { !plugins.contains($0.step) }.map { mount in
      let isHome = mount.path.hasPrefix("/root/")
      let place = stage.fromWorkspace(isHome ? "~/" + mount.path.dropFirst("/root/".count) : mount.path)
      return DeclaredCache(
        position: mount.place, paths: [place], tools: tools(keeping: [place, mount.path]), step: mount.step,
        name: "the volume '\(mount.name.short)'")
    }
  }

  /// The tools whose files are in one of some folders.
  private func tools(keeping folders: [String]) -> Set<CacheTool> {
    Set(
      moved.filter { _, place in folders.contains { place == $0 || place.hasPrefix($0 + "/") } }.map(\.tool))
  }

  /// Tools that a variable tells where to keep their files, and where that is; each pair once.
  private static func moved(in stage: some Stage) -> [(tool: CacheTool, place: String)] {
    let environments = [stage.environment] + stage.stepItems.map(stage.environment)
    var seen: Set<[String]> = []
    var moved: [(tool: CacheTool, place: String)] = []
    for (variable, value) in environments.joined() {
      guard let tool = tools[variable], seen.insert([tool, value]).inserted else { continue }
      moved.append((CacheTool(rawValue: tool), stage.fromWorkspace(value)))
    }
    return moved
  }

  private static let tools = [
    "GOMODCACHE": "go", "GOPATH": "go", "GOCACHE": "go", "PIP_CACHE_DIR": "pip", "npm_config_cache": "npm",
    "NPM_CONFIG_CACHE": "npm", "YARN_CACHE_FOLDER": "yarn", "CARGO_HOME": "cargo",
    "GRADLE_USER_HOME": "gradle",
    "COMPOSER_CACHE_DIR": "composer", "NUGET_PACKAGES": "nuget", "POETRY_CACHE_DIR": "poetry",
    "PRE_COMMIT_HOME": "pre-commit", "CCACHE_DIR": "ccache", "BUNDLE_PATH": "bundler", "UV_CACHE_DIR": "uv",
  ]
}
