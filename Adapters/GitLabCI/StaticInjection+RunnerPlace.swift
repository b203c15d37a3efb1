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

  init(of wish: RunnerWish) throws(RefusedEdit) {
    let site = wish.job.site
    let own = site.entry("tags")
    let found = wish.tags.found.value?.top?.node
    carrier = found
    position = own.map { SourcePosition($0.value.position) } ?? site.position
    try Self.refuseComputed(wish)
    if let own {
      try site.refuseShared(own.value, what: "the list of tags")
      if own.value.kind == .sequence, own.value.tag == nil, own.value == found,
        let items = Self.items(of: wish, in: own.value)
      {
        tags = Set(items)
        changesJob = false
        edits = Self.edits(of: wish, items, in: own.value)
        return
      }
      edits = [.replace(own.value.path, with: Self.list(of: wish), sharing: .detach)]
    } else {
      try site.refuseShared(site.node, what: "the job '\(wish.job.name.short)'")
      edits = [
        .insertEntry(
          key: "tags", value: Self.list(of: wish), into: site.node.path,
          at: site.slot(below: ["extends", "stage", "image"]))
      ]
    }
    tags = []
    changesJob = true
  }

  /// Refuses tags that are made of something which decides more than this job's machine.
  private static func refuseComputed(_ wish: RunnerWish) throws(RefusedEdit) {
    let leaving = TagSet(wish.leaving)
    let axes = Set(wish.job.machines.copies.flatMap { $0.copy.values.keys })
    for tag in wish.tags.tags
    where tag.text.contains("$") || InputText.isNeeded(for: tag.layer.node.resolved.text) {
      let written = tag.layer.node.resolved.text
      if let axis = VariableText(tag.text).names.first(where: axes.contains) {
        throw RefusedEdit(
          "renames-job",
          "the tag comes from $\(axis) of the matrix, whose values are in the jobs' names; change it by hand",
          at: tag.layer.place)
      }
      let variables = wish.job.settings.variables
      if case .text(let value) = VariableText(tag.text).expanded(by: variables), !leaving.contains(value) {
        continue
      }
      throw RefusedEdit(
        "computed-value",
        "the tag is '\(written.short)'\(origin(of: tag, in: variables)), which may decide more than this job's machine; "
          + "change it there",
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

  /// Whether the change would be felt by another job.
  func rules(_ other: JobEntry, beside job: JobEntry) -> Bool {
    if other.site == job.site { return true }
    let theirs = JobTags(of: other.settings)
    if theirs.tags.contains(where: { tags.contains($0.layer.node) }) { return true }
    guard changesJob else { return false }
    let pipeline = other.settings.pipeline
    guard pipeline.written(job.name).contains(where: { $0.node == job.site.node }) else { return false }
    if other.settings.job.child("tags").value?.refers(to: job.name) == true { return true }
    guard pipeline.ancestors(of: other.name).contains(job.name) else { return false }
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
