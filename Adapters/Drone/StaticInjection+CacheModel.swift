internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What new cache steps are modelled on: a pair of steps of the stage or of one beside it, or a store that
/// the user named.
struct CacheModel {
  private enum Source {
    case pair(restore: CacheStep, rebuild: CacheStep, home: any Stage)
    case store(CacheStore)
  }

  private let source: Source

  init(_ store: CacheStore) { source = .store(store) }

  /// The first pair of steps with a known plugin, of the stage itself or else of one beside it; `nil` if
  /// there is none.
  ///
  /// - Throws: `advice-only` if the only plugin is one whose settings are not known.
  init?(for job: InjectedJob) throws(RefusedEdit) {
    var unknown: CacheStep?
    for home in [job.stage] + job.neighbours {
      let steps = CacheReader(home).steps
      unknown = unknown ?? steps.first { $0.plugin == .other }
      let restore = steps.first { $0.role == .restore && $0.plugin != .other && !$0.mounts.isEmpty }
      guard let restore,
        let rebuild = steps.first(where: { $0.role == .rebuild && $0.plugin == restore.plugin })
      else { continue }
      source = .pair(restore: restore, rebuild: rebuild, home: home)
      return
    }
    guard let unknown else { return nil }
    throw RefusedEdit(
      "advice-only",
      "the settings of the cache plugin that the file uses are not known; add the folders to its `mount` by hand",
      at: unknown.node.place)
  }

  // MARK: - Steps

  /// A step that restores or rebuilds a cache, and the condition under which it runs.
  ///
  /// - Parameter uses: The steps that use the tool.
  /// - Throws: `shared-anchor` if the step to follow has values that cannot be written again; `advice-only`
  ///   if no condition fits the stage.
  func step(
    _ role: CacheStep.Role, for wish: CacheWish, uses: [YAMLNode], dependsOn: [String]
  ) throws(RefusedEdit) -> (text: YAMLFragment, condition: WorkflowCondition) {
    let wording = try CacheWording(wish.plan, wish.stage, at: wish.suggestion.position)
    var entries: [YAMLFragment.Entry]
    let condition: WorkflowCondition
    switch source {
    case .pair(let restore, let rebuild, _):
      let model = role == .restore ? restore : rebuild
      entries = try Self.copied(model, role, wish, wording)
      condition = WorkflowCondition(model.node["when"])
    case .store(let store):
      let when = try wish.stage.storeCondition(role, store, uses: uses, at: wish.suggestion.position)
      entries = Self.made(store, role, wish, wording, when.text)
      condition = when.condition
    }
    if !dependsOn.isEmpty {
      entries.append(
        YAMLFragment.Entry(key: "depends_on", value: .sequence(dependsOn.map { .string($0) })))
    }
    return (.mapping(entries), condition)
  }

  private static func name(_ role: CacheStep.Role, _ wish: CacheWish) -> String {
    (role == .restore ? "restore-" : "rebuild-") + wish.plan.tool.rawValue
  }

  /// The names of the two steps.
  static func names(of wish: CacheWish) -> [String] { [name(.restore, wish), name(.rebuild, wish)] }

  private static func mounts(_ wish: CacheWish) -> YAMLFragment {
    .sequence(wish.folders.map { .string($0) })
  }

  private static func copied(
    _ model: CacheStep, _ role: CacheStep.Role, _ wish: CacheWish, _ wording: CacheWording
  ) throws(RefusedEdit) -> [YAMLFragment.Entry] {
    var entries = [YAMLFragment.Entry(key: "name", value: .string(name(role, wish)))]
    for entry in model.node.effectiveEntries {
      let key = entry.key.resolved.text
      switch key {
      case "name", "depends_on": continue
      case "settings":
        entries.append(
          YAMLFragment.Entry(key: key, value: .mapping(try settings(model, entry.value, wish, wording))))
      default: entries.append(YAMLFragment.Entry(key: key, value: try copy(entry.value)))
      }
    }
    return entries
  }

