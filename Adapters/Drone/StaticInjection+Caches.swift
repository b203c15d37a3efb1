internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import LosslessYAML

/// Plans all caches of one stage together, since they may share a block that does not exist yet.
struct CachePlanner {
  private let wishes: [CacheWish]
  private let repository: any RepositoryFiles

  init(_ wishes: [CacheWish], repository: any RepositoryFiles) {
    self.wishes = wishes
    self.repository = repository
  }

  func outcomes() -> [SuggestionID: EditOutcome] {
    var outcomes: [SuggestionID: EditOutcome] = [:]
    var planned: [(wish: CacheWish, cache: PlannedCache)] = []
    for wish in wishes {
      do throws(RefusedEdit) {
        planned.append((wish, try PlannedCache(wish, in: repository)))
      } catch {
        outcomes[wish.suggestion.id] = .refused(error.refusal)
      }
    }
    guard let first = planned.first?.wish else { return outcomes }
    do throws(RefusedEdit) {
      let edit = first.job.edit(try PlannedCaches(planned.map(\.cache), in: first.stage).edits())
      for (wish, _) in planned { outcomes[wish.suggestion.id] = .edits([edit]) }
    } catch {
      for (wish, _) in planned { outcomes[wish.suggestion.id] = .refused(error.refusal) }
    }
    return outcomes
  }
}

/// The two steps of a cache and what else changes with them.
struct PlannedCache {
  let restore: YAMLFragment
  let rebuild: YAMLFragment
  /// Places in the list of the first and last steps that use the tool.
  let first: Int
  let last: Int
  /// New variables by the place of their step.
  let variables: [Int: [WorkspaceFolders.Variable]]
  /// Places of steps that must wait for the restored files, where steps form a graph.
  let waiting: [Int]
  let restoreName: String
  let volumes: [YAMLFragment]

  init(_ wish: CacheWish, in repository: any RepositoryFiles) throws(RefusedEdit) {
    let stage = wish.stage
    let position = wish.suggestion.position
    let names = CacheModel.names(of: wish)
    if let taken = names.first(where: stage.stepNames.contains) {
      throw RefusedEdit("name-taken", "a step is called '\(taken)' already; rename it first", at: position)
    }
    let uses = Self.uses(of: wish, in: repository)
    guard let first = uses.first, let last = uses.last else {
      throw RefusedEdit(
        "outdated-suggestion", "no step uses \(wish.plan.tool) any more; ask for suggestions again",
        at: position)
    }
    self.first = first
    self.last = last
    restoreName = names[0]
    var variables: [Int: [WorkspaceFolders.Variable]] = [:]
    for place in uses {
      let environment = wish.job.definition.steps[place].environment
      let missing = wish.variables.filter { environment[$0.name] == nil }
      if !missing.isEmpty { variables[place] = missing }
    }
    self.variables = variables
    let graph = StepGraph(stage)
    waiting = graph.isGraph ? graph.earliest(of: uses) : []
    let latest = graph.isGraph ? graph.latest(of: uses) : []
    let items = stage.stepItems
    let restoring = try wish.model.step(.restore, for: wish, uses: uses.map { items[$0] }, dependsOn: [])
    let rebuilding = try wish.model.step(
      .rebuild, for: wish, uses: (graph.isGraph ? latest : uses).map { items[$0] },
      dependsOn: try graph.names(of: latest))
    try stage.refuseGaps(
      between: restoring.condition, waiting.map { items[$0] }, and: latest.map { items[$0] },
      rebuilding.condition, at: position)
    restore = restoring.text
    rebuild = rebuilding.text
    volumes = try wish.model.missingVolumes(in: stage, at: position)
  }

