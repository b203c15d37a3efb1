internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A move of a pipeline to another machine.
struct RunnerMove {
  private let change: RunnerChange
  private let pipeline: Pipeline
  private let position: SourcePosition
  private let machine: Machine

  init(_ change: RunnerChange, of pipeline: Pipeline, at position: SourcePosition) {
    self.change = change
    self.pipeline = pipeline
    self.position = position
    machine = Machine(of: pipeline)
  }

  /// What moves the pipeline; nothing if it is there already.
  func edits() throws(RefusedEdit) -> [YAMLEdit] {
    let wanted = change.to.labels
    guard !wanted.isEmpty else {
      throw unknownLabel("nobody has told how a pipeline gets '\(change.to.name)'")
    }
    switch machine.request {
    case .labels(let now, _):
      if Set(now) == Set(wanted) { return [] }
      if case .selector = machine.place, Set(now).isSuperset(of: wanted) { return [] }
      guard Set(now) == Set(change.from) else { throw outdated(now) }
    case .platformDefault, .group:
      guard change.from.isEmpty else { throw outdated([]) }
    case .unresolved(let text, let reason, let place):
      throw RefusedEdit(
        "unreadable-value", "the machine is written as '\(text.short)', and \(reason); change it by hand",
        at: place)
    }
    switch machine.place {
    case .requests: return try podEdits(wanted)
    case .node: return try labelEdits(try labels(wanted), in: "node", isExact: true)
    case .selector: return try labelEdits(try labels(wanted), in: "node_selector", isExact: false)
    case .pool: return try poolEdits(wanted)
    case .slug: return try slugEdits(wanted)
    case .nowhere: return try newEdits(wanted)
    }
  }

  private func unknownLabel(_ why: String) -> RefusedEdit {
    RefusedEdit(
      "unknown-label",
      why + "; name it under runners: in .inframind.yml, with all labels of its runners as `key:value`",
      at: position)
  }

  private func outdated(_ now: [String]) -> RefusedEdit {
    let what = now.isEmpty ? "names no machine" : "is on \(SentenceText.list(now))"
    return RefusedEdit(
      "outdated-suggestion", "the pipeline \(what) now; ask for suggestions again",
      at: machine.request.position)
  }

  // MARK: - Labels

  private func labels(_ wanted: [String]) throws(RefusedEdit) -> [MachineLabel] {
    var labels: [MachineLabel] = []
    for text in wanted {
      guard let label = MachineLabel(text) else {
        throw unknownLabel("'\(text.short)' is no label of a Drone runner")
      }
      labels.append(label)
    }
    return labels
  }

  /// Runners take a pipeline only if its labels are theirs, all of them and no others.
  private func labelEdits(_ wanted: [MachineLabel], in key: String, isExact: Bool) throws(RefusedEdit)
    -> [YAMLEdit]
  {
    guard let node = try pipeline.root.ownValue(key, what: "`\(key)`") else { throw outdated([]) }
    if isExact {
      let names = Set(wanted.map(\.key))
      let extra = node.effectiveEntries.filter { !names.contains($0.key.resolved.text) }
      if let first = extra.first {
        throw RefusedEdit(
          "unknown-label",
          "'\(change.to.name)' is known by \(SentenceText.list(wanted.map(\.text))) alone, and the pipeline also asks "
            + "for '\(first.key.resolved.text.short)': a runner takes a pipeline only if all labels are equal, so name "
            + "all of them under runners: in .inframind.yml",
          at: first.key.place)
      }
    }
    var edits: [YAMLEdit] = []
    for label in wanted {
      guard let value = try node.ownValue(label.key, what: "the label '\(label.key.short)'") else {
        edits.append(.insertEntry(key: label.key, value: .string(label.value), into: node.path))
        continue
      }
      guard value.scalarText != label.value else { continue }
      edits.append(.set(value.path, to: .string(label.value)))
    }
    return edits
  }

