internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested cache of a step.
struct CacheWish: SuggestionWish {
  let suggestion: Suggestion
  let plan: CachePlan
  /// The step's place among the pipeline's.
  let step: Int
}

/// Plans caches: a volume on hosted agents, the cache plugin where that is in use.
///
/// All caches of one step make one volume, so they are planned together.
struct CachePlanner {
  private let wishes: [CacheWish]
  private let pipeline: ReadPipeline

  init(_ wishes: [CacheWish], in pipeline: ReadPipeline) {
    self.wishes = wishes
    self.pipeline = pipeline
  }

  var outcomes: [SuggestionID: EditOutcome] {
    var outcomes: [SuggestionID: EditOutcome] = [:]
    for (place, wishes) in Dictionary(grouping: wishes, by: \.step) {
      let step = pipeline.steps[place]
      var open: [(CacheWish, [KeptFolder])] = []
      for wish in wishes.sorted(by: { $0.plan.tool < $1.plan.tool }) {
        do throws(RefusedEdit) {
          if let folders = try folders(of: wish, step) {
            open.append((wish, folders))
          } else {
            outcomes[wish.suggestion.id] = .unchanged
          }
        } catch {
          outcomes[wish.suggestion.id] = .refused(error.refusal)
        }
      }
      guard !open.isEmpty else { continue }
      let result = result(for: open, step)
      for (wish, _) in open { outcomes[wish.suggestion.id] = result }
    }
    return outcomes
  }

  private func result(for open: [(CacheWish, [KeptFolder])], _ step: ReadStep) -> EditOutcome {
    do throws(RefusedEdit) {
      var folders: [KeptFolder] = []
      for folder in open.flatMap(\.1) where !folders.contains(folder) { folders.append(folder) }
      let variables = EnvironmentEdit(step: step, folders: folders)
      let cache =
        step.host == .hosted
        ? try VolumeEdit(step: step, plans: open.map(\.0.plan), folders: folders, pipeline: pipeline).edits
        : try CachePluginEdit(step: step, plans: open.map { ($0.0.plan, $0.1) }, pipeline: pipeline).edits
      let edits = cache + (try variables.edits)
      return .edits([FileEdit(file: pipeline.path, edits: edits, dialect: .buildkite)])
    } catch {
      return .refused(error.refusal)
    }
  }

  // MARK: - One cache

  /// The folders that a plan keeps on this step's agents; `nil` where they are kept already.
  private func folders(of wish: CacheWish, _ step: ReadStep) throws(RefusedEdit) -> [KeptFolder]? {
    let plan = wish.plan
    guard plan.tool != .docker else {
      throw RefusedEdit(
        "advice-only",
        "layers are kept by the container cache of the cluster's settings, or by `cache-from` and `cache-to` of the "
          + "docker-compose plugin; neither is a key of this step",
        at: step.item.place)
    }
    guard step.definition.steps.indices.contains(plan.step) else {
      throw .outdatedCache(at: step.item.place)
    }
    if step.definition.caches.contains(where: { $0.tools.contains(plan.tool) }) { return nil }
    try refuseHost(step)
    let folders = try KeptFolder.all(of: plan, step: step)
    let kept = Set(step.definition.caches.flatMap(\.paths))
    if folders.allSatisfy({ kept.contains($0.path) }) { return nil }
    let starts = step.plugins.first(where: \.startsContainer)
    if let starts, step.host == .hosted || folders.contains(where: { $0.variable != nil }) {
      throw RefusedEdit(
        "in-container",
        "the plugin \(starts.name) runs the command in a container, which sees neither the agent's folders nor "
          + "its environment; mount a folder with `volumes` of that plugin",
        at: starts.node.place)
    }
    return folders
  }

