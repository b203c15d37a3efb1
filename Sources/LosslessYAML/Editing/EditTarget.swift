/// Finds what an edit means in a tree, and refuses what others share.
struct EditTarget {
  let tree: YAMLTree
  let edit: YAMLEdit
  let order: Int
  /// The node at the end of the route; an alias if one stands there.
  private var node: YAMLNode
  /// The collection and place of the element at the end of the route; `nil` for a root.
  private var element: (container: YAMLNode, index: Int)?
  /// Aliases and merge keys that the route leads through.
  private var through: [YAMLNode] = []

  /// Follows the edit's route.
  init(of edit: YAMLEdit, order: Int, in tree: YAMLTree) throws(YAMLError) {
    self.tree = tree
    self.edit = edit
    self.order = order
    let path = edit.path
    guard tree.documents.indices.contains(path.document),
      let root = YAMLDocument(tree: tree, index: path.document).root
    else {
      throw tree.refusal(.noSuchNode, "the file has no node at '\(path)': no document with content there")
    }
    node = root
    for (number, component) in path.components.enumerated() {
      try follow(component, number: number)
    }
  }

  private mutating func follow(_ component: YAMLPath.Component, number: Int) throws(YAMLError) {
    if node.kind == .alias {
      through.append(node)
      node = node.resolved
    }
    switch component {
    case .key(let key):
      guard let value = node[key], let container = value.parent, let place = value.childIndex else { break }
      if container != node, let merge = node.entries.first(where: \.isMerge) { through.append(merge.key) }
      element = (container, place / 2)
      node = value
      return
    case .index(let index):
      guard node.items.indices.contains(index) else { break }
      element = (node, index)
      node = node.items[index]
      return
    case .entry(let index):
      guard node.entries.indices.contains(index) else { break }
      element = (node, index)
      node = node.entries[index].value
      return
    }
    let known = YAMLPath(Array(edit.path.components.prefix(number)), document: edit.path.document)
    throw tree.refusal(
      .noSuchNode, "there is no node at '\(edit.path)'; the route ends at '\(known)'",
      at: node.fullRange.lowerBound)
  }

  // MARK: - Operations

  /// The action that the edit asks for.
  mutating func action() throws(YAMLError) -> EditAction {
    switch edit.operation {
    case .set(let scalar):
      try enterAlias(mayDetach: true)
      guard node.kind == .scalar || node.kind == .alias else {
        throw tree.refusal(
          .notAScalar, "the \(node.kind) at '\(edit.path)' is no scalar; replace it instead", at: place)
      }
      try checkSharing(of: node)
      return action(.value(node, .scalar(scalar)))
    case .replace(let fragment):
      try enterAlias(mayDetach: true)
      try checkSharing(of: node)
      try checkLoss(of: node.index + 1..<node.endIndexOfSubtree)
      return action(.value(node, .fragment(fragment)))
    case .insertEntry(let entry, let place):
      try enterAlias(mayDetach: false)
      guard node.kind == .mapping || isNull else {
        throw tree.refusal(
          .notAMapping, "the \(node.kind) at '\(edit.path)' is no mapping", at: self.place)
      }
      try checkSharing(of: node)
      let element = EditAction.NewElement(key: entry.key, value: entry.value)
      return action(.insert(element, into: node, at: try slot(place)))
    case .insertItem(let fragment, let place):
      try enterAlias(mayDetach: false)
      guard node.kind == .sequence || isNull else {
        throw tree.refusal(
          .notASequence, "the \(node.kind) at '\(edit.path)' is no sequence", at: self.place)
      }
      try checkSharing(of: node)
      let element = EditAction.NewElement(key: nil, value: fragment)
      return action(.insert(element, into: node, at: try slot(place)))
    case .remove:
      let (container, index) = try elementOrRefuse("the root of a document cannot be removed")
      try checkSharing(of: container)
      try checkLoss(of: container.firstIndex(ofElement: index)..<node.endIndexOfSubtree)
      return action(.remove(index, from: container))
    case .comment(let text, let placement):
      let (container, index) = try elementOrRefuse("the root of a document has no comment of its own")
      try checkRoute()
      return action(.comment(text, placement, on: index, of: container))
    }
  }

  private var place: Int { node.fullRange.lowerBound }

  private var isNull: Bool { node.kind == .scalar && node.scalar == .null }

  private func action(_ operation: EditAction.Operation) -> EditAction {
    let place =
      if case .remove(let index, let container) = operation {
        tree.node(container.firstIndex(ofElement: index)).fullRange.lowerBound
      } else {
        self.place
      }
    return EditAction(operation: operation, order: order, place: place)
  }

  private func elementOrRefuse(_ message: String) throws(YAMLError) -> (YAMLNode, Int) {
    guard let element else { throw tree.refusal(.unrepresentable, message, at: place) }
    return element
  }

