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
  /// The mapping whose own keys change, where tags do not change where they stand.
  private let mapping: YAMLNode?
  /// What the job's tags are taken from.
  private let carrier: YAMLNode?
  /// The variable that gives the tag, if that is what changes.
  private let variable: TagVariable?
  /// What speaks against the edit unless all who share the place through an anchor agree; `nil` if nobody
  /// does.
  private let sharing: RefusedEdit?

  private init(
    of wish: RunnerWish, at position: SourcePosition, _ edits: [YAMLEdit], tags: Set<YAMLNode> = [],
    mapping: YAMLNode? = nil, variable: TagVariable? = nil, sharing: RefusedEdit? = nil
  ) {
    self.position = position
    self.edits = edits
    self.tags = tags
    self.mapping = mapping
    carrier = wish.tags.found.value?.top?.node
    self.variable = variable
    self.sharing = sharing
  }

  /// The places that could be changed, the best first.
  ///
  /// - Throws: Why there is none.
  static func candidates(of wish: RunnerWish) throws(RefusedEdit) -> [RunnerPlace] {
    let site = wish.job.site
    try refuseRenames(wish)
    if let variable = TagVariable(of: wish) {
      let edits = try variable.edits(setting: wish.wanted[0])
      let place = site.entry("tags").map { SourcePosition($0.value.position) } ?? site.position
      return [RunnerPlace(of: wish, at: place, edits, mapping: site.mapping, variable: variable)]
    }
    try refuseComputed(wish)
    guard let own = site.entry("tags")?.value else { return [newTags(of: wish)] }
    let inPlace = try inPlace(wish, own)
    if own.kind == .alias, !site.isAnchored { return [inPlace, replacing(own, of: wish)].compactMap(\.self) }
    if let inPlace { return [inPlace] }
    try own.refuseShared("the list of tags")
    return [replacing(own, of: wish)]
  }

  /// The job's own list, changed where it stands; `nil` if the tags that go do not all stand in it.
  private static func inPlace(_ wish: RunnerWish, _ own: YAMLNode) throws(RefusedEdit) -> RunnerPlace? {
    let list = own.resolved
    guard list.kind == .sequence, list.tag == nil, own == wish.tags.found.value?.top?.node,
      let items = items(of: wish, in: list)
    else { return nil }
    let sharing = own.sharing("the list of tags")
    let tags = Set(items.isEmpty ? Array(list.items) : items)
    guard let sharing else {
      return RunnerPlace(
        of: wish, at: SourcePosition(own.position), edits(of: wish, items, in: list), tags: tags)
    }
    // Every user must be found by the tags that it takes from here.
    let isTagsOnly =
      list.aliases.allSatisfy { $0.isValue(of: "tags") } && tags.allSatisfy { $0.aliases.isEmpty }
    guard isTagsOnly, !tags.isEmpty else { return nil }
    return RunnerPlace(
      of: wish, at: SourcePosition(own.position), edits(of: wish, items, in: list, sharing: .editAnchor),
      tags: tags,
      sharing: sharing)
  }

  private static func replacing(_ own: YAMLNode, of wish: RunnerWish) -> RunnerPlace {
    RunnerPlace(
      of: wish, at: SourcePosition(own.position),
      [.replace(own.path, with: list(of: wish), sharing: .detach)], mapping: wish.job.site.mapping)
  }

  /// Tags of the job's own, beside what it inherits.
  private static func newTags(of wish: RunnerWish) -> RunnerPlace {
    let site = wish.job.site
    let sharing = site.sharing
    let edit = YAMLEdit.insertEntry(
      key: "tags", value: list(of: wish), into: site.mapping.path,
      at: site.mapping.slot(below: ["extends", "stage", "image"]),
      sharing: sharing == nil ? .refuse : .editAnchor)
    return RunnerPlace(of: wish, at: site.position, [edit], mapping: site.mapping, sharing: sharing)
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

  private static func edits(
    of wish: RunnerWish, _ items: [YAMLNode], in list: YAMLNode, sharing: YAMLEdit.Sharing = .refuse
  ) -> [YAMLEdit] {
    let others = TagSet(list.items.filter { !items.contains($0) }.map(\.text))
    var wanted = wish.wanted.filter { !others.contains($0) }[...]
    var edits: [YAMLEdit] = []
    for item in items {
      if let next = wanted.popFirst() {
        edits.append(.set(item.path, to: .string(next), sharing: sharing))
      } else {
        edits.append(.remove(item.path, sharing: sharing))
      }
    }
    return edits + wanted.map { .insertItem(.string($0), into: list.path, sharing: sharing) }
  }

  /// All tags that the job should have, as a list on one line; those with variables as they are written.
  private static func list(of wish: RunnerWish) -> YAMLFragment {
    let texts = wish.tags.tags.map(\.text)
    let all = texts.isEmpty ? wish.wanted : RunnerWish.replaced(texts, wish.leaving, by: wish.wanted)
    return .flow(.sequence(all.map { .string($0) }))
  }

  // MARK: - Who else is ruled

  /// Whether a wish for another job is carried out here: the tags that would change are changed where they
  /// stand, or the job takes its tags from the mapping that gets them.
  func carries(_ wish: RunnerWish, wanting wanted: [String]) -> Bool {
    guard wish.job.site.entry("tags") == nil, wish.wanted == wanted else { return false }
    if let mapping {
      return sharing != nil && wish.job.sources.contains(mapping)
        && wish.tags.found.value?.top?.node == carrier
    }
    let leaving = TagSet(wish.leaving)
    let going = wish.tags.tags.filter { leaving.contains($0.text) }.map(\.layer.node)
    return !going.isEmpty && going.allSatisfy(tags.contains)
  }

  /// Whether the change would be felt by another job that does not want it.
  func isUnwanted(by other: JobEntry, beside wish: RunnerWish, _ consent: Consent) -> Bool {
    guard rules(other, beside: wish.job) else { return false }
    guard sharing != nil else { return !consent.agrees(other, on: wish.wanted) }
    // What is inserted are the tags of one job: those that had other ones would lose them.
    let hasSame = mapping == nil || other.tags.found.value?.top?.node == carrier
    return !hasSame || !consent.agrees(other, with: wish)
  }

  /// Why the place is left alone, seeing who else is ruled by it.
  func refusal(for others: [JobEntry]) -> RefusedEdit {
    sharing
      ?? RefusedEdit(
        "shared-place",
        "line \(position.line) also rules the machine of \(JobSite.names(of: others)), "
          + "for which the same is not suggested",
        at: position)
  }

  private func rules(_ other: JobEntry, beside job: JobEntry) -> Bool {
    if other.site == job.site { return true }
    let theirs = other.tags
    if theirs.tags.contains(where: { tags.contains($0.layer.node) }) { return true }
    guard let mapping else { return false }
    let pipeline = other.settings.pipeline
    let reference = other.settings.job.child("tags").value
    guard sharing == nil else {
      if pipeline.names(of: mapping).contains(where: { reference?.refers(to: $0) == true }) { return true }
      return other.sources.contains(mapping) && !(other.site.mapping != mapping && other.site.keeps("tags"))
    }
    guard pipeline.written(job.name).contains(where: { $0.node == job.site.node }) else { return false }
    if reference?.refers(to: job.name) == true { return true }
    guard pipeline.ancestors(of: other.name).contains(job.name) else { return false }
    if let variable { return theirs.tags.contains { VariableText($0.text).names.contains(variable.name) } }
    return theirs.found.value?.top?.node == carrier
  }
}

extension YAMLNode {
  /// The aliases that stand for this very node.
  fileprivate var aliases: [YAMLNode] { sharedBy.filter { $0.target == self } }

  /// Whether the node is the value of an entry with a key.
  fileprivate func isValue(of key: String) -> Bool {
    parent?.entries.contains { $0.value == self && $0.key.resolved.text == key } ?? false
  }
}

extension Pipeline {
  /// The names under which a mapping is written, also through aliases.
  fileprivate func names(of mapping: YAMLNode) -> [String] {
    names.filter { written($0).contains { $0.node.resolved == mapping } }
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
