internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A step of a workflow.
struct WorkflowStep {
  let node: YAMLNode
  let home: StepHome
  /// What others wait for it by; a step of a list without a name is called by its number.
  let name: String
  let isNamed: Bool
}

/// A workflow of Woodpecker.
struct Workflow {
  let path: String
  let root: YAMLNode
  let name: String
  /// In their order.
  let steps: [WorkflowStep]
  /// `steps`, or the `pipeline` of Woodpecker 1.
  let stepsKey: String
  let matrix: WorkflowMatrix
  let labels: WorkflowLabels
  let identity: WorkflowIdentity
  /// What scripts export, by step.
  private let exports: [YAMLNode: [ExportedVariable]]
  /// Events that start it: those of its own condition for which some step may run.
  let events: [String]
  private let repository: String

  init(path: String, root: YAMLNode, repository: String) {
    self.path = path
    self.root = root
    self.repository = repository
    name = Self.name(of: path)
    stepsKey = Self.stepsKey(of: root) ?? "steps"
    steps = Self.steps(root[stepsKey])
    matrix = WorkflowMatrix(root["matrix"], path: path)
    labels = WorkflowLabels(root)
    identity = WorkflowIdentity(matrix, of: root, steps: steps.map(\.node))
    exports = Dictionary(steps.map { ($0.node, ExportedVariable.all(in: $0.node)) }) { first, _ in first }
    let own = WorkflowCondition(root["when"]).events
    let some = steps.reduce(into: Set<String>()) { $0.formUnion(WorkflowCondition($1.node["when"]).events) }
    events = WorkflowCondition.sorted(steps.isEmpty ? own : own.intersection(some))
  }

  /// The name of a file without folders, a dot in front and the ending.
  static func name(of path: String) -> String {
    var name = RepositoryPath.name(of: path)
    for ending in [".yml", ".yaml"] where name.hasSuffix(ending) { name = name.dropLast(ending.count) }
    if name.hasPrefix(".") { name = name.dropFirst() }
    return name.isEmpty ? "workflow" : String(name)
  }

  /// The key that holds the steps; `nil` if there are none.
  static func stepsKey(of root: YAMLNode) -> String? {
    ["steps", "pipeline"].first { key in
      switch root[key]?.resolved.kind {
      case .sequence, .mapping: true
      case .scalar, .alias, nil: false
      }
    }
  }

  private static func steps(_ node: YAMLNode?) -> [WorkflowStep] {
    guard let node else { return [] }
    guard node.resolved.kind == .sequence else {
      // Merge keys are no such thing here: Woodpecker walks the mapping by itself.
      return node.resolved.entries.filter { $0.isInForce && !$0.isMerge }.map { entry in
        let key = entry.key.resolved.text
        let own = entry.value["name"]?.scalarText ?? ""
        return WorkflowStep(
          node: entry.value, home: .entry(key), name: own.isEmpty ? key : own, isNamed: true)
      }
    }
    return node.itemsWithMerged.enumerated().map { number, item in
      let own = item.node["name"]?.scalarText ?? ""
      return WorkflowStep(
        node: item.node, home: item.place.map { .item($0) } ?? .merged,
        name: own.isEmpty ? "step-\(number)" : own, isNamed: !own.isEmpty)
    }
  }

  /// Names of the workflows that it waits for, and whether it would do without them.
  var dependencies: [(name: String, isOptional: Bool, node: YAMLNode)] {
    let items = root["depends_on"].map {
      $0.resolved.kind == .sequence ? $0.itemsWithMerged.map(\.node) : [$0]
    }
    return (items ?? []).compactMap { item in
      let name = item.scalarText ?? item["name"]?.scalarText
      return name.map { ($0, item["optional"]?.resolved.scalar == .bool(true), item) }
    }.filter { !$0.node.isNull }
  }

  /// What is wrong with its parts.
  var problems: [PipelineProblem] {
    var problems = [matrix.problem].compactMap(\.self)
    guard isGraph else { return problems }
    var names: Set<String> = []
    for step in steps where !names.insert(step.name).inserted {
      problems.append(
        .at(
          step.node, in: path, .warning, "duplicate-name",
          "another step is called '\(step.name.short)' too, and where steps wait for others Woodpecker keeps one of "
            + "them only"))
    }
    for step in steps {
      for need in needs(of: step.node) ?? [] where !names.contains(need) {
        problems.append(
          .at(
            step.node, in: path, .warning, "unknown-dependency",
            "`depends_on` names '\(need.short)', which no step is called; Woodpecker refuses that"))
      }
    }
    return problems
  }

  /// What the agent must be, by the label that every agent has, for each row in which that is known.
  var platforms: [String] {
    guard let label = labels["platform"] else { return [] }
    let texts = matrix.rows.map { MatrixText.fill(label.written, with: $0.values) }
    return texts.filter { $0.unknown == nil }.map(\.text)
  }

  /// The condition of a step.
  func stepCondition(_ step: YAMLNode) -> WorkflowCondition { WorkflowCondition(step["when"]) }
}

extension Workflow: Stage {
  static var product: String { "Woodpecker" }
  static var takesSingleNeed: Bool { true }
  static var hasStepsByName: Bool { true }

  var position: SourcePosition { root.effectiveEntry(forKey: stepsKey)?.key.place ?? root.place }

  /// Linux, unless a row of it is for something else.
  var os: String {
    let systems = platforms.compactMap { $0.split(separator: "/").first.map(String.init) }
    return systems.first { $0 != "linux" } ?? "linux"
  }

