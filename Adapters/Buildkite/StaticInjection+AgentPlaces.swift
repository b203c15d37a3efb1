internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The places of a file that say which agents run its jobs, and who wants what of them.
struct AgentPlaces {
  private let pipeline: ReadPipeline
  /// What each row is to have of each tag.
  private var wanted: [PlacedRow: [String: String]] = [:]
  /// Rows by the node that holds one of their tags.
  private var ruled: [YAMLNode: [PlacedRow]] = [:]

  init(_ pipeline: ReadPipeline, wanting wishes: [RunnerWish]) {
    self.pipeline = pipeline
    for wish in wishes {
      let tags = Dictionary(wish.wanted.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
      for row in wish.rows { wanted[PlacedRow(step: wish.step, row: row)] = tags }
    }
    for (step, read) in pipeline.steps.enumerated() {
      let rows = read.definition.rows.indices.map { PlacedRow(step: step, row: $0) }
      // A step whose matrix nobody knows objects to any change of what it shares.
      let placed = rows.isEmpty ? [PlacedRow(step: step, row: -1)] : rows
      for tag in read.tags.tags { ruled[tag.node, default: []] += placed }
    }
  }

  /// The edits that carry a wish out.
  func edits(for wish: RunnerWish) throws(RefusedEdit) -> [YAMLEdit] {
    let step = pipeline.steps[wish.step]
    guard !step.tags.tags.isEmpty else { return [try newAgents(wish, step)] }
    let changes = changes(of: wish, step)
    for tag in changes.map(\.tag) where !MatrixTokens.axes(in: tag.written ?? "").isEmpty {
      throw RefusedEdit(
        "computed-value",
        "the tag '\(tag.key)' is made of the matrix, and one element cannot be moved alone; split the step",
        at: tag.node.place)
    }
    if changes.allSatisfy({ objectors(to: $0.tag, $0.value).isEmpty }) {
      return changes.map { edit($0.tag, to: $0.value, isList: step.tags.isList) }
    }
    return try ownAgents(wish, step, changes)
  }

  private typealias TagChange = (tag: AgentTag, value: String)

  private func changes(of wish: RunnerWish, _ step: ReadStep) -> [TagChange] {
    wish.wanted.compactMap { key, value in
      guard let tag = step.tags[key] else { return nil }
      let isSame = wish.rows.allSatisfy { row in
        AgentTags.fill(
          tag.written ?? "", step.definition.rows[row].matrix, pipeline.interpolation
        ).text == value
      }
      return isSame ? nil : (tag, value)
    }
  }

  /// Rows that a tag's place rules and that are to have another value.
  private func objectors(to tag: AgentTag, _ value: String) -> [PlacedRow] {
    (ruled[tag.node] ?? []).filter { wanted[$0]?[tag.key] != value }
  }

  // MARK: - In place

  private func edit(_ tag: AgentTag, to value: String, isList: Bool) -> YAMLEdit {
    let text = worded(value, like: tag.written ?? "")
    return .set(
      tag.node.path, to: .string(isList ? "\(tag.key)=\(text)" : text),
      sharing: tag.node.sharedBy.isEmpty ? .refuse : .editAnchor)
  }

  /// A value in the words of the old one: a default keeps its variable.
  private func worded(_ value: String, like written: String) -> String {
    let plain = value.replacing("$", with: "$$")
    guard written.first == "$", let reference = VariableReference(written.dropFirst()),
      reference.rest.isEmpty,
      let standIn = reference.standIn, pipeline.interpolation.variables[reference.name] == nil
    else { return plain }
    let operation = reference.defaultsIfEmpty ? ":-" : "-"
    return standIn.contains("$") ? plain : "${\(reference.name)\(operation)\(plain)}"
  }

  // MARK: - Tags of the step's own

  /// Gives a step tags of its own in place of those that it shares.
  private func ownAgents(
    _ wish: RunnerWish, _ step: ReadStep, _ changes: [TagChange]
  ) throws(RefusedEdit) -> [YAMLEdit] {
    let rows = step.definition.rows.indices.map { PlacedRow(step: wish.step, row: $0) }
    for change in changes {
      let inner = rows.filter { wanted[$0]?[change.tag.key] != change.value }
      guard inner.isEmpty else { throw sharedPlace(change.tag, inner) }
    }
    guard let value = step.tags.value else { return [try newAgents(wish, step)] }
    if step.tags.home == .pipeline || !step.tags.isOwn {
      return [try insertion(fragment(step, changes), into: step)]
    }
    if value.kind == .alias {
      return [.replace(value.path, with: fragment(step, changes), sharing: .detach)]
    }
    let shared = changes.filter { !objectors(to: $0.tag, $0.value).isEmpty }
    guard value.kind == .mapping, value.sharedBy.isEmpty,
      shared.allSatisfy({ value.entry(forKey: $0.tag.key)?.value.kind != .scalar })
    else {
      throw sharedPlace(shared[0].tag, objectors(to: shared[0].tag, shared[0].value))
    }
    return changes.map { change in
      if let own = value.entry(forKey: change.tag.key)?.value {
        return .set(own.path, to: .string(worded(change.value, like: "")), sharing: .detach)
      }
      return .insertEntry(
        key: change.tag.key, value: .string(worded(change.value, like: "")), into: value.path)
    }
  }

  /// All tags of a step with the changed ones, in the notation that they have.
  private func fragment(_ step: ReadStep, _ changes: [TagChange]) -> YAMLFragment {
    let tags = step.tags.tags.map { tag in
      let change = changes.first { $0.tag.key == tag.key }
      return (key: tag.key, value: change.map { worded($0.value, like: tag.written ?? "") } ?? tag.written)
    }
    guard step.tags.isList else {
      return .mapping(tags.map { ($0.key, .string($0.value ?? "")) })
    }
    return .sequence(tags.map { tag in .string(tag.value.map { "\(tag.key)=\($0)" } ?? tag.key) })
  }

  /// An `agents` for a step that asks for no agent.
  private func newAgents(_ wish: RunnerWish, _ step: ReadStep) throws(RefusedEdit) -> YAMLEdit {
    let missing = step.definition.rows.indices.map { PlacedRow(step: wish.step, row: $0) }
      .filter { row in wish.wanted.contains { wanted[row]?[$0.key] != $0.value } }
    guard missing.isEmpty else {
      throw RefusedEdit(
        "shared-place",
        "all jobs of the matrix run on one queue, and the same is not suggested for all of them",
        at: step.item.place)
    }
    return try insertion(
      .mapping(wish.wanted.map { ($0.key, .string(worded($0.value, like: ""))) }), into: step)
  }

  private func insertion(_ agents: YAMLFragment, into step: ReadStep) throws(RefusedEdit) -> YAMLEdit {
    try step.mapping.refuseShared("the step")
    return .insertEntry(key: "agents", value: agents, into: step.mapping.path, at: step.entryPlace)
  }

  private func sharedPlace(_ tag: AgentTag, _ others: [PlacedRow]) -> RefusedEdit {
    var seen: Set<String> = []
    let names = others.map { other in
      let job = pipeline.steps[other.step].definition
      let name = job.rows.indices.contains(other.row) ? job.rows[other.row].name : job.name
      return "'\(name)' (line \(job.position.line))"
    }.filter { seen.insert($0).inserted }
    let sentence =
      "line \(tag.node.contentPosition.line) also chooses the agent of \(SentenceText.list(names)), "
      + "for which the same is not suggested"
    guard tag.node.sharedBy.isEmpty else { return RefusedEdit("shared-anchor", sentence, at: tag.node.place) }
    return RefusedEdit("shared-place", sentence, at: tag.node.place)
  }
}

extension ReadStep {
  /// Where a new key of the step goes: behind what it runs, else behind its names.
  var entryPlace: YAMLEdit.EntryPlace {
    let keys = ["commands", "command", "script", "label", "name", "key"]
    return keys.first { mapping.entry(forKey: $0) != nil }.map { .after($0) } ?? .last
  }
}