  /// A machine for a pipeline that names none.
  private func newEdits(_ wanted: [String]) throws(RefusedEdit) -> [YAMLEdit] {
    if let size = ResourceCatalog.size(of: wanted), size.cpus != nil || size.memory != nil {
      guard pipeline.type == "kubernetes" else {
        throw unknownLabel("\(pipeline.type) pipelines request no size")
      }
      let text = try PodSize(size, at: position).flowText
      throw RefusedEdit(
        "advice-only",
        "the pipeline requests nothing, so the cluster's own default counts, which is not known; "
          + "add `resources: {requests: \(text)}` to the pipeline if that is what you want",
        at: pipeline.position)
    }
    let labels = try labels(wanted)
    switch pipeline.type {
    case "vm", "aws":
      guard labels.count == 1, labels[0].key == "pool" else {
        throw unknownLabel("a \(pipeline.type) pipeline takes a pool, as in `pool:large`")
      }
      return try poolEdits(wanted)
    case "docker", "exec", "kubernetes":
      try refuseOtherPlatform()
      return try newNode(labels)
    default:
      throw unknownLabel("\(pipeline.type.short) pipelines are not sent to runners by labels")
    }
  }

  private func newNode(_ labels: [MachineLabel]) throws(RefusedEdit) -> [YAMLEdit] {
    if let node = try pipeline.root.ownValue("node", what: "`node`") {
      return labels.map { .insertEntry(key: $0.key, value: .string($0.value), into: node.path) }
    }
    let node = YAMLFragment.mapping(labels.map { ($0.key, .string($0.value)) })
    return [
      .insertEntry(key: "node", value: node, into: pipeline.root.path, at: pipeline.root.slot(above: "steps"))
    ]
  }

  /// A runner of another platform would never take the pipeline.
  private func refuseOtherPlatform() throws(RefusedEdit) {
    guard pipeline.type != "kubernetes" else { return }
    let family = change.to.family
    let os = pipeline.os == "darwin" ? "macos" : pipeline.os
    guard family.os != os || family.architecture != pipeline.architecture else { return }
    throw RefusedEdit(
      "wrong-platform",
      "the pipeline is for \(pipeline.os.short)/\(pipeline.architecture.short), and '\(change.to.name)' is "
        + "\(family.os)/\(family.architecture) by what is told; say `os:` and `architecture:` of it in .inframind.yml",
      at: pipeline.root["platform"]?.place ?? pipeline.position)
  }

  // MARK: - Pools and droplets

  private func poolEdits(_ wanted: [String]) throws(RefusedEdit) -> [YAMLEdit] {
    guard wanted.count == 1, let label = MachineLabel(wanted[0]), label.key == "pool" else {
      throw unknownLabel("a \(pipeline.type) pipeline takes a pool, as in `pool:large`")
    }
    guard let pool = try pipeline.root.ownValue("pool", what: "`pool`") else {
      return [
        .insertEntry(
          key: "pool", value: ["use": .string(label.value)], into: pipeline.root.path,
          at: pipeline.root.slot(above: "steps"))
      ]
    }
    guard let use = try pool.ownValue("use", what: "the pool") else {
      return [.insertEntry(key: "use", value: .string(label.value), into: pool.path)]
    }
    return [.set(use.path, to: .string(label.value))]
  }