  private func refuseHost(_ step: ReadStep) throws(RefusedEdit) {
    if let windows = step.tags.tags.first(where: {
      "\($0.key)=\($0.written ?? "")".containsBytes(ofAnyCase: "windows")
    }) {
      throw RefusedEdit(
        "no-variable", "on Windows the folders of caches are others; write the cache by hand",
        at: windows.node.place)
    }
    switch step.host {
    case .hosted, .plugin: return
    case .own where step.plugins.contains(where: \.isPod):
      throw RefusedEdit(
        "unknown-agents",
        "the step runs in a pod, whose disk is empty at the start: use the cache plugin with a backend such as s3 once, "
          + "and further caches follow it",
        at: step.plugins.first(where: \.isPod)?.node.place ?? step.item.place)
    case .own:
      throw RefusedEdit(
        "unknown-agents",
        "the step runs on agents of your own: if they do not keep their disks, use the cache plugin with a backend "
          + "such as s3 once, and further caches follow it",
        at: step.tags.tags.first?.node.place ?? step.item.place)
    case .unknown:
      throw RefusedEdit(
        "unknown-agents",
        "the files do not tell whether Buildkite hosts these agents: name the queue under runners: in "
          + ".inframind.yml with `vendor: buildkite` for a volume, or use the cache plugin once",
        at: step.tags.tags.first?.node.place ?? step.item.place)
    }
  }
}

/// A folder to keep, and the variable that tells the tool to use it.
struct KeptFolder: Hashable {
  var tool: CacheTool
  /// As `cache` and the plugin take it: from the checkout, or absolute.
  var path: String
  /// The variable with its value, where the step must set it.
  var variable: Variable?

  struct Variable: Hashable {
    var name: String
    var value: String
  }

  /// The folders of a plan.
  ///
  /// `~` means nothing in a volume's paths, so tools are told another folder by their variables; one that the step
  /// sets already is taken as it is.
  static func all(of plan: CachePlan, step: ReadStep) throws(RefusedEdit) -> [KeptFolder] {
    let base = "\(StepCaches.folder)/\(plan.tool)"
    let variables = Set(plan.paths.compactMap(\.mover?.variable))
    var folders: [KeptFolder] = []
    for path in plan.paths {
      guard let mover = path.mover else {
        guard !path.isOutsideWorkspace else {
          throw RefusedEdit(
            "no-variable",
            "\(plan.tool) cannot be told another folder than \(path.path), which no volume can name",
            at: step.item.place)
        }
        folders.append(KeptFolder(tool: plan.tool, path: path.path))
        continue
      }
      let folder = try self.folder(
        mover, base: variables.count > 1 ? "\(base)/\(mover.variable.lowercased())" : base,
        inside: path.isOutsideWorkspace ? nil : path.path, step: step)
      let kept = KeptFolder(
        tool: plan.tool, path: RepositoryPath.appending(mover.kept, to: folder.path),
        variable: folder.variable)
      if !folders.contains(kept) { folders.append(kept) }
    }
    return folders
  }

  private static func folder(
    _ mover: CacheMover, base: String, inside: String?, step: ReadStep
  ) throws(RefusedEdit) -> (path: String, variable: Variable?) {
    guard let set = step.environment[mover.variable] else {
      let path = inside ?? base
      return (path, Variable(name: mover.variable, value: mover.prefix + path))
    }
    guard set.hasPrefix(mover.prefix), !set.contains("$"), !set.contains("~"), !set.contains("{{"),
      set.count > mover.prefix.count, !set.dropFirst(mover.prefix.count).contains(" ")
    else {
      throw RefusedEdit(
        "computed-value", "\(mover.variable) is '\(set)' already, so which folder to keep is unknown",
        at: step.item.place)
    }
    return (String(set.dropFirst(mover.prefix.count)), nil)
  }
}

/// Writes variables into a step's `env`.
struct EnvironmentEdit {
  let step: ReadStep
  let folders: [KeptFolder]

  var edits: [YAMLEdit] {
    get throws(RefusedEdit) {
      var variables: [KeptFolder.Variable] = []
      for variable in folders.compactMap(\.variable) where !variables.contains(variable) {
        variables.append(variable)
      }
      guard !variables.isEmpty else { return [] }
      guard let entry = step.mapping.effectiveEntry(forKey: "env"), !entry.value.resolved.isNull else {
        try step.mapping.refuseShared("the step")
        let fragment = YAMLFragment.mapping(variables.map { ($0.name, .string($0.value)) })
        return [.insertEntry(key: "env", value: fragment, into: step.mapping.path, at: step.entryPlace)]
      }
      guard entry.isOwn, entry.value.kind == .mapping, entry.value.sharedBy.isEmpty else {
        throw RefusedEdit(
          "shared-anchor",
          "the step's `env` is shared through an anchor, or is no mapping; write it out first",
          at: entry.value.place)
      }
      return variables.map {
        .insertEntry(key: $0.name, value: .string($0.value), into: entry.value.path)
      }
    }
  }
}