  /// Places of the steps that use the tool: each step is shown to the adviser alone.
  private static func uses(of wish: CacheWish, in repository: any RepositoryFiles) -> [Int] {
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 0))
    return wish.job.definition.steps.indices.filter { place in
      var alone = wish.job.definition
      var step = alone.steps[place]
      guard case .run = step.work else { return false }
      step.index = 0
      alone.steps = [step]
      alone.caches = []
      let review = CacheAdvisor().review(alone, in: Checkout(repository), runs: [], context: context)
      return place == wish.plan.step
        || review.suggestions.contains { suggestion in
          if case .cache(let plan) = suggestion.change { plan.tool == wish.plan.tool } else { false }
        } || review.notes.contains { $0.tool == wish.plan.tool }
    }
  }
}

/// A checkout whose kind is hidden, for callers that want one of a fixed type.
private struct Checkout: RepositoryFiles {
  private let base: any RepositoryFiles
  init(_ base: any RepositoryFiles) { self.base = base }
  func paths(matching glob: String) -> [String] { base.paths(matching: glob) }
  func contents(of path: String) -> [UInt8]? { base.contents(of: path) }
  func exists(_ path: String) -> Bool { base.exists(path) }
}

/// Which step waits for which. Where no step names one, they run one after another.
struct StepGraph {
  private let items: [YAMLNode]
  private let labels: [String?]
  private let needs: [Set<Int>]
  let isGraph: Bool

  init(_ stage: any Stage) {
    let items = stage.stepItems
    let labels = items.enumerated().map { stage.name(of: $1, at: $0) }
    isGraph = stage.isGraph
    var places: [String: Int] = [:]
    for (place, label) in labels.enumerated() {
      if let label { places[label] = place }
    }
    let direct = items.map { item in Set((stage.needs(of: item) ?? []).compactMap { places[$0] }) }
    self.items = items
    self.labels = labels
    needs = direct.indices.map { Self.all(from: $0, direct) }
  }

  /// All steps that one waits for, whatever leads to them; one of Woodpecker's may wait for a step below.
  private static func all(from place: Int, _ direct: [Set<Int>]) -> Set<Int> {
    var found: Set<Int> = []
    var open = Array(direct[place])
    while let next = open.popLast() {
      if found.insert(next).inserted { open += direct[next] }
    }
    return found.subtracting([place])
  }

  /// Those of some steps that wait for no other of them.
  func earliest(of places: [Int]) -> [Int] { places.filter { needs[$0].isDisjoint(with: places) } }

  /// Those that no other of them waits for.
  func latest(of places: [Int]) -> [Int] {
    places.filter { place in !places.contains { needs[$0].contains(place) } }
  }

  func names(of places: [Int]) throws(RefusedEdit) -> [String] {
    var names: [String] = []
    for place in places {
      guard let name = labels[place], !name.isEmpty else {
        throw RefusedEdit(
          "name-taken", "the step has no name, so no other can wait for it; give it one first",
          at: items[place].place)
      }
      names.append(name)
    }
    return names
  }
}

/// The edits for all caches of a stage.
struct PlannedCaches {
  private let caches: [PlannedCache]
  private let stage: any Stage

  init(_ caches: [PlannedCache], in stage: any Stage) {
    self.caches = caches
    self.stage = stage
  }

  func edits() throws(RefusedEdit) -> [YAMLEdit] {
    let steps = try StepList(of: stage)
    var edits: [YAMLEdit] = []
    for cache in caches { edits.append(try steps.insertion(of: cache.restore, above: cache.first)) }
    for cache in caches { edits.append(try steps.insertion(of: cache.rebuild, below: cache.last)) }
    edits += try variableEdits() + waitingEdits() + volumeEdits()
    return edits
  }

  // MARK: - Variables

  private func variableEdits() throws(RefusedEdit) -> [YAMLEdit] {
    var edits: [YAMLEdit] = []
    for place in Set(caches.flatMap(\.variables.keys)).sorted() {
      var seen: Set<String> = []
      let all = caches.flatMap { $0.variables[place] ?? [] }.filter { seen.insert($0.name).inserted }
      let step = stage.stepItems[place]
      try step.refuseShared("the step")
      let exported = all.filter { ExportedVariable.isNeeded(for: $0.value) }
      let given = all.filter { !ExportedVariable.isNeeded(for: $0.value) }
      if !exported.isEmpty { edits += try self.edits(exporting: exported, in: step) }
      if !given.isEmpty { edits += try self.edits(setting: given, in: step) }
    }
    return edits
  }

