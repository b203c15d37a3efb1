internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Where a job's row gets its machine from.
struct SizeTrace {
  /// What holds the `resource_class`.
  enum Holder: Hashable {
    /// The job, or its own `machine` or `macos`.
    case job
    /// An executor of the config.
    case executor(String)
    /// Nothing in view.
    case nowhere
    /// An executor of an orb in the registry.
    case orbExecutor(String)
    /// A job of an orb in the registry.
    case orbJob(String)
  }

  var kind: ExecutorKind?
  /// `linux`, `windows` or `macos`.
  var system = "linux"
  /// Whether it is a machine of the user's own.
  var isSelfHosted = false
  var holder = Holder.nowhere
  /// The value of `resource_class` as it is written: perhaps an alias.
  var value: YAMLNode?
  /// Its text with templates replaced, and where that comes from.
  var filled: Scope.Filled?
  /// What the machine is asked to be.
  var request: RunnerRequest
  /// Image of the first container.
  var image: YAMLNode?
  /// The scope of that image's templates.
  var imageScope: Scope?
  /// The variables that the executor and its first container set, as written.
  var environment: [String: String] = [:]
  /// The executor's folder, as written.
  var workingDirectory: String?

  /// Where the machine is told to keep the layers of images.
  var layers: SourcePosition?

  /// The class today; `nil` if it is not known.
  var resourceClass: String? { filled.flatMap { $0.isComplete && !$0.text.isEmpty ? $0.text : nil } }
}

/// Finds the machine of one row of a job.
struct SizeFinder {
  let namespace: Namespace
  /// Where a new key would go.
  let place: SourcePosition
  /// Whether the environments are asked for: those of a job's first row stand for all.
  var readsEnvironment = true

  /// The trace of a job of the config or of an inline orb.
  func trace(of job: YAMLNode, in scope: Scope) -> SizeTrace {
    var trace = SizeTrace(request: .platformDefault(place))
    let own = Self.block(of: job)
    if let own { take(own, of: job, in: scope, into: &trace) }
    let executor = own == nil ? job["executor"].flatMap { Executor($0, in: scope) } : nil
    if let value = job["resource_class"] {
      hold(value, in: scope, as: .job, &trace)
    } else if let value = own?.node["resource_class"] {
      hold(value, in: scope, as: .job, &trace)
    }
    if let executor { follow(executor, namespace, &trace, depth: 0) }
    finish(&trace)
    return trace
  }

  /// The trace of a job of an orb outside the view.
  func trace(ofOrbJob name: String, arguments: YAMLNode?, in scope: Scope) -> SizeTrace {
    var trace = SizeTrace(request: .platformDefault(place))
    trace.holder = .orbJob(name)
    let reason = "the orb's job \(name) chooses its machine outside the view"
    let text = arguments?["resource_class"].flatMap { scope.fill($0)?.text } ?? name
    trace.request = .unresolved(text, reason: reason, place)
    return trace
  }

  // MARK: - Executors

  /// An executor as a job names it.
  private struct Executor {
    var name: String
    var arguments: YAMLNode?
    var scope: Scope

    init?(_ node: YAMLNode, in scope: Scope) {
      let (node, scope) = scope.destination(of: node)
      self.scope = scope
      if node.kind == .mapping {
        guard let name = node["name"].flatMap({ scope.fill($0) }), name.isComplete else { return nil }
        self.name = name.text
        arguments = node
      } else {
        guard let name = scope.fill(node), name.isComplete, !name.text.isEmpty else { return nil }
        self.name = name.text
      }
    }
  }

  private func follow(_ executor: Executor, _ namespace: Namespace, _ trace: inout SizeTrace, depth: Int) {
    guard let node = namespace.executors[executor.name]?.resolved, node.kind == .mapping else {
      guard depth < 4, let (orb, element, _) = namespace.orb(of: executor.name) else {
        trace.holder = trace.value == nil ? .orbExecutor(executor.name) : trace.holder
        return
      }
      switch orb {
      case .inline(let inner):
        var executor = executor
        executor.name = element
        follow(executor, inner, &trace, depth: depth + 1)
      case .registry(let name, _): followKnown(name + "/" + element, executor, &trace)
      }
      return
    }
    let scope = executor.scope.entering(node, arguments: executor.arguments)
    let block = Self.block(of: node)
    if let block { take(block, of: node, in: scope, into: &trace) }
    guard trace.value == nil else { return }
    if let value = node["resource_class"] ?? block?.node["resource_class"] {
      hold(value, in: scope, as: .executor(executor.name), &trace)
    }
  }

