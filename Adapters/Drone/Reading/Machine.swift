internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What decides a pipeline's machine, and what it says.
struct Machine {
  /// Where the size is written.
  enum Place {
    /// Labels that a runner must have, all of them and no others.
    case node
    /// Labels that a node of the cluster must have.
    case selector
    /// The pool of machines.
    case pool
    /// What the pod requests.
    case requests
    /// The size of the droplet.
    case slug
    /// Nowhere.
    case nowhere
  }

  let place: Place
  let request: RunnerRequest
  /// What is wrong with it.
  private(set) var problems: [PipelineProblem] = []

  init(of pipeline: Pipeline) {
    switch pipeline.type {
    case "kubernetes": self = Self.pod(of: pipeline)
    case "vm", "aws": self = Self.pool(of: pipeline)
    case "digitalocean": self = Self.droplet(of: pipeline)
    case "ssh":
      let server = pipeline.root["server"]
      self.init(
        .nowhere,
        .unresolved(
          "ssh", reason: "an ssh pipeline runs on the machine under `server`",
          server?.place ?? pipeline.position))
    default: self = Self.labelled(of: pipeline) ?? Self.unnamed(pipeline)
    }
  }

  private init(_ place: Place, _ request: RunnerRequest, problems: [PipelineProblem] = []) {
    self.place = place
    self.request = request
    self.problems = problems
  }

  private static func unnamed(_ pipeline: Pipeline) -> Machine {
    Machine(.nowhere, .platformDefault(pipeline.position))
  }

  // MARK: - Labels

  private static func labelled(of pipeline: Pipeline) -> Machine? {
    labels(pipeline.root["node"], what: "node").map { Machine(.node, $0) }
  }

  private static func labels(_ node: YAMLNode?, what: String) -> RunnerRequest? {
    guard let node, !node.isNull else { return nil }
    guard node.resolved.kind == .mapping else {
      return .unresolved(node.sourceOnOneLine.short, reason: "`\(what)` is no mapping of labels", node.place)
    }
    let entries = node.effectiveEntries
    guard !entries.isEmpty else { return nil }
    var labels: [String] = []
    for entry in entries {
      guard let value = entry.value.scalarText, !value.contains("$") else {
        return .unresolved(
          entry.value.sourceOnOneLine.short, reason: "the value of a label is known only to a run",
          entry.value.place)
      }
      labels.append(MachineLabel(key: entry.key.resolved.text, value: value).text)
    }
    return .labels(labels, node.place)
  }

  // MARK: - Pools and droplets

  private static func pool(of pipeline: Pipeline) -> Machine {
    guard let use = pipeline.root["pool"]?["use"], let name = use.scalarText, !use.isNull, !name.isEmpty
    else { return labelled(of: pipeline) ?? unnamed(pipeline) }
    guard !name.contains("$") else {
      return Machine(
        .pool,
        .unresolved(name.short, reason: "the pool is known only to a run", use.place))
    }
    return Machine(.pool, .labels([MachineLabel(key: "pool", value: name).text], use.place))
  }

  private static func droplet(of pipeline: Pipeline) -> Machine {
    guard let size = pipeline.root["server"]?["size"], let slug = size.scalarText, !size.isNull, !slug.isEmpty
    else { return unnamed(pipeline) }
    guard !slug.contains("$"), !slug.contains(where: \.isWhitespace) else {
      return Machine(
        .slug,
        .unresolved(slug.short, reason: "the droplet's size is known only to a run", size.place))
    }
    return Machine(.slug, .labels([slug], size.place))
  }

  // MARK: - Pods