  private static func settings(
    _ model: CacheStep, _ settings: YAMLNode, _ wish: CacheWish, _ wording: CacheWording
  ) throws(RefusedEdit) -> [YAMLFragment.Entry] {
    var entries: [YAMLFragment.Entry] = []
    var keys: Set<String> = []
    for entry in settings.effectiveEntries {
      let key = entry.key.resolved.text
      keys.insert(key)
      var value = try copy(entry.value)
      switch (key, model.plugin) {
      case ("mount", _): value = entry.value.resolved.style == .flow ? .flow(mounts(wish)) : mounts(wish)
      case ("cache_key", .template): value = .string(wording.key)
      case ("filename", .archive): value = .string(wish.plan.tool.rawValue + ".tar")
      case ("override", .template): value = .scalar(.bool(wording.isRewritten))
      case ("local_root", _), ("flush_path", _): continue
      default: break
      }
      entries.append(YAMLFragment.Entry(key: key, value: value))
    }
    if model.plugin == .template, !keys.contains("cache_key") {
      entries.append(YAMLFragment.Entry(key: "cache_key", value: .string(wording.key)))
    }
    if model.plugin == .archive, !keys.contains("filename") {
      entries.append(YAMLFragment.Entry(key: "filename", value: .string(wish.plan.tool.rawValue + ".tar")))
    }
    return entries
  }

  private static let largestCopy = 1 << 20

  private static func copy(_ node: YAMLNode) throws(RefusedEdit) -> YAMLFragment {
    guard ExpandedSize.bytes(of: node) < largestCopy, let fragment = YAMLFragment(copying: node)
    else {
      throw RefusedEdit(
        "shared-anchor", "a value of the cache step to follow cannot be written again; add the steps by hand",
        at: node.place)
    }
    return fragment
  }

  private static func made(
    _ store: CacheStore, _ role: CacheStep.Role, _ wish: CacheWish, _ wording: CacheWording,
    _ condition: YAMLFragment?
  ) -> [YAMLFragment.Entry] {
    var settings: [(String, YAMLFragment)] = []
    var step: [(String, YAMLFragment)] = [
      ("name", .string(name(role, wish))), ("image", "meltwater/drone-cache"),
    ]
    switch store {
    case .folder: settings.append(("backend", "filesystem"))
    case .bucket(let bucket, let region):
      let secrets = wish.stage.storeSecrets
      if let environment = secrets.environment { step.append(("environment", environment)) }
      settings.append(("backend", "s3"))
      settings += secrets.settings + [("bucket", .string(bucket)), ("region", .string(region))]
    }
    settings.append((role == .restore ? "restore" : "rebuild", true))
    if role == .rebuild, !wording.isRewritten { settings.append(("override", false)) }
    settings += [("cache_key", .string(wording.key)), ("mount", mounts(wish))]
    step.append(("settings", .mapping(settings)))
    if case .folder(let path) = store {
      step.append(("volumes", [wish.stage.mount(ofStore: path, at: "/tmp/cache")]))
    }
    // Pull requests get no secrets, and should not fill what other builds read.
    step.append(("failure", "ignore"))
    if let condition { step.append(("when", condition)) }
    return step.map { YAMLFragment.Entry(key: $0.0, value: $0.1) }
  }

  // MARK: - Volumes

  /// Volumes that the steps need and the stage lacks, each an item of its list.
  func missingVolumes(in stage: any Stage, at position: SourcePosition) throws(RefusedEdit) -> [YAMLFragment]
  {
    guard Swift.type(of: stage).declaresVolumes else { return [] }
    let known = stage.volumes
    switch source {
    case .store(.bucket): return []
    case .store(.folder(let path)):
      let name = Pipeline.storeVolume
      if let other = known[name] {
        guard other["host"]?["path"]?.scalarText == path else {
          throw RefusedEdit(
            "name-taken", "a volume of another kind is called '\(name)' already", at: other.place)
        }
        return []
      }
      return [["name": .string(name), "host": ["path": .string(path)]]]
    case .pair(let restore, let rebuild, let home):
      var missing: [YAMLFragment] = []
      var seen: Set<String> = []
      for mount in [restore, rebuild].flatMap({ $0.node["volumes"].map { Array($0.resolved.items) } ?? [] }) {
        guard let name = mount["name"]?.scalarText, seen.insert(name).inserted else { continue }
        guard known[name] == nil || home.root == stage.root else {
          throw RefusedEdit(
            "name-taken", "the pipeline has a volume '\(name.short)' of its own already", at: position)
        }
        guard home.root != stage.root else { continue }
        guard let volume = home.volumes[name] else {
          throw RefusedEdit(
            "advice-only", "the volume '\(name.short)' of the cache step to follow is not in its pipeline",
            at: mount.place)
        }
        missing.append(try Self.copy(volume))
      }
      return missing
    }
  }
}

extension YAMLFragment {
  /// The values of a node with aliases, merge keys and merged lists carried out; `nil` for what cannot be written
  /// again.
  init?(copying node: YAMLNode) { self.init(unfolding: node) { $0.itemsWithMerged.map(\.node) } }
}