  private func edits(
    setting variables: [WorkspaceFolders.Variable], in step: YAMLNode
  ) throws(RefusedEdit) -> [YAMLEdit] {
    guard let environment = try step.ownValue("environment", what: "the step's environment") else {
      let all = YAMLFragment.mapping(variables.map { ($0.name, .string($0.value)) })
      return [.insertEntry(key: "environment", value: all, into: step.path, at: step.slot(above: "commands"))]
    }
    guard environment.kind == .mapping || environment.isNull else {
      throw RefusedEdit("unreadable-value", "the step's environment is no mapping", at: environment.place)
    }
    return variables.map { .insertEntry(key: $0.name, value: .string($0.value), into: environment.path) }
  }

  /// Commands above those of the script, or lines above its own where it is one text.
  private func edits(
    exporting variables: [WorkspaceFolders.Variable], in step: YAMLNode
  ) throws(RefusedEdit) -> [YAMLEdit] {
    guard let commands = try step.ownValue("commands", what: "the step's script") else {
      throw RefusedEdit("unreadable-value", "the step has no script of its own", at: step.place)
    }
    let lines = variables.map { ExportedVariable.command($0.name, $0.value) }
    switch (commands.kind, commands.style) {
    case (.sequence, _): return lines.map { .insertItem(.string($0), into: commands.path, at: .before(0)) }
    case (.scalar, .literal), (.scalar, .folded):
      return [.set(commands.path, to: .string((lines + [commands.text]).joined(separator: "\n")))]
    case (.scalar, _):
      return [.replace(commands.path, with: .sequence((lines + [commands.text]).map { .string($0) }))]
    case (.mapping, _), (.alias, _):
      throw RefusedEdit("unreadable-value", "the step's script is no list of commands", at: commands.place)
    }
  }

  // MARK: - Graph and volumes

  private func waitingEdits() throws(RefusedEdit) -> [YAMLEdit] {
    var names: [Int: [String]] = [:]
    for cache in caches {
      for place in cache.waiting { names[place, default: []].append(cache.restoreName) }
    }
    var edits: [YAMLEdit] = []
    for (place, names) in names.sorted(by: { $0.key < $1.key }) {
      let step = stage.stepItems[place]
      try step.refuseShared("the step")
      guard let list = try step.ownValue("depends_on", what: "`depends_on`") else {
        edits.append(
          .insertEntry(key: "depends_on", value: .sequence(names.map { .string($0) }), into: step.path))
        continue
      }
      if list.kind == .scalar, !list.isNull, type(of: stage).takesSingleNeed {
        let all = [list.text] + names
        edits.append(.replace(list.path, with: .flow(.sequence(all.map { .string($0) }))))
        continue
      }
      guard list.kind == .sequence || list.isNull else {
        throw RefusedEdit("not-a-list", "`depends_on` of the step is no list", at: list.place)
      }
      edits += names.map { .insertItem(.string($0), into: list.path) }
    }
    return edits
  }

  private func volumeEdits() throws(RefusedEdit) -> [YAMLEdit] {
    var seen: Set<YAMLFragment> = []
    let missing = caches.flatMap(\.volumes).filter { seen.insert($0).inserted }
    guard !missing.isEmpty else { return [] }
    guard let volumes = try stage.root.ownValue("volumes", what: "`volumes`") else {
      return [.insertEntry(key: "volumes", value: .sequence(missing), into: stage.root.path)]
    }
    guard volumes.kind == .sequence || volumes.isNull else {
      throw RefusedEdit("not-a-list", "`volumes` of the pipeline is no list", at: volumes.place)
    }
    return missing.map { .insertItem($0, into: volumes.path) }
  }
}
