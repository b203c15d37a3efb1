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

  /// A step with an environment is no plugin to Woodpecker: it gets another workspace, and none of Drone's
  /// variables.
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

  /// Pull requests bring code of outsiders: they never fill a store, and where it takes secrets they do not
  /// ask for them, since a secret that is not for the event fails the pipeline.
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
    let shared = sharedCondition(of: uses)
    guard role == .restore, !(isOpen && hasSecrets) else {
      guard isPushed else { return (nil, .always) }
      let narrowed = shared.flatMap { WorkflowCondition.narrowing($0, to: "push") }
      return narrowed ?? ([["event": "push"]], WorkflowCondition(event: "push"))
    }
    guard let shared else { return (nil, .always) }
    return (YAMLFragment(copying: shared), WorkflowCondition(shared))
  }

  /// The condition that some steps have, all of them the same; `nil` if they have none, or several.
  private func sharedCondition(of steps: [YAMLNode]) -> YAMLNode? {
    let conditions = steps.map { condition(of: $0) }
    guard let first = conditions.first, let shared = first else { return nil }
    let text = WorkflowCondition(shared).text
    return conditions.allSatisfy { $0.map { WorkflowCondition($0).text } == text } ? shared : nil
  }

  /// A step that waits for one whose condition does not hold fails the whole pipeline.
  ///
  /// - SeeAlso: woodpecker-ci/woodpecker, `pipeline/frontend/yaml/compiler/dag.go`.
  func refuseGaps(
    between restore: WorkflowCondition, _ waiting: [YAMLNode], and last: [YAMLNode],
    _ rebuild: WorkflowCondition, at position: SourcePosition
  ) throws(RefusedEdit) {
    guard isGraph else { return }
    let awaited = Set(steps.flatMap { needs(of: $0.node) ?? [] })
    if let unnamed = steps.first(where: { !$0.isNamed && awaited.contains($0.name) }) {
      throw RefusedEdit(
        "name-taken",
        "others wait for this step by its number, which a new step would shift; give it a name first",
        at: unnamed.node.place)
    }
    let words = "which fails the pipeline: add the steps by hand, with conditions that fit"
    if let gap = waiting.first(where: { !restore.covers(effectiveCondition($0)) }) {
      throw RefusedEdit(
        "advice-only",
        "steps wait for others here, and this one would wait where the restoring step does not run, " + words,
        at: (condition(of: gap) ?? gap).place)
    }
    let rebuild = rebuild.limited(to: Set(events))
    guard let gap = last.first(where: { !effectiveCondition($0).covers(rebuild) }) else { return }
    throw RefusedEdit(
      "advice-only",
      "steps wait for others here, and the rebuilding step would wait where this one does not run, " + words,
      at: (condition(of: gap) ?? gap).place)
  }

  /// The condition of a step, within that of the workflow.
  private func effectiveCondition(_ step: YAMLNode) -> WorkflowCondition {
    WorkflowCondition(step["when"]).limited(to: Set(events))
  }
}