  private func slugEdits(_ wanted: [String]) throws(RefusedEdit) -> [YAMLEdit] {
    guard wanted.count == 1, MachineLabel(wanted[0]) == nil, !wanted[0].contains("="),
      wanted[0].allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) })
    else { throw unknownLabel("'\(SentenceText.list(wanted))' is no size of a droplet") }
    guard let server = try pipeline.root.ownValue("server", what: "`server`"),
      let size = try server.ownValue("size", what: "the droplet's size")
    else { throw outdated([]) }
    return [.set(size.path, to: .string(wanted[0]))]
  }

  // MARK: - Pods

  private func podEdits(_ wanted: [String]) throws(RefusedEdit) -> [YAMLEdit] {
    guard let size = ResourceCatalog.size(of: wanted), size.cpus != nil || size.memory != nil else {
      throw unknownLabel("the pipeline requests a size, as in `cpu=4` and `memory=8GiB`")
    }
    let target = try PodSize(size, at: position)
    guard let resources = try pipeline.root.ownValue("resources", what: "`resources`"),
      let requests = try resources.ownValue("requests", what: "`requests`")
    else { throw outdated([]) }
    var edits: [YAMLEdit] = []
    if let millicores = target.millicores {
      let now = PodRequests(requests).millicores
      edits += try edit(requests, "cpu", to: .int(millicores), isSame: now == millicores)
      edits += try limitEdits("cpu", from: now.map(Double.init), to: Double(millicores), .int(millicores))
    }
    if let memory = target.memory {
      let now = PodRequests(requests).memory
      let text = PodSize.text(memory, like: requests["memory"]?.scalarText)
      edits += try edit(requests, "memory", to: .string(text), isSame: now == memory)
      edits += try limitEdits(
        "memory", from: now.map { Double($0.bytes) }, to: Double(memory.bytes), .string(text))
    }
    return edits
  }

  private func edit(
    _ mapping: YAMLNode, _ key: String, to value: YAMLScalar, isSame: Bool
  ) throws(RefusedEdit) -> [YAMLEdit] {
    guard !isSame else { return [] }
    guard let node = try mapping.ownValue(key, what: "`\(key)`") else {
      return [.insertEntry(key: key, value: .scalar(value), into: mapping.path)]
    }
    return [.set(node.path, to: value)]
  }

  /// A step's limit caps its share of the request. One that equals the request moves with it; another that is
  /// in the way is the author's own decision.
  private func limitEdits(
    _ key: String, from now: Double?, to size: Double, _ value: YAMLScalar
  ) throws(RefusedEdit) -> [YAMLEdit] {
    var edits: [YAMLEdit] = []
    for item in pipeline.stepItems {
      guard let limit = item["resources"]?["limits"]?[key], !limit.isNull else { continue }
      let read = key == "cpu" ? limit.scalarText.flatMap(Double.init) : Self.bytes(limit)
      guard let read, read > 0, read < size else { continue }
      guard read == now else {
        throw RefusedEdit(
          "step-limit",
          "a step is limited to \(key) \(limit.scalarText?.short ?? ""), so a request of "
            + "\(SentenceText.list(change.to.labels)) would not reach it; raise or drop that limit first",
          at: limit.place)
      }
      try item.refuseShared("the step")
      guard let resources = try item.ownValue("resources", what: "`resources`"),
        let limits = try resources.ownValue("limits", what: "`limits`"),
        let own = try limits.ownValue(key, what: "the limit")
      else { continue }
      edits.append(.set(own.path, to: value))
    }
    return edits
  }

  private static func bytes(_ node: YAMLNode) -> Double? {
    node.scalarText.flatMap(PodRequests.bytes).map { Double($0.bytes) }
  }
}

/// A size to request, in Drone's units.
struct PodSize {
  let millicores: Int?
  let memory: MemorySize?

  init(_ size: (cpus: Double?, memory: MemorySize?), at position: SourcePosition) throws(RefusedEdit) {
    millicores = size.cpus.map { Int(($0 * 1000).rounded()) }
    memory = size.memory
    guard (millicores ?? 1) >= 1 else {
      throw RefusedEdit("unknown-label", "less than a thousandth of a CPU cannot be requested", at: position)
    }
  }

  /// As a mapping on one line.
  var flowText: String {
    let parts = [millicores.map { "cpu: \($0)" }, memory.map { "memory: \(Self.text($0, like: nil))" }]
    return "{" + parts.compactMap(\.self).joined(separator: ", ") + "}"
  }

  /// An amount with the unit that stands there, where that says it in a whole number.
  static func text(_ memory: MemorySize, like old: String?) -> String {
    let unit = (old ?? "").drop { $0.isNumber || $0 == "." || $0 == " " }
    let isSpaced = old?.contains(" ") == true
    let mebibytes = memory.bytes / 1_048_576
    let isWhole = memory.bytes % 1_048_576 == 0
    guard isWhole else { return "\(memory.bytes)" }
    let hasGibibytes = mebibytes % 1024 == 0
    let rest = unit.isEmpty ? "iB" : String(unit.dropFirst())
    let letter = unit.first.map(String.init) ?? "G"
    let space = isSpaced ? " " : ""
    switch letter.lowercased() {
    case "m": return "\(mebibytes)\(space)\(letter)\(rest)"
    case "g" where hasGibibytes: return "\(mebibytes / 1024)\(space)\(letter)\(rest)"
    default: return hasGibibytes ? "\(mebibytes / 1024)GiB" : "\(mebibytes)MiB"
    }
  }
}
