internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A list of steps, and an item of it.
struct StepLevel: Hashable {
  /// The sequence itself, never an alias.
  var list: YAMLNode
  var item: Int
}

/// Where a step stands: the job's list first, then the lists of what its items hold or call.
struct StepSite: Hashable {
  var levels: [StepLevel]
  /// How many of them, from the first, are the job's own text; the others belong to commands.
  var ownLevels: Int
}

/// Reads the steps of one job in the order of running, with its commands in place.
struct StepReader {
  private(set) var steps: [JobStep] = []
  /// For each step, where it stands.
  private(set) var sites: [StepSite] = []
  private(set) var caches = CacheSteps()
  private(set) var folders: WorkFolders

  private let environment: [String: String]
  /// What differs from row to row has its values here.
  private let rows: [Scope]
  private var visits = 0
  private var conditions = mostConditions
  private var allowance = ReadingAllowance(bytes: 16 << 20)

  private static let mostSteps = 2_000
  private static let mostVisits = 20_000
  private static let mostConditions = 100_000
  private static let deepest = 16

  init(folders: WorkFolders, environment: [String: String], rows: [Scope]) {
    self.folders = folders
    self.environment = environment
    self.rows = rows
  }

  /// Whether not all steps were read, since there are too many.
  var isIncomplete: Bool {
    visits >= Self.mostVisits || steps.count >= Self.mostSteps || conditions <= 0 || allowance.isSpent
  }

  /// What reading took, in bytes of an allowance: much of it may have come to nothing.
  var effort: Int { 200 * visits + 40 * (Self.mostConditions - conditions) }

  /// What surrounds a list of steps.
  struct Context {
    var namespace: Namespace
    var levels: [StepLevel] = []
    var ownLevels = 0
    /// Whether the list is the job's own text.
    var isOwn = true
    var runsAlways = true
    var condition: String?
    var isForReleases = false
  }

  /// An item of a list.
  private struct Item {
    var name: String
    var settings: YAMLNode?
    var position: SourcePosition
    var scope: Scope
    var context: Context
  }

  /// Reads a list.
  mutating func read(_ list: YAMLNode, in scope: Scope, _ context: Context) {
    let list = list.resolved
    guard list.kind == .sequence, context.levels.count < Self.deepest else { return }
    for (number, written) in list.items.enumerated() {
      visits += 1
      guard !isIncomplete else { return }
      let node = written.resolved
      let entry = node.kind == .mapping ? node.effectiveEntries.first : nil
      guard let name = entry?.key.text ?? node.scalarText, !name.isEmpty else { continue }
      var inner = context
      inner.levels.append(StepLevel(list: list, item: number))
      if context.isOwn { inner.ownLevels = inner.levels.count }
      read(
        Item(
          name: name, settings: entry?.value.resolved, position: SourcePosition(node.position), scope: scope,
          context: inner))
    }
  }

  private mutating func read(_ item: Item) {
    if let command = item.context.namespace.commands[item.name]?.resolved {
      return call(command, item, item.context.namespace)
    }
    switch item.name {
    case "run", "deploy": addScript(item)
    case "checkout":
      let path = item.settings?["path"].flatMap { item.scope.fill($0)?.text }
      folders.checkOut(to: path)
      add(.use(PackagedStep(name: "checkout", version: "", inputs: path.map { ["path": $0] } ?? [:])), item)
    case "restore_cache":
      guard let settings = item.settings else { return }
      caches.restore(settings, in: item.scope, at: item.position, before: steps.count)
    case "save_cache":
      guard let settings = item.settings else { return }
      caches.save(settings, in: item.scope, at: item.position, before: steps.count)
    case "when", "unless": readConditional(item)
    case "steps": readHandedOn(item)
    case "setup_remote_docker":
      noteLayers(item)
      add(.use(PackagedStep(name: item.name, version: "", inputs: inputs(of: item))), item)
    case "with_tool_cache":
      caches.add(
        DeclaredCache(
          position: item.position, paths: [], step: steps.count, name: item.name, isOutsideView: true))
      add(.use(PackagedStep(name: item.name, version: "", inputs: inputs(of: item))), item)
    default: readCall(item)
    }
  }

  // MARK: - Calls

  private mutating func readCall(_ item: Item) {
    guard let (orb, element, alias) = item.context.namespace.orb(of: item.name) else {
      return add(
        item.name.contains("/") ? .use(PackagedStep(name: item.name.lowercased(), version: "")) : .other, item
      )
    }
    switch orb {
    case .inline(let namespace):
      guard let command = namespace.commands[element]?.resolved else { return add(.other, item) }
      call(command, item, namespace)
    case .registry(let name, let version):
      let full = (name.isEmpty ? alias : name) + "/" + element.lowercased()
      let step = PackagedStep(name: full, version: version, inputs: inputs(of: item))
      let tools = OrbCaches.tools(of: step)
      if !tools.isEmpty {
        caches.add(
          DeclaredCache(position: item.position, paths: [], tools: tools, step: steps.count, name: item.name))
      }
      add(.use(step), item)
      for entry in item.settings?.effectiveEntries ?? [] where entry.key.text.hasSuffix("steps") {
        read(entry.value, in: item.scope, item.context)
      }
    }
  }

