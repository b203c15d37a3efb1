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

  init?(_ item: YAMLNode, at index: Int, in pipeline: Pipeline) {
    guard item.resolved.kind == .mapping, let image = item["image"]?.scalarText,
      let plugin = CachePlugin(ImageName(image))
    else { return nil }
    self.index = index
    node = item
    self.plugin = plugin
    let settings = item["settings"]
    role = Self.role(settings)
    mounts = (settings?["mount"]?.texts ?? []).map { pipeline.fromWorkspace($0) }
  }

  private static func role(_ settings: YAMLNode?) -> Role {
    let mode = settings?["mode"]?.scalarText
    if mode == "restore" || settings?["restore"]?.isOn == true { return .restore }
    if mode == "rebuild" || settings?["rebuild"]?.isOn == true { return .rebuild }
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

/// The caches that a pipeline has: steps with plugins, and volumes that outlive a build.
struct CacheReader {
  private let pipeline: Pipeline
  /// Steps with a cache plugin, in the order of the pipeline.
  let steps: [CacheStep]
  private let moved: [(tool: CacheTool, place: String)]

  init(_ pipeline: Pipeline) {
    self.pipeline = pipeline
    steps = pipeline.stepItems.enumerated().compactMap { CacheStep($1, at: $0, in: pipeline) }
    moved = Self.moved(in: pipeline)
  }

  /// The caches as the profiles look at them.
  var declared: [DeclaredCache] {
    steps.filter { $0.role != .rebuild || !hasRestore }.compactMap(declared) + volumes
  }

  private var hasRestore: Bool { steps.contains { $0.role == .restore } }

  private func declared(_ step: CacheStep) -> DeclaredCache? {
    let name = step.node["name"]?.scalarText ?? "\(step.index + 1)"
    return DeclaredCache(
      position: step.node.place, paths: step.mounts, key: step.key, tools: tools(keeping: step.mounts),
      step: step.index, name: "the step '\(name.short)'", isOutsideView: step.mounts.isEmpty)
  }

  /// Volumes of a host or a cluster that steps see as a folder of a tool.
  private var volumes: [DeclaredCache] {
    let lasting = pipeline.volumes.filter { $0.value["host"] != nil || $0.value["claim"] != nil }
    guard !lasting.isEmpty else { return [] }
    var caches: [DeclaredCache] = []
    for (index, item) in pipeline.stepItems.enumerated() where CacheStep(item, at: index, in: pipeline) == nil
    {
      for mount in item["volumes"].map({ Array($0.resolved.items) }) ?? [] {
        guard let name = mount["name"]?.scalarText, lasting[name] != nil, let path = mount["path"]?.scalarText
        else { continue }
        let folder = path.hasPrefix("/root/") ? "~/" + path.dropFirst("/root/".count) : path
        let place = pipeline.fromWorkspace(folder)
        caches.append(
          DeclaredCache(
            position: mount.place, paths: [place], tools: tools(keeping: [place, path]), step: index,
            name: "the volume '\(name.short)'"))
      }
    }
    return caches
  }

  /// The tools whose files are in one of some folders.
  private func tools(keeping folders: [String]) -> Set<CacheTool> {
    Set(
      moved.filter { _, place in folders.contains { place == $0 || place.hasPrefix($0 + "/") } }.map(\.tool))
  }

  /// Tools that a variable tells where to keep their files, and where that is; each pair once.
  private static func moved(in pipeline: Pipeline) -> [(tool: CacheTool, place: String)] {
    var environments = [pipeline.environment]
    environments += pipeline.stepItems.map { $0["environment"]?.effectiveTexts ?? [:] }
    var seen: Set<[String]> = []
    var moved: [(tool: CacheTool, place: String)] = []
    for (variable, value) in environments.joined() {
      guard let tool = tools[variable], seen.insert([tool, value]).inserted else { continue }
      moved.append((CacheTool(rawValue: tool), pipeline.fromWorkspace(value)))
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

extension Pipeline {
  /// A folder from the workspace if it lies in it, without `./` and the slash behind; else as it is.
  func fromWorkspace(_ folder: String) -> String {
    var text = folder.withoutSlashBehind
    while text.hasPrefix("./") { text.removeFirst(2) }
    guard let workspace, text.hasPrefix(workspace + "/") else { return text }
    return String(text.dropFirst(workspace.count + 1))
  }
}