  /// An agent with the backend `local` runs steps on its own machine.
  var hasContainers: Bool { labels["backend"]?.written != "local" }

  var stepItems: [YAMLNode] { steps.map(\.node) }

  var serviceItems: [YAMLNode] { [] }

  var stepNames: Set<String> {
    let services = root["services"]
    let named = (services?.resolved.items.compactMap { $0["name"]?.scalarText } ?? [])
    return Set(
      steps.map(\.name) + named + (services?.effectiveEntries.map(\.key.resolved.text) ?? []) + ["clone"])
  }

  var environment: [String: String] { [:] }

  var volumes: [String: YAMLNode] { [:] }

  var keyAxes: [String] { identity.axes }

  func home(ofStep place: Int) -> StepHome { steps.indices.contains(place) ? steps[place].home : .merged }

  func name(of step: YAMLNode, at place: Int) -> String? {
    steps.indices.contains(place) && steps[place].isNamed ? steps[place].name : nil
  }

  func commands(of step: YAMLNode) -> [String] { step["commands"]?.textsWithMerged ?? [] }

  func environment(of step: YAMLNode) -> [String: String] {
    Self.given(by: step).merging((exports[step] ?? []).map { ($0.name, $0.value) }) { $1 }
  }

  /// The variables under `environment`; Woodpecker 2 takes a list, too.
  private static func given(by step: YAMLNode) -> [String: String] {
    guard let node = step["environment"], node.resolved.kind == .sequence else {
      return step["environment"]?.effectiveTexts ?? [:]
    }
    let pairs = node.textsWithMerged.compactMap { text -> (String, String)? in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
    return Dictionary(pairs) { $1 }
  }

  func place(settingInScript variable: String) -> SourcePosition? {
    for step in steps {
      guard let commands = step.node["commands"] else { continue }
      let lines = commands.textsWithMerged.joined(separator: "\n").split(whereSeparator: \.isNewline)
      let setting = lines.filter { $0.contains(variable + "=") }
      let read = (exports[step.node] ?? []).filter { $0.name == variable }
      if setting.count > read.count { return commands.place }
    }
    return nil
  }

  func values(of variable: String) -> [(text: String, place: SourcePosition)] {
    let given = steps.compactMap { step -> (text: String, place: SourcePosition)? in
      guard let text = Self.given(by: step.node)[variable] else { return nil }
      return (text, (step.node["environment"]?[variable] ?? step.node["environment"] ?? step.node).place)
    }
    let exported = steps.flatMap { exports[$0.node] ?? [] }
    return given + exported.filter { $0.name == variable }.map { ($0.value, $0.place) }
  }

  func folder(of step: YAMLNode) -> String? {
    guard let text = step["directory"]?.scalarText, !text.isEmpty else { return "" }
    return RepositoryPath.joining("", text)
  }

  func isForReleases(_ step: YAMLNode) -> Bool {
    WorkflowCondition.areForReleases(stepCondition(step).events)
  }

  func runsAlways(_ step: YAMLNode) -> Bool { stepCondition(step).sureEvents.isSuperset(of: events) }

  /// Every volume of a step is a folder of the host or of the cluster.
  var lastingMounts: [LastingMount] {
    steps.enumerated().flatMap { place, step -> [LastingMount] in
      (step.node["volumes"]?.itemsWithMerged ?? []).map(\.node).compactMap { mount in
        let parts = mount.scalarText?.split(separator: ":").map(String.init) ?? []
        guard parts.count > 1 else { return nil }
        return LastingMount(step: place, name: parts[0], path: parts[1], place: mount.place)
      }
    }
  }

  func needs(of step: YAMLNode) -> [String]? {
    guard let node = step["depends_on"], !node.isNull else { return nil }
    guard node.resolved.kind == .sequence else { return node.texts }
    // A step of another workflow is none of these.
    return node.itemsWithMerged.map(\.node)
      .filter { $0["optional"]?.resolved.scalar != .bool(true) && $0["workflow"] == nil }
      .compactMap { $0.scalarText ?? $0["name"]?.scalarText }
  }

  // MARK: - Workspace

  /// The folder by `workspace`, else the variable that holds it: the default is made of the repository's
  /// address.
  var workspace: String? { ownWorkspace ?? ExportedVariable.workspace }

  /// Plugins always have the base `/woodpecker`; the path below is the same for all steps.
  private var ownWorkspace: String? {
    guard let path = root["workspace"]?["path"]?.scalarText, !path.isEmpty, !path.contains("$") else {
      return nil
    }
    let base = root["workspace"]?["base"]?.scalarText ?? ""
    guard base.isEmpty || base.hasPrefix("/") && !base.contains("$") else { return nil }
    let parts = (base.isEmpty ? "/woodpecker" : base).split(separator: "/") + path.split(separator: "/")
    guard !parts.contains("..") else { return nil }
    return "/" + parts.filter { $0 != "." }.joined(separator: "/")
  }

  func fromWorkspace(_ folder: String) -> String {
    var text = folder.withoutSlashBehind
    while text.hasPrefix("./") { text.removeFirst(2) }
    for root in [ownWorkspace, ExportedVariable.workspace].compactMap(\.self) where text.hasPrefix(root + "/")
    {
      return String(text.dropFirst(root.count + 1))
    }
    guard ownWorkspace == nil, text.hasPrefix("/woodpecker/src/"), !repository.isEmpty,
      let end = text.firstRange(of: "/\(repository)/")
    else { return text }
    return String(text[end.upperBound...])
  }
}