  private mutating func call(_ command: YAMLNode, _ item: Item, _ namespace: Namespace) {
    guard command.kind == .mapping, let list = command.value("steps") else { return }
    var context = item.context
    context.namespace = namespace
    context.isOwn = false
    read(list, in: item.scope.entering(command, arguments: item.settings), context)
  }

  /// Steps that a parameter hands on.
  private mutating func readHandedOn(_ item: Item) {
    guard let settings = item.settings else { return }
    let (list, scope) = item.scope.destination(of: settings)
    guard list.kind == .sequence else { return add(.other, item) }
    var context = item.context
    context.isOwn = false
    read(list, in: scope, context)
  }

  private mutating func readConditional(_ item: Item) {
    guard let settings = item.settings, let list = settings.value("steps") else { return }
    let wanted = item.name == "when"
    let answers = Set(
      rows.map { row in
        settings["condition"].flatMap { Condition.holds($0, in: item.scope, row: row, &conditions) }
      })
    if answers == [!wanted] { return }
    var context = item.context
    if answers != [wanted] {
      context.runsAlways = false
      context.condition = "\(item.name) \(settings["condition"]?.canonicalText ?? "")"
      if wanted, let condition = settings["condition"], Condition.isForTags(condition, &conditions) {
        context.isForReleases = true
      }
    }
    read(list, in: item.scope, context)
  }

  // MARK: - Steps

  private mutating func addScript(_ item: Item) {
    guard let settings = item.settings else { return add(.other, item) }
    guard let command = settings.kind == .mapping ? settings["command"] : settings,
      let script = item.scope.fill(command)
    else { return add(.other, item) }
    let variables = settings["environment"]?.textsByKey.mapValues { item.scope.fill($0).text } ?? [:]
    let folder = settings["working_directory"].flatMap { item.scope.fill($0)?.text }
    let moment = settings["when"]?.scalarText
    var item = item
    if moment == "on_fail" {
      item.context.runsAlways = false
      item.context.condition = "on_fail"
    }
    add(
      .run(script: script.text), item, name: settings["name"].flatMap { item.scope.fill($0)?.text },
      folder: folder, variables: variables)
  }

  private mutating func add(
    _ work: JobStep.Work, _ item: Item, name: String? = nil, folder: String? = nil,
    variables: [String: String] = [:]
  ) {
    let context = item.context
    let own = variables.isEmpty ? 0 : environment.count + variables.count
    sites.append(StepSite(levels: context.levels, ownLevels: context.ownLevels))
    var step = JobStep(
      index: steps.count, position: item.position, name: name, work: work,
      workingDirectory: folders.folder(of: folder), condition: context.condition,
      environment: environment.merging(variables) { $1 }, runsAlways: context.runsAlways)
    step.isForReleases = context.isForReleases
    steps.append(step)
    _ = allowance.take(steps[steps.count - 1].weight + ReadingAllowance.weight(ofVariables: own))
  }

  private func inputs(of item: Item) -> [String: String] {
    var inputs: [String: String] = [:]
    for entry in item.settings?.effectiveEntries ?? [] {
      inputs[entry.key.text.lowercased()] = item.scope.fill(entry.value)?.text
    }
    return inputs
  }

  /// Layers that the machine beside a container keeps.
  private mutating func noteLayers(_ item: Item) {
    guard let wish = item.settings?["docker_layer_caching"], let text = item.scope.fill(wish)?.text,
      Condition.isTrue(text)
    else { return }
    caches.add(
      DeclaredCache(
        position: wish.place, paths: [], tools: [.docker], step: steps.count, name: "docker_layer_caching"))
  }

  /// Adds a step whose inside is not known.
  mutating func addOpaque(
    _ packaged: PackagedStep, _ arguments: YAMLNode?, at position: SourcePosition, in scope: Scope
  ) {
    var packaged = packaged
    for entry in arguments?.effectiveEntries ?? [] {
      packaged.inputs[entry.key.text.lowercased()] = scope.fill(entry.value)?.text
    }
    sites.append(StepSite(levels: [], ownLevels: 0))
    steps.append(JobStep(index: steps.count, position: position, work: .use(packaged)))
  }

  /// Takes note of layers that the job's own machine keeps.
  mutating func noteMachineLayers(at position: SourcePosition) {
    caches.add(
      DeclaredCache(position: position, paths: [], tools: [.docker], step: 0, name: "docker_layer_caching"))
  }
}