  private static func pod(of pipeline: Pipeline) -> Machine {
    let resources = pipeline.root["resources"]
    var problems: [PipelineProblem] = []
    if let limits = resources?["limits"], !limits.isNull {
      problems.append(
        .at(
          limits, in: pipeline.path, .error, "stage-limits",
          "Drone refuses limits of a whole pipeline: give them to its steps"))
    }
    guard let requests = resources?["requests"], !requests.isNull,
      requests["cpu"] ?? requests["memory"] != nil
    else {
      var other = labelled(of: pipeline)
      if other == nil, let request = labels(pipeline.root["node_selector"], what: "node_selector") {
        other = Machine(.selector, request)
      }
      var found = other ?? unnamed(pipeline)
      found.problems = problems
      return found
    }
    let read = PodRequests(requests)
    if let cpu = read.millicores, cpu < 50 {
      problems.append(
        .at(
          requests["cpu"], in: pipeline.path, .warning, "tiny-cpu",
          "`cpu` counts thousandths of a CPU, so this asks for \(cpu) of 1000: write \(cpu * 1000) for \(cpu)"
        ))
    }
    if let fault = read.fault {
      problems.append(.at(fault.node, in: pipeline.path, .error, "bad-request", fault.sentence))
      return Machine(
        .requests,
        .unresolved(fault.node.sourceOnOneLine.short, reason: fault.sentence, fault.node.place),
        problems: problems)
    }
    return Machine(.requests, .labels(read.labels, requests.place), problems: problems)
  }
}

/// What a pod requests: thousandths of a CPU, and bytes.
struct PodRequests {
  private(set) var millicores: Int?
  private(set) var memory: MemorySize?
  /// What Drone's runner cannot read.
  private(set) var fault: (node: YAMLNode, sentence: String)?

  init(_ requests: YAMLNode) {
    if let node = requests["cpu"], !node.isNull {
      switch node.resolved.scalar {
      case .int(let value) where (1...4_096_000).contains(value): millicores = value
      default: fault = (node, "`cpu` must be a whole number of thousandths of a CPU, such as 2000")
      }
    }
    if let node = requests["memory"], !node.isNull {
      memory = node.scalarText.flatMap(Self.bytes)
      let isReadable = memory.map { ResourceCatalog.size(of: ResourceCatalog.labels(cpus: nil, memory: $0)) }
      if isReadable??.memory == nil {
        fault = (node, "`memory` must be a number of bytes, perhaps with a unit, such as 4GiB")
      }
    }
  }

  /// The size as labels.
  var labels: [String] {
    ResourceCatalog.labels(cpus: millicores.map { Double($0) / 1000 }, memory: memory)
  }

  /// Bytes as docker/go-units reads them: every unit is binary, `Mi`, `MiB`, `MB` and `M` are one.
  static func bytes(_ text: String) -> MemorySize? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    var unit = text.dropFirst(digits.count)
    if unit.first == " " { unit = unit.dropFirst() }
    guard let number = Double(digits), number.isFinite, number >= 0 else { return nil }
    var word = unit.lowercased()
    if word.hasSuffix("b") { word.removeLast() }
    if word.hasSuffix("i") { word.removeLast() }
    let factors: [String: Double] = [
      "": 1, "k": 1024, "m": 1_048_576, "g": 1_073_741_824, "t": 1_099_511_627_776,
    ]
    guard let factor = factors[word], number * factor < 1e16, number * factor >= 1 else { return nil }
    return MemorySize(bytes: Int64(number * factor))
  }
}

/// A label of a runner, spelt as `DRONE_RUNNER_LABELS` spells it: `key:value`.
struct MachineLabel: Hashable {
  var key: String
  var value: String

  init(key: String, value: String) {
    self.key = key
    self.value = value
  }

  /// `nil` for a text without a key. How a runner's settings would spell a colon or comma in a value is not known,
  /// so a value with one is no label either.
  init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    key = String(text[..<colon])
    value = String(text[text.index(after: colon)...])
    let odd: Set<Character> = [":", ",", "$", "\n"]
    guard !key.isEmpty, !value.isEmpty, !key.contains(where: \.isWhitespace),
      !value.contains(where: odd.contains)
    else { return nil }
  }

  var text: String { key + ":" + value }
}
