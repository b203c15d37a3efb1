internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

// How steps to a store that the user named are written on each platform.

extension Pipeline {
  static var declaresVolumes: Bool { true }

  /// The volume for a store that is a folder.
  static let storeVolume = "drone-cache"

  var storeSecrets: (environment: YAMLFragment?, settings: [(String, YAMLFragment)]) {
    let environment: YAMLFragment = [
      "AWS_ACCESS_KEY_ID": ["from_secret": "aws_access_key_id"],
      "AWS_SECRET_ACCESS_KEY": ["from_secret": "aws_secret_access_key"],
    ]
    return (environment, [])
  }

  var storeSecretsText: (step: String, settings: String) {
    let step =
      "environment: {AWS_ACCESS_KEY_ID: {from_secret: aws_access_key_id}, "
      + "AWS_SECRET_ACCESS_KEY: {from_secret: aws_secret_access_key}}, "
    return (step, "")
  }

  func mount(ofStore folder: String, at place: String) -> YAMLFragment {
    ["name": .string(Self.storeVolume), "path": .string(place)]
  }

  func storeCondition(
    _ role: CacheStep.Role, _ store: CacheStore, uses: [YAMLNode], at position: SourcePosition
  ) throws(RefusedEdit) -> (text: YAMLFragment?, condition: WorkflowCondition) {
    let isForPushes = role == .rebuild && TriggerEvents(root["trigger"]).names.contains("push")
    return (isForPushes ? ["event": ["push"]] : nil, .always)
  }

  /// Where a condition does not hold, Drone's runners skip the step and go on.
  func refuseGaps(
    between restore: WorkflowCondition, _ waiting: [YAMLNode], and last: [YAMLNode],
    _ rebuild: WorkflowCondition, at position: SourcePosition
  ) throws(RefusedEdit) {}
}

extension Workflow {
  static var declaresVolumes: Bool { false }

  /// A step with an environment is no plugin to Woodpecker: it gets another workspace, and none of Drone's variables.
  var storeSecrets: (environment: YAMLFragment?, settings: [(String, YAMLFragment)]) {
    (
      nil,
      [
        ("access_key", ["from_secret": "aws_access_key_id"]),
        ("secret_key", ["from_secret": "aws_secret_access_key"]),
      ]
    )
  }

  var storeSecretsText: (step: String, settings: String) {
    ("", "access_key: {from_secret: aws_access_key_id}, secret_key: {from_secret: aws_secret_access_key}, ")
  }

  func mount(ofStore folder: String, at place: String) -> YAMLFragment { .string("\(folder):\(place)") }

  /// Pull requests bring code of outsiders: they never fill a store, and where it takes secrets they do not ask for them,
  /// since a secret that is not for the event fails the pipeline.
  func storeCondition(
    _ role: CacheStep.Role, _ store: CacheStore, uses: [YAMLNode], at position: SourcePosition
  ) throws(RefusedEdit) -> (text: YAMLFragment?, condition: WorkflowCondition) {
    let isOpen = events.contains { $0.hasPrefix("pull_request") }
    let isPushed = events.contains("push")
    guard !isOpen || isPushed else {
      throw RefusedEdit(
        "advice-only",
        "only pull requests start the workflow, and what they build should not fill a cache: let pushes run it too",
        at: root["when"]?.place ?? position)
    }
    let hasSecrets = if case .bucket = store { true } else { false }
    guard role == .restore, !(isOpen && hasSecrets) else {
      return isPushed ? ([["event": "push"]], WorkflowCondition(event: "push")) : (nil, .always)
    }
    let conditions = uses.map { condition(of: $0) }
    guard let first = conditions.first, let shared = first,
      conditions.allSatisfy({ $0.map { WorkflowCondition($0).text } == WorkflowCondition(shared).text })
    else { return (nil, .always) }
    return (YAMLFragment(copying: shared, depth: 0), WorkflowCondition(shared))
  }

  /// A step that waits for one whose condition does not hold fails the whole pipeline.
  ///
  /// - SeeAlso: woodpecker-ci/woodpecker, `pipeline/frontend/yaml/compiler/dag.go`.
  func refuseGaps(
    between restore: WorkflowCondition, _ waiting: [YAMLNode], and last: [YAMLNode],
    _ rebuild: WorkflowCondition, at position: SourcePosition
  ) throws(RefusedEdit) {
    guard isGraph else { return }
    if let unnamed = steps.first(where: { step in
      !step.isNamed && steps.contains { needs(of: $0.node)?.contains(step.name) == true }
    }) {
      throw RefusedEdit(
        "name-taken",
        "others wait for this step by its number, which a new step would shift; give it a name first",
        at: unnamed.node.place)
    }
    let gap =
      waiting.first { !restore.covers(effectiveCondition($0)) }
      ?? last.first { !effectiveCondition($0).covers(rebuild.limited(to: Set(events))) }
    guard let gap else { return }
    throw RefusedEdit(
      "advice-only",
      "steps wait for others here, and this one would run for events for which a cache step does not, which fails the "
        + "pipeline: add the steps by hand, with conditions that fit",
      at: (condition(of: gap) ?? gap).place)
  }

  /// The condition of a step, within that of the workflow.
  private func effectiveCondition(_ step: YAMLNode) -> WorkflowCondition {
    WorkflowCondition(step["when"]).limited(to: Set(events))
  }
}