  /// What is known of the executors of certified orbs.
  ///
  /// - SeeAlso: CircleCI-Public/{node,python,go,windows}-orb, `src/executors`.
  private func followKnown(_ name: String, _ executor: Executor, _ trace: inout SizeTrace) {
    let argument = { (key: String) in executor.arguments?[key].flatMap { executor.scope.fill($0) } }
    if trace.value == nil { trace.holder = .orbExecutor(executor.name) }
    switch name {
    case "circleci/python/default", "circleci/go/default":
      trace.kind = .docker
      if trace.value == nil { trace.holder = .nowhere }
    case "circleci/node/default":
      trace.kind = .docker
      guard trace.value == nil, let size = argument("resource_class"), size.isComplete else { return }
      trace.request = .labels([ExecutorKind.docker.rawValue, size.text], place)
    case "circleci/windows/default", "circleci/windows/server-2019", "circleci/windows/server-2022":
      trace.kind = .machine
      trace.system = "windows"
      let size = argument("size")
      guard trace.value == nil, size?.isComplete ?? true else { return }
      trace.request = .labels([ExecutorKind.machine.rawValue, "windows." + (size?.text ?? "medium")], place)
    default:
      if name.hasPrefix("circleci/windows/") { trace.system = "windows" }
      if name.hasPrefix("circleci/macos/") { trace.system = "macos" }
    }
  }

  // MARK: - Blocks

  /// A `docker`, `machine` or `macos` of a job or an executor.
  private struct Block {
    var kind: ExecutorKind
    var node: YAMLNode
  }

  private static func block(of element: YAMLNode) -> Block? {
    for kind in ExecutorKind.allCases {
      if let node = element.value(kind.rawValue) { return Block(kind: kind, node: node) }
    }
    return nil
  }

  private func take(_ block: Block, of element: YAMLNode, in scope: Scope, into trace: inout SizeTrace) {
    trace.kind = block.kind
    if readsEnvironment { trace.environment = element.value("environment")?.textsByKey ?? [:] }
    trace.workingDirectory = element.value("working_directory").flatMap { scope.fill($0)?.text }
    switch block.kind {
    case .macos: trace.system = "macos"
    case .machine:
      let image = block.node["image"].flatMap { scope.fill($0)?.text } ?? ""
      if image.containsBytes(ofAnyCase: "windows") { trace.system = "windows" }
      if let wish = block.node["docker_layer_caching"],
        scope.fill(wish).map({ Condition.isTrue($0.text) }) == true
      {
        trace.layers = wish.place
      }
    case .docker:
      let first = block.node.items.first?.resolved
      trace.image = first?.value("image")
      trace.imageScope = scope
      if readsEnvironment {
        trace.environment.merge(first?.value("environment")?.textsByKey ?? [:]) { own, _ in own }
      }
    }
  }

  private func hold(
    _ value: YAMLNode, in scope: Scope, as holder: SizeTrace.Holder, _ trace: inout SizeTrace
  ) {
    guard !value.isNull else { return }
    trace.value = value
    // Longer ones are nobody's, and each row would hold one.
    trace.filled = scope.fill(value).flatMap { $0.text.utf8.count <= 1_000 ? $0 : nil }
    trace.holder = holder
  }

  // MARK: - Machines

  private func finish(_ trace: inout SizeTrace) {
    if let filled = trace.filled {
      let position = (filled.source ?? trace.value)?.place ?? place
      guard filled.isComplete else {
        let reason = "'\(filled.text)' is an expression, or a value that only a pipeline knows"
        trace.request = .unresolved(filled.text, reason: reason, position)
        return
      }
      if filled.text.hasPrefix("windows.") { trace.system = "windows" }
      trace.isSelfHosted = MachineLabels.isOwn(filled.text) && trace.kind != .docker
      if let labels = MachineLabels.labels(trace.kind, filled.text), !filled.text.allSatisfy(\.isWhitespace) {
        trace.request = .labels(labels, position)
      } else {
        let reason =
          "whether '\(filled.text)' is a container's or a machine's class is decided outside the view"
        trace.request = .unresolved(filled.text, reason: reason, position)
      }
    } else if let value = trace.value {
      let reason = "a resource_class must be a text, and not a long one"
      trace.request = .unresolved(String(value.canonicalText.prefix(100)), reason: reason, value.place)
    } else if case .orbExecutor(let name) = trace.holder, case .platformDefault = trace.request {
      let reason = "the executor \(name) is defined outside the view"
      trace.request = .unresolved(name, reason: reason, place)
    }
  }
}
