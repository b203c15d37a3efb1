internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What decides a workflow's machine, and what each row of its matrix asks for.
struct WorkflowMachine {
  /// Where the size is written.
  enum Place {
    /// What the pods of steps request.
    case pods
    /// Labels that an agent must have.
    case labels
    /// Labels that a node of the cluster must have, the same for all steps that name any.
    case selectors
    /// Nowhere.
    case nowhere
  }

  let place: Place
  /// By row.
  let requests: [RunnerRequest]
  /// Steps whose pods request something.
  let pods: [StepPod]
  /// What is wrong with it.
  private(set) var problems: [PipelineProblem] = []

  /// Nobody's rows ask for more amounts and labels together.
  private static let mostWork = 200_000

  init(of workflow: Workflow) {
    let pods = workflow.steps.compactMap { StepPod($0.node) }
    let rows = workflow.matrix.rows.map(\.values)
    self.pods = pods
    let selectors = workflow.steps.compactMap { StepPod.selector(of: $0.node) }
    guard rows.count * (pods.count + selectors.count + workflow.labels.labels.count) < Self.mostWork else {
      place = .nowhere
      requests = rows.map { _ in
        .unresolved("matrix", reason: "there is too much to look at for each row", workflow.position)
      }
      return
    }
    if !pods.isEmpty {
      place = .pods
      requests = rows.map { Self.largest(of: pods, $0) }
      problems = Self.problems(pods, workflow.path)
    } else if !workflow.labels.labels.isEmpty {
      place = .labels
      requests = rows.map { workflow.labels.request($0, at: workflow.position) }
    } else if let first = selectors.first {
      place = .selectors
      requests = rows.map { Self.selector(first, selectors, $0) }
    } else {
      place = .nowhere
      requests = rows.map { _ in .platformDefault(workflow.position) }
    }
  }

  // MARK: - Pods

  /// What the largest step requests: steps have pods of their own, one after another.
  private static func largest(of pods: [StepPod], _ row: [String: String]) -> RunnerRequest {
    var cpus: Double?
    var memory: Double?
    var place = pods[0].requests.place
    for pod in pods {
      for (name, node) in pod.amounts {
        guard let amount = StepPod.amount(node, row) else {
          return .unresolved(
            node.sourceOnOneLine.short, reason: "`\(name)` is no amount that is known before a run",
            node.place)
        }
        if name == "cpu", amount > cpus ?? 0 { (cpus, place) = (amount, pod.requests.place) }
        if name == "memory", amount > memory ?? 0 { memory = amount }
      }
    }
    let size = memory.map { MemorySize(bytes: Int64($0)) }
    let labels = ResourceCatalog.labels(cpus: cpus, memory: size)
    let read = ResourceCatalog.size(of: labels)
    guard !labels.isEmpty, (read?.cpus == nil) == (cpus == nil), (read?.memory == nil) == (size == nil) else {
      return .unresolved(
        pods[0].requests.sourceOnOneLine.short, reason: "no machine has such a size", place)
    }
    return .labels(labels, place)
  }

  private static func problems(_ pods: [StepPod], _ path: String) -> [PipelineProblem] {
    pods.flatMap(\.amounts).compactMap { name, node in
      switch node.resolved.scalar {
      case .int, .float:
        return .at(
          node, in: path, .warning, "bare-number",
          "Woodpecker takes texts here and fails the step for a number: write `\(name): \"\(node.resolved.text)\"`"
        )
      case .string, .bool, .null, nil: return nil
      }
    }
  }

  // MARK: - Nodes

  private static func selector(
    _ first: YAMLNode, _ all: [YAMLNode], _ row: [String: String]
  ) -> RunnerRequest {
    let texts = Set(all.map { $0.effectiveTexts })
    guard texts.count == 1, let one = texts.first else {
      return .unresolved("nodeSelector", reason: "steps choose different nodes", first.place)
    }
    var labels: [String] = []
    for (key, written) in one.sorted(by: { $0.key < $1.key }) {
      let filled = MatrixText.fill(written, with: row)
      if let unknown = filled.unknown {
        return .unresolved(written.short, reason: "${\(unknown.short)} is known only to a run", first.place)
      }
      labels.append("\(key)=\(filled.text)")
    }
    return labels.isEmpty ? .platformDefault(first.place) : .labels(labels, first.place)
  }
}

/// What the pod of a step requests on Kubernetes.
struct StepPod {
  /// The step as it stands in the list.
  let step: YAMLNode
  /// The mapping of requests.
  let requests: YAMLNode

  /// `nil` for a step that requests neither CPUs nor memory.
  init?(_ step: YAMLNode) {
    guard let requests = Self.options(of: step)?["resources"]?["requests"],
      requests["cpu"] ?? requests["memory"] != nil
    else { return nil }
    self.step = step
    self.requests = requests
  }

  private static func options(of step: YAMLNode) -> YAMLNode? { step["backend_options"]?["kubernetes"] }

  /// The labels that the step's node must have; `nil` for none.
  static func selector(of step: YAMLNode) -> YAMLNode? {
    options(of: step)?["nodeSelector"].flatMap { $0.effectiveTexts.isEmpty ? nil : $0 }
  }

  /// `cpu` and `memory`, as far as they are given.
  var amounts: [(name: String, node: YAMLNode)] {
    ["cpu", "memory"].compactMap { name in requests[name].map { (name, $0) } }
  }

  /// What caps an amount; `nil` for nothing.
  func limit(_ name: String) -> YAMLNode? {
    Self.options(of: step)?["resources"]?["limits"]?[name].flatMap { $0.isNull ? nil : $0 }
  }

  /// CPUs or bytes; `nil` if only a run, or nobody, knows.
  static func amount(_ node: YAMLNode, _ row: [String: String]) -> Double? {
    guard let text = node.scalarText else { return nil }
    let filled = MatrixText.fill(text, with: row)
    return filled.unknown == nil ? KubernetesQuantity(filled.text)?.value : nil
  }
}
