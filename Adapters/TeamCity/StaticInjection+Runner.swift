internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Plans a move of one job to another machine.
struct RunnerPlanner {
  let job: InjectedJob
  let change: RunnerChange
  let position: SourcePosition

  /// The edits; none if the job has the machine already.
  func edits() throws(RefusedEdit) -> [YAMLEdit] {
    let wanted = change.to.labels
    guard !wanted.isEmpty else {
      throw RefusedEdit(
        "unknown-label",
        "nobody has told how '\(change.to.name)' is asked for; name it under runners: in .inframind.yml",
        at: position)
    }
    let entry = job.node.effectiveEntry(forKey: "runs-on")
    let now = RunsOn(entry?.value)
    try refuseOtherMachine(now, wanted)
    switch now {
    case .missing: return [try insertion(of: wanted)]
    case .hosted(let name):
      if Self.areSame([name], wanted) { return [] }
      return [try replacement(of: entry, by: wanted)]
    case .anySelfHosted:
      if Self.areSame(["self-hosted"], wanted) { return [] }
      throw RefusedEdit(
        "other-fleet",
        "`runs-on: self-hosted` takes any agent of your own; require a size there, as in `- cpu: 8`, by hand",
        at: place(of: entry))
    case .requirements(let list): return try resized(list, entry, wanted)
    case .unreadable(let text, let reason):
      throw RefusedEdit(
        "computed-value", "the machine is '\(text.short)', and \(reason); change it by hand",
        at: place(of: entry))
    }
  }

  /// The file may have changed since the suggestion was made.
  private func refuseOtherMachine(_ now: RunsOn, _ wanted: [String]) throws(RefusedEdit) {
    let labels: [String]
    switch now.request(at: position) {
    case .labels(let own, _): labels = own
    case .platformDefault: labels = []
    case .group, .unresolved: return
    }
    guard !Self.areSame(labels, change.from), !Self.areSame(labels, wanted) else { return }
    let today = change.from.isEmpty ? "an agent of no name" : SentenceText.list(change.from)
    throw RefusedEdit(
      "outdated-suggestion", "the job does not run on \(today) any more; ask for suggestions again",
      at: job.node["runs-on"].map { $0.resolved.place } ?? job.definition.position)
  }

  // MARK: - Hosted agents

  private func insertion(of wanted: [String]) throws(RefusedEdit) -> YAMLEdit {
    let value: YAMLFragment
    if let size = RequiredSize(wanted) {
      guard size.others.isEmpty else { throw otherFleet(wanted, at: job.definition.position) }
      value = ["self-hosted": .sequence(try amounts(of: size).map { .mapping([($0.key, $0.value)]) })]
    } else {
      value = .string(try hostedName(wanted, at: job.definition.position))
    }
    return .insertEntry(key: "runs-on", value: value, into: job.node.path, at: job.place(behind: ["name"]))
  }

  private func replacement(
    of entry: YAMLEffectiveEntry?, by wanted: [String]
  ) throws(RefusedEdit) -> YAMLEdit {
    let name = try hostedName(wanted, at: place(of: entry))
    guard let entry, entry.isOwn else {
      return .insertEntry(
        key: "runs-on", value: .string(name), into: job.node.path, at: job.place(behind: ["name"]))
    }
    if entry.value.kind != .alias { try entry.value.refuseShared("the agent's name") }
    return .set(
      entry.value.path, to: .string(name), sharing: entry.value.kind == .alias ? .detach : .refuse)
  }

  /// The one word that asks for a hosted agent.
  private func hostedName(_ wanted: [String], at place: SourcePosition) throws(RefusedEdit) -> String {
    let name = wanted[0]
    guard wanted.count == 1, RequiredSize(wanted) == nil, name.lowercased() != "self-hosted" else {
      throw otherFleet(wanted, at: place)
    }
    guard !name.contains("%"), !name.contains(where: \.isNewline), !name.contains("=") else {
      throw RefusedEdit(
        "unknown-label", "'\(name.short)' is no name of an agent that runs-on could say", at: place)
    }
    return name
  }

  // MARK: - Requirements

  /// Other amounts in the items that are there.
  private func resized(
    _ list: [Requirement], _ entry: YAMLEffectiveEntry?, _ wanted: [String]
  ) throws(RefusedEdit) -> [YAMLEdit] {
    let place = place(of: entry)
    let labels = list.map(\.label)
    if Self.areSame(labels, wanted) { return [] }
    guard let now = RequiredSize(labels), let then = RequiredSize(wanted),
      Self.areSame(now.others, then.others), (now.cpus == nil) == (then.cpus == nil),
      (now.memory == nil) == (then.memory == nil)
    else { throw otherFleet(wanted, at: place) }
    var edits: [YAMLEdit] = []
    for amount in try amounts(of: then) {
      let kind: Requirement.Kind = amount.key == "cpu" ? .cpus : .memory
      guard let node = list.first(where: { $0.kind == kind })?.amount else { continue }
      guard node.resolved.text != amount.text else { continue }
      try refuseSharedAmount(node)
      edits.append(
        .set(node.path, to: amount.scalar, sharing: node.kind == .alias ? .detach : .refuse))
    }
    return edits
  }

  /// The amount must stand in the job's own text, and in no one else's.
  private func refuseSharedAmount(_ node: YAMLNode) throws(RefusedEdit) {
    guard node.isInside(job.node) else {
      throw RefusedEdit(
        "shared-anchor", "the requirement comes from an anchor elsewhere; give this job a text of its own",
        at: node.place)
    }
    if node.kind != .alias { try node.refuseShared("the requirement") }
  }

  private struct Amount {
    var key: String
    var text: String
    var scalar: YAMLScalar
    var value: YAMLFragment { .scalar(scalar) }
  }

  /// TeamCity takes whole CPUs and whole gigabytes.
  private func amounts(of size: RequiredSize) throws(RefusedEdit) -> [Amount] {
    var amounts: [Amount] = []
    if let cpus = size.cpus {
      let number = try whole(cpus)
      amounts.append(Amount(key: "cpu", text: "\(number)", scalar: .int(number)))
    }
    if let memory = size.memory {
      let text = "\(try whole(memory.gibibytes))GB"
      amounts.append(Amount(key: "ram", text: text, scalar: .string(text)))
    }
    return amounts
  }

  private func whole(_ number: Double) throws(RefusedEdit) -> Int {
    guard number >= 1, number <= 65_536, number == number.rounded() else {
      throw RefusedEdit(
        "unwritable-size", "TeamCity requires whole CPUs and whole gigabytes, and \(number) is neither",
        at: position)
    }
    return Int(number)
  }

  // MARK: - Words

  private func otherFleet(_ wanted: [String], at place: SourcePosition) -> RefusedEdit {
    RefusedEdit(
      "other-fleet",
      "a move to \(SentenceText.list(wanted.map(\.short))) changes whose agents the job runs on, or what else "
        + "they must have; change runs-on by hand", at: place)
  }

  private func place(of entry: YAMLEffectiveEntry?) -> SourcePosition {
    entry.map { $0.value.resolved.place } ?? job.definition.position
  }

  private static func areSame(_ left: [String], _ right: [String]) -> Bool {
    Set(left.map { $0.lowercased() }) == Set(right.map { $0.lowercased() })
  }
}

extension YAMLNode {
  /// Whether the node stands in another one's own text.
  func isInside(_ other: YAMLNode) -> Bool {
    range.lowerBound >= other.range.lowerBound && range.upperBound <= other.range.upperBound
  }
}
