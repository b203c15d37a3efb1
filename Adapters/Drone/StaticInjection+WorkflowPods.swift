internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Another size for the pods of a workflow's steps: the largest take it, and none stays larger.
struct WorkflowPods {
  private let wish: WorkflowWish
  private var pods: [StepPod] { wish.machine.pods }

  init(_ wish: WorkflowWish) { self.wish = wish }

  func edits() throws(RefusedEdit) -> [YAMLEdit] {
    let labels = wish.change.to.labels
    guard let size = ResourceCatalog.size(of: labels), size.cpus != nil || size.memory != nil else {
      throw wish.unknownLabel("steps request a size here, as in `cpu=4` and `memory=8GiB`")
    }
    var edits: [YAMLEdit] = []
    if let cpus = size.cpus {
      edits += try self.edits("cpu", to: cpus) { KubernetesQuantity.text(cpus: cpus, like: $0) }
    }
    if let memory = size.memory {
      edits += try self.edits("memory", to: Double(memory.bytes)) {
        KubernetesQuantity.text(memory, like: $0)
      }
    }
    // What several steps share is one edit.
    var seen: Set<YAMLEdit> = []
    return edits.filter { seen.insert($0).inserted }
  }

  private func edits(
    _ name: String, to wanted: Double, _ text: (String?) -> String
  ) throws(RefusedEdit) -> [YAMLEdit] {
    let amounts = try pods.map { pod throws(RefusedEdit) in try amount(of: pod, name) }
    guard let now = amounts.compactMap(\.self).max() else { return try missing(name, text(nil)) }
    var edits: [YAMLEdit] = []
    for (pod, amount) in zip(pods, amounts) {
      guard let amount, amount == now || amount > wanted, amount != wanted, let node = pod.requests[name]
      else {
        continue
      }
      edits += try set(node, of: pod, to: text(node.scalarText))
      edits += try limit(name, of: pod, amount, wanted, text)
    }
    return edits
  }

  private func amount(of pod: StepPod, _ name: String) throws(RefusedEdit) -> Double? {
    guard let node = pod.requests[name] else { return nil }
    guard let amount = StepPod.amount(node, [:]) else {
      throw RefusedEdit(
        "unreadable-value",
        "the request is written as '\(node.sourceOnOneLine.short)', which differs from row to row; change it by hand",
        at: node.place)
    }
    return amount
  }

  /// An amount that no step requests: the largest step gets it.
  private func missing(_ name: String, _ text: String) throws(RefusedEdit) -> [YAMLEdit] {
    let other = name == "cpu" ? "memory" : "cpu"
    let amounts = try pods.map { pod throws(RefusedEdit) in try amount(of: pod, other) ?? 0 }
    guard let most = amounts.max(), let place = amounts.firstIndex(of: most) else { return [] }
    let requests = pods[place].requests
    try pods[place].step.refuseShared("the step")
    try requests.refuseShared("what the step requests")
    return [.insertEntry(key: name, value: .string(text), into: requests.path)]
  }

  /// A limit that equals the request moves with it; one that is in the way is the author's own decision.
  private func limit(
    _ name: String, of pod: StepPod, _ now: Double, _ wanted: Double, _ text: (String?) -> String
  ) throws(RefusedEdit) -> [YAMLEdit] {
    guard let limit = pod.limit(name), let amount = StepPod.amount(limit, [:]) else { return [] }
    if amount == now { return try set(limit, of: pod, to: text(limit.scalarText)) }
    guard amount < wanted else { return [] }
    throw RefusedEdit(
      "step-limit",
      "a step is limited to \(name) \(limit.scalarText?.short ?? ""), so it cannot request "
        + "\(SentenceText.list(wish.change.to.labels)); raise or drop that limit first",
      at: limit.place)
  }

  /// Steps often share their options through an anchor under `variables`. If all who share them are steps,
  /// and the value is the same for all, it changes for all of them where it stands.
  private func set(_ node: YAMLNode, of pod: StepPod, to text: String) throws(RefusedEdit) -> [YAMLEdit] {
    let value = node.resolved
    let aliases = value.sharedBy
    guard aliases.isEmpty else {
      let home = value.path.components.first
      let isFree = home != .key("services") && home != .key("clone")
      let steps = pods.map(\.step.fullRange)
      let isOurs = aliases.allSatisfy { alias in steps.contains { $0.contains(alias.fullRange.lowerBound) } }
      guard isFree, isOurs else {
        try node.refuseShared("what the step requests")
        throw RefusedEdit(
          "shared-anchor",
          "what the step requests is shared with others than steps; give it a text of its own",
          at: node.place)
      }
      return [.set(value.path, to: .string(text), sharing: .editAnchor)]
    }
    guard value.fullRange.lowerBound >= pod.step.fullRange.lowerBound,
      value.fullRange.upperBound <= pod.step.fullRange.upperBound
    else {
      throw RefusedEdit(
        "shared-anchor", "what the step requests stands elsewhere; give the step a text of its own",
        at: node.place)
    }
    return [.set(value.path, to: .string(text))]
  }

  /// A size as a mapping on one line.
  static func flowText(_ size: (cpus: Double?, memory: MemorySize?)) -> String {
    let parts = [
      size.cpus.map { "cpu: \"\(KubernetesQuantity.text(cpus: $0, like: nil))\"" },
      size.memory.map { "memory: \(KubernetesQuantity.text($0, like: nil))" },
    ]
    return "{" + parts.compactMap(\.self).joined(separator: ", ") + "}"
  }
}
