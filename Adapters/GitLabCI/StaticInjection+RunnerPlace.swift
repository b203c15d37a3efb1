internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The place that rules a job's machine, and how it is changed.
struct RunnerPlace {
  /// Where it is.
  let position: SourcePosition
  let edits: [YAMLEdit]
  /// Tags that are changed where they stand.
  private let tags: Set<YAMLNode>
  /// Whether the job's own keys change, rather than tags where they stand.
  private let changesJob: Bool
  /// What the job's tags are taken from.
  private let carrier: YAMLNode?
  /// The variable that gives the tag, if that is what changes.
  private let variable: TagVariable?

  init(of wish: RunnerWish) throws(RefusedEdit) {
    let site = wish.job.site
    let own = site.entry("tags")
    let found = wish.tags.found.value?.top?.node
    carrier = found
    position = own.map { SourcePosition($0.value.position) } ?? site.position
    try Self.refuseRenames(wish)
    variable = TagVariable(of: wish)
    if let variable {
      tags = []
      changesJob = true
      edits = try variable.edits(setting: wish.wanted[0])
      return
    }
    try Self.refuseComputed(wish)
    if let own {
      if own.value.kind != .alias { try own.value.refuseShared("the list of tags") }
      if own.value.kind == .sequence, own.value.tag == nil, own.value == found,
        let items = Self.items(of: wish, in: own.value)
      {
        tags = Set(items.isEmpty ? Array(own.value.items) : items)
        changesJob = false
        edits = Self.edits(of: wish, items, in: own.value)
        return
      }
      edits = [.replace(own.value.path, with: Self.list(of: wish), sharing: .detach)]
    } else {
      try site.node.refuseShared("the job '\(wish.job.name.short)'")
      edits = [
        .insertEntry(
          key: "tags", value: Self.list(of: wish), into: site.node.path,
          at: site.node.slot(below: ["extends", "stage", "image"]))
      ]
    }
    tags = []
    changesJob = true
  }

  /// Refuses tags that the matrix chooses.
  private static func refuseRenames(_ wish: RunnerWish) throws(RefusedEdit) {
    let leaving = TagSet(wish.leaving)
    let copies = wish.job.machines.map(\.copy).filter { wish.copies.contains($0.name) }
    let axes = Set(copies.flatMap(\.values.keys))
    for tag in wish.tags.tags where tag.text.utf8.contains(UInt8(ascii: "$")) {
      guard let axis = VariableText(tag.text).names.first(where: axes.contains) else { continue }
      let goes = copies.contains { copy in
        let value = VariableText(tag.text).expanded(by: wish.job.settings.variables, over: copy.values)
        if case .text(let text) = value { return leaving.contains(text) }
        return true
      }
      guard goes else { continue }
      throw RefusedEdit(
        "renames-job",
        "the tag comes from $\(axis) of the matrix, whose values are in the jobs' names; change it by hand",
        at: tag.layer.place)
    }
  }

  /// Refuses tags that are made of something which decides more than this job's machine.
  private static func refuseComputed(_ wish: RunnerWish) throws(RefusedEdit) {
    let leaving = TagSet(wish.leaving)
    let variables = wish.job.settings.variables
    let values = wish.job.machines.first { wish.copies.contains($0.copy.name) }?.copy.values ?? [:]
    for tag in wish.tags.tags {
      let written = tag.layer.node.resolved.text
      guard tag.text.utf8.contains(UInt8(ascii: "$")) || InputText.isNeeded(for: written) else { continue }
      let value = VariableText(tag.text).expanded(by: variables, over: values)
      if case .text(let text) = value, !leaving.contains(text) { continue }
      throw RefusedEdit(
        "computed-value",
        "the tag is '\(written.short)'\(origin(of: tag, in: variables)), which may decide more than this "
          + "job's machine; change it there",
        at: tag.layer.place)
    }
  }

  private static func origin(of tag: JobTags.Tag, in variables: JobVariables) -> String {
    let values = VariableText(tag.text).names.compactMap { variables.values[$0] }
    guard let first = values.first else { return "" }
    return " of \(first.layer.place.file):\(first.layer.place.line)"
  }

  /// The items of an own list that go; `nil` if they do not all stand in it.
  private static func items(of wish: RunnerWish, in list: YAMLNode) -> [YAMLNode]? {
    var items: [YAMLNode] = []
    for label in wish.leaving {
      let going = TagSet([label])
      let found = list.items.filter { $0.kind == .scalar && $0.tag == nil && going.contains($0.text) }
      guard !found.isEmpty else { return nil }
      items += found
    }
    return items
  }

  private static func edits(of wish: RunnerWish, _ items: [YAMLNode], in list: YAMLNode) -> [YAMLEdit] {
    let others = TagSet(list.items.filter { !items.contains($0) }.map(\.text))
    var wanted = wish.wanted.filter { !others.contains($0) }[...]
    var edits: [YAMLEdit] = []
    for item in items {
      if let next = wanted.popFirst() {
        edits.append(.set(item.path, to: .string(next)))
      } else {
        edits.append(.remove(item.path))
      }
    }
    return edits + wanted.map { .insertItem(.string($0), into: list.path) }
  }

  /// All tags that the job should have, as a list on one line; those with variables as they are written.
  private static func list(of wish: RunnerWish) -> YAMLFragment {
    let texts = wish.tags.tags.map(\.text)
    let all = texts.isEmpty ? wish.wanted : RunnerWish.replaced(texts, wish.leaving, by: wish.wanted)
    return .flow(.sequence(all.map { .string($0) }))
  }

  /// Whether the tags that a wish for another job would change are changed here, where they stand.
  func carries(_ wish: RunnerWish, wanting wanted: [String]) -> Bool {
    guard !changesJob, wish.job.site.entry("tags") == nil, wish.wanted == wanted else { return false }
    let leaving = TagSet(wish.leaving)
    let going = wish.tags.tags.filter { leaving.contains($0.text) }.map(\.layer.node)
    return !going.isEmpty && going.allSatisfy(tags.contains)
  }

  /// Whether the change would be felt by another job.
  func rules(_ other: JobEntry, beside job: JobEntry) -> Bool {
    if other.site == job.site { return true }
    let theirs = other.tags
    if theirs.tags.contains(where: { tags.contains($0.layer.node) }) { return true }
    guard changesJob else { return false }
    let pipeline = other.settings.pipeline
    guard pipeline.written(job.name).contains(where: { $0.node == job.site.node }) else { return false }
    if other.settings.job.child("tags").value?.refers(to: job.name) == true { return true }
    guard pipeline.ancestors(of: other.name).contains(job.name) else { return false }
    if let variable { return theirs.tags.contains { VariableText($0.text).names.contains(variable.name) } }
    return theirs.found.value?.top?.node == carrier
  }
}

extension ConfigNode {
  /// Whether a value, or an item of it, is a `!reference` into a job.
  fileprivate func refers(to name: String) -> Bool {
    guard let top else { return false }
    if let path = top.reference { return path.first == name }
    return top.items.contains { $0.reference?.first == name }
  }
}
