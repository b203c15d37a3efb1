internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a job's `runs-on` says.
enum RunsOn {
  /// Nothing: any compatible agent of the project's pools.
  case missing
  /// The name of a hosted agent.
  case hosted(String)
  /// Any self-hosted agent.
  case anySelfHosted
  /// A self-hosted agent that meets all of these.
  case requirements([Requirement])
  /// Something that cannot be known here, and why.
  case unreadable(String, reason: String)

  /// Reads the value of the key; `nil` stands for a job without it.
  init(_ node: YAMLNode?) {
    guard let node = node?.resolved else {
      self = .missing
      return
    }
    switch node.kind {
    case .scalar: self = Self.named(node)
    case .mapping: self = Self.required(node)
    case .sequence, .alias:
      self = .unreadable(
        "runs-on", reason: "it is neither a name nor a list of requirements under `self-hosted`")
    }
  }

  private static func named(_ node: YAMLNode) -> RunsOn {
    let name = node.text
    if node.isNull || name.allSatisfy(\.isWhitespace) {
      return .unreadable(name, reason: "it names no agent")
    }
    if name.contains("%") {
      return .unreadable(name, reason: "nobody could verify that TeamCity fills parameters in here")
    }
    if name.contains(where: \.isNewline) { return .unreadable(name, reason: "it has several lines") }
    return name == "self-hosted" ? .anySelfHosted : .hosted(name)
  }

  private static func required(_ node: YAMLNode) -> RunsOn {
    let keys = node.effectiveEntries.map(\.key.text)
    guard keys == ["self-hosted"], let list = node["self-hosted"]?.resolved else {
      return .unreadable(keys.joined(separator: ", "), reason: "only `self-hosted` may stand there")
    }
    if list.isNull { return .anySelfHosted }
    guard list.kind == .sequence else {
      return .unreadable("self-hosted", reason: "its requirements are no list")
    }
    var requirements: [Requirement] = []
    for item in list.items {
      guard let requirement = Requirement(item) else {
        return .unreadable(
          "self-hosted", reason: "line \(item.position.line) is no requirement that the schema knows")
      }
      requirements.append(requirement)
    }
    for kind in [Requirement.Kind.cpus, .memory] where requirements.filter({ $0.kind == kind }).count > 1 {
      return .unreadable("self-hosted", reason: "it asks for the same size twice")
    }
    return requirements.isEmpty ? .anySelfHosted : .requirements(requirements)
  }

  /// The machine asked for, in no platform's words.
  func request(at position: SourcePosition) -> RunnerRequest {
    switch self {
    case .missing: .platformDefault(position)
    case .hosted(let name): .labels([name], position)
    case .anySelfHosted: .labels(["self-hosted"], position)
    case .requirements(let list): .labels(list.map(\.label).uniqued, position)
    case .unreadable(let text, let reason): .unresolved(text, reason: reason, position)
    }
  }

  /// Whether the job asks for machines of the user's own.
  var isSelfHosted: Bool {
    switch self {
    case .anySelfHosted, .requirements: true
    case .missing, .hosted, .unreadable: false
    }
  }
}

/// One requirement of a self-hosted agent.
struct Requirement {
  /// What it is about.
  enum Kind: Hashable { case cpus, memory, other }

  let kind: Kind
  /// How readouts and histories spell it.
  let label: String
  /// The scalar that says how much, where the requirement is a size.
  let amount: YAMLNode?

  /// Reads an item of the list; `nil` if it is none, or one whose value only a run knows.
  init?(_ item: YAMLNode) {
    let node = item.resolved
    guard node.kind == .mapping else { return nil }
    let texts = node.textsByKey
    guard texts.count == node.effectiveEntries.count, !texts.isEmpty else { return nil }
    if texts["requirement"] != nil {
      guard let label = Self.custom(texts) else { return nil }
      self.init(kind: .other, label: label, amount: nil)
      return
    }
    guard texts.count == 1, let (key, value) = texts.first, !value.isEmpty, !value.contains("%") else {
      return nil
    }
    switch key {
    case "cpu":
      guard let cpus = Self.number(value, upTo: 4096) else { return nil }
      self.init(kind: .cpus, label: "cpu=\(cpus)", amount: node[key])
    case "ram":
      guard value.hasSuffix("GB"), let size = Self.number(String(value.dropLast(2)), upTo: 65_536) else {
        return nil
      }
      self.init(kind: .memory, label: "memory=\(size)GiB", amount: node[key])
    case "arch", "os-family", "os-version": self.init(kind: .other, label: "\(key)=\(value)", amount: nil)
    default: return nil
    }
  }

  private init(kind: Kind, label: String, amount: YAMLNode?) {
    self.kind = kind
    self.label = label
    self.amount = amount
  }

  /// A comparison of one of the agent's parameters.
  private static func custom(_ texts: [String: String]) -> String? {
    guard let operation = texts["requirement"], let parameter = texts["parameter"], !parameter.isEmpty,
      !operation.isEmpty
    else { return nil }
    let label = "\(parameter) \(operation)" + (texts["value"].map { " \($0)" } ?? "")
    return label.contains(where: \.isNewline) ? nil : label
  }

  /// A whole number without sign.
  private static func number(_ text: String, upTo most: Int) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
      return nil
    }
    return (1...most).contains(number) ? number : nil
  }
}