  private func slot(_ place: YAMLEdit.EntryPlace) throws(YAMLError) -> EditAction.Slot {
    switch place {
    case .first: return EditAction.Slot(index: 0, isBefore: true)
    case .last: return EditAction.Slot(index: node.entries.count, isBefore: false)
    case .before(let key):
      let index = try entry(key)
      return EditAction.Slot(index: index, isBefore: true, named: index)
    case .after(let key):
      let index = try entry(key)
      return EditAction.Slot(index: index + 1, isBefore: false, named: index)
    }
  }

  private func entry(_ key: String) throws(YAMLError) -> Int {
    guard node.kind == .mapping, let entry = node.entry(forKey: key) else {
      throw tree.refusal(.noSuchNode, "the mapping at '\(edit.path)' has no entry '\(key)'", at: self.place)
    }
    return entry.index
  }

  private func slot(_ place: YAMLEdit.ItemPlace) throws(YAMLError) -> EditAction.Slot {
    switch place {
    case .first: return EditAction.Slot(index: 0, isBefore: true)
    case .last: return EditAction.Slot(index: node.items.count, isBefore: false)
    case .before(let index):
      let item = try item(index)
      return EditAction.Slot(index: item, isBefore: true, named: item)
    case .after(let index):
      let item = try item(index)
      return EditAction.Slot(index: item + 1, isBefore: false, named: item)
    }
  }

  private func item(_ index: Int) throws(YAMLError) -> Int {
    guard node.items.indices.contains(index) else {
      throw tree.refusal(.noSuchNode, "the sequence at '\(edit.path)' has no item \(index)", at: self.place)
    }
    return index
  }

  // MARK: - Sharing

  private mutating func enterAlias(mayDetach: Bool) throws(YAMLError) {
    guard node.kind == .alias else { return }
    if mayDetach, edit.sharing == .detach { return }
    through.append(node)
    node = node.resolved
    guard node.kind != .alias else {
      throw tree.refusal(
        .noSuchNode, "the alias '*\(node.text)' at '\(edit.path)' stands for no node outside itself",
        at: place)
    }
  }

  /// Refuses a route through aliases and merge keys unless the anchor is to be edited.
  private func checkRoute() throws(YAMLError) {
    guard edit.sharing != .editAnchor, let first = through.first else { return }
    let sharers = node.sharedBy.map(\.position)
    let lines = Self.lines([node.position] + sharers + through.map(\.position))
    let what = first.kind == .alias ? "the alias '*\(first.text)'" : "a merge key"
    throw tree.refusal(
      .sharedNode,
      "'\(edit.path)' is reached through \(what), so \(lines) share it; edit the anchor itself to change all",
      at: first.fullRange.lowerBound, related: Self.sorted([node.position] + sharers))
  }

  private func checkSharing(of target: YAMLNode) throws(YAMLError) {
    try checkRoute()
    guard edit.sharing != .editAnchor else { return }
    let sharers = target.sharedBy.map(\.position)
    guard !sharers.isEmpty else { return }
    let lines = Self.lines(sharers)
    throw tree.refusal(
      .sharedNode,
      "'\(edit.path)' lies in an anchored node that \(lines) refer to; edit the anchor itself to change all",
      at: place, related: Self.sorted(sharers))
  }

  /// Refuses to lose an anchor that aliases outside the lost nodes refer to.
  private func checkLoss(of lost: Range<Int>) throws(YAMLError) {
    let aliases = tree.aliases[tree.documents[node.document.index].aliases.asInts]
    let orphans = aliases.filter { lost.contains(Int(tree.nodes[Int($0)].link)) && !lost.contains(Int($0)) }
      .map { tree.node(Int($0)) }
    guard let first = orphans.first else { return }
    let places = orphans.map(\.position)
    throw tree.refusal(
      .sharedNode,
      "the anchor '&\(first.text)' would be lost, but \(Self.lines(places)) refer to it; change those first",
      at: first.target?.fullRange.lowerBound, related: Self.sorted(places))
  }

  private static func sorted(_ positions: [YAMLPosition]) -> [YAMLPosition] {
    Set(positions).sorted()
  }

  /// `line 3`, or `lines 3, 5 and 9`.
  static func lines(_ positions: [YAMLPosition]) -> String {
    let numbers = Set(positions.map(\.line)).sorted().map(String.init)
    guard let last = numbers.last, numbers.count > 1 else { return "line \(numbers.first ?? "1")" }
    return "lines \(numbers.dropLast().joined(separator: ", ")) and \(last)"
  }
}

extension YAMLTree {
  func node(_ index: Int) -> YAMLNode { YAMLNode(tree: self, index: index) }
}

extension YAMLNode {
  /// The index of the first node of an element: the key of an entry, or an item.
  func firstIndex(ofElement element: Int) -> Int {
    kind == .mapping ? entries[element].key.index : items[element].index
  }

  /// How many elements a collection has.
  var elementCount: Int { kind == .mapping ? entries.count : items.count }
}
