internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What runs steps in one workspace: a pipeline of Drone, a workflow of Woodpecker.
///
/// Caches are read and written alike for both; what differs is asked for here.
protocol Stage: CacheWorkspace {
  /// What the platform is called in a sentence.
  static var product: String { get }
  /// Whether `depends_on` may be a single name.
  static var takesSingleNeed: Bool { get }

  /// Whether steps may stand in a mapping, by their names.
  static var hasStepsByName: Bool { get }
  /// Whether steps name volumes that the stage declares, rather than folders of the host.
  static var declaresVolumes: Bool { get }

  /// Path of the file.
  var path: String { get }
  /// The mapping that describes it.
  var root: YAMLNode { get }
  /// The name that the API uses.
  var name: String { get }
  /// Where it is defined.
  var position: SourcePosition { get }
  /// Whether steps run in containers that a plugin's image can be.
  var hasContainers: Bool { get }
  /// The key of the steps.
  var stepsKey: String { get }
  /// The steps in their order, as they stand there.
  var stepItems: [YAMLNode] { get }
  /// The services.
  var serviceItems: [YAMLNode] { get }
  /// Names that a new step must not have.
  var stepNames: Set<String> { get }
  /// Variables of all steps.
  var environment: [String: String] { get }
  /// Volumes that it declares for its steps, by name.
  var volumes: [String: YAMLNode] { get }
  /// Folder in which the steps find the repository, as a variable's value has it; `nil` where the rule for it
  /// is not known.
  var workspace: String? { get }
  /// Axes of a matrix that make one run another job than the next.
  var keyAxes: [String] { get }

  /// Folders of its steps that outlive a run.
  var lastingMounts: [LastingMount] { get }

  /// Where a step stands.
  func home(ofStep place: Int) -> StepHome
  /// The name that others wait for a step by; `nil` if it has none of its own.
  func name(of step: YAMLNode, at place: Int) -> String?
  /// The lines of a step's script.
  func commands(of step: YAMLNode) -> [String]
  /// Variables that a step sets for itself.
  func environment(of step: YAMLNode) -> [String: String]
  /// Where a step's script sets a variable in a way that is not read; `nil` if it does not.
  func place(settingInScript variable: String) -> SourcePosition?
  /// Every value that steps give a variable, with its place.
  func values(of variable: String) -> [(text: String, place: SourcePosition)]
  /// A step's folder from the repository's root; `nil` if it lies elsewhere.
  func folder(of step: YAMLNode) -> String?
  /// Whether a step's condition lets it run for releases only.
  func isForReleases(_ step: YAMLNode) -> Bool
  /// Whether a step runs in every run of the stage in which all goes well.
  func runsAlways(_ step: YAMLNode) -> Bool
  /// A folder from the workspace if it lies in it, without `./` and the slash behind; else as it is.
  func fromWorkspace(_ folder: String) -> String
  /// The names that a step says it waits for; `nil` if it says nothing that makes a graph of the steps.
  func needs(of step: YAMLNode) -> [String]?

  /// What steps to a bucket are given as secrets, in their environment or as settings.
  var storeSecrets: (environment: YAMLFragment?, settings: [(String, YAMLFragment)]) { get }
  /// The same in words, each with a comma behind.
  var storeSecretsText: (step: String, settings: String) { get }
  /// The volume of a step to a store that is a folder.
  func mount(ofStore folder: String, at place: String) -> YAMLFragment
  /// The condition of a step to a store, as written and as understood; nothing for none.
  func storeCondition(
    _ role: CacheStep.Role, _ store: CacheStore, uses: [YAMLNode], at position: SourcePosition
  ) throws(RefusedEdit) -> (text: YAMLFragment?, condition: WorkflowCondition)
  /// Refuses new steps of a graph that would run for other events than those that wait for them, where that
  /// fails.
  func refuseGaps(
    between restore: WorkflowCondition, _ waiting: [YAMLNode], and last: [YAMLNode],
    _ rebuild: WorkflowCondition, at position: SourcePosition
  ) throws(RefusedEdit)
}

/// Where a step stands.
enum StepHome: Hashable {
  /// In the list, at this place.
  case item(Int)
  /// In the mapping, under this key.
  case entry(String)
  /// In another list, which is merged into this one.
  case merged
}

/// A folder that a step sees and that outlives a run.
struct LastingMount {
  /// Place of the step in the list.
  let step: Int
  let name: String
  let path: String
  let place: SourcePosition
}

extension Stage {
  /// The value of a step's condition; `nil` for none.
  func condition(of step: YAMLNode) -> YAMLNode? {
    step["when"].flatMap { $0.isNull ? nil : $0.resolved }
  }

  /// Where a step's script reads a variable, as in `$CARGO_HOME/config.toml`; `nil` if none does.
  func place(readingInScript variable: String) -> SourcePosition? {
    for step in stepItems {
      var names: Set<String> = []
      for command in commands(of: step) { MatrixText.collectNames(in: command, into: &names) }
      if names.contains(variable) { return (step["commands"] ?? step).place }
    }
    return nil
  }

  /// Whether the steps form a graph, rather than run one after another.
  var isGraph: Bool { (stepItems + serviceItems).contains { needs(of: $0) != nil } }
}

extension Pipeline: Stage {
  static var product: String { "Drone" }
  static var takesSingleNeed: Bool { false }
  static var hasStepsByName: Bool { false }
  var stepsKey: String { "steps" }
  var keyAxes: [String] { [] }

  func home(ofStep place: Int) -> StepHome { .item(place) }

  func name(of step: YAMLNode, at place: Int) -> String? { step["name"]?.scalarText }

  func commands(of step: YAMLNode) -> [String] { step["commands"]?.texts ?? [] }

  func environment(of step: YAMLNode) -> [String: String] { step["environment"]?.effectiveTexts ?? [:] }

  func folder(of step: YAMLNode) -> String? { "" }

  func isForReleases(_ step: YAMLNode) -> Bool { JobSigns.isForReleases(condition(of: step)) }

  func runsAlways(_ step: YAMLNode) -> Bool { condition(of: step) == nil }

  func needs(of step: YAMLNode) -> [String]? {
    let names = step["depends_on"]?.texts ?? []
    return names.isEmpty ? nil : names
  }

  func place(settingInScript variable: String) -> SourcePosition? {
    stepItems.lazy.compactMap { $0["commands"] }
      .first { $0.texts.contains { $0.contains(variable + "=") } }?.place
  }

  func values(of variable: String) -> [(text: String, place: SourcePosition)] {
    ([root["environment"]] + stepItems.map { $0["environment"] }).compactMap { environment in
      guard let node = environment?[variable], !node.isNull else { return nil }
      return (node.scalarText ?? "", node.place)
    }
  }

  /// Volumes of a host or a cluster.
  var lastingMounts: [LastingMount] {
    let lasting = volumes.filter { $0.value["host"] != nil || $0.value["claim"] != nil }
    guard !lasting.isEmpty else { return [] }
    return stepItems.enumerated().flatMap { place, step in
      (step["volumes"].map { Array($0.resolved.items) } ?? []).compactMap { mount -> LastingMount? in
        guard let name = mount["name"]?.scalarText, lasting[name] != nil, let path = mount["path"]?.scalarText
        else { return nil }
        return LastingMount(step: place, name: name, path: path, place: mount.place)
      }
    }
  }

  func fromWorkspace(_ folder: String) -> String {
    var text = folder.withoutSlashBehind
    while text.hasPrefix("./") { text.removeFirst(2) }
    guard let workspace, text.hasPrefix(workspace + "/") else { return text }
    return String(text.dropFirst(workspace.count + 1))
  }
}
