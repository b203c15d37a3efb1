/// What a batch of edits does to a tree, gathered by node and free of contradictions.
struct EditPlan {
  struct Insertion {
    let element: EditAction.NewElement
    let slot: EditAction.Slot
    let order: Int
    let place: Int
  }

  struct CollectionChange {
    /// The places of the elements that go.
    var removed: Set<Int> = []
    /// What comes, in the order of the result.
    var insertions: [Insertion] = []
    /// The first edit that touches the collection, for messages.
    var place: Int
  }

  struct Value {
    let value: EditAction.NewValue
    let place: Int
  }

  struct Comment {
    let container: YAMLNode
    let element: Int
    let text: String
    let placement: YAMLEdit.CommentPlacement
    let place: Int
  }

  let tree: YAMLTree
  /// New values by the index of the node that they replace.
  private(set) var values: [Int: Value] = [:]
  /// Changes to collections, by the collection's index; also to null values that become collections.
  private(set) var collections: [Int: CollectionChange] = [:]
  private(set) var comments: [Comment] = []

  /// Finds the targets of edits, and refuses edits that contradict each other.
  init(_ edits: [YAMLEdit], for tree: YAMLTree) throws(YAMLError) {
    self.tree = tree
    var claims: [Claim] = []
    var touches: [Touch] = []
    for (order, edit) in edits.enumerated() {
      var target = try EditTarget(of: edit, order: order, in: tree)
      try add(try target.action(), &claims, &touches)
    }
    try Self.check(claims, touches, in: tree)
    for index in collections.keys.sorted() { try finish(index) }
  }

  /// Nodes that one edit replaces or removes.
  private struct Claim {
    let nodes: Range<Int>
    let place: Int
    var removes = false
  }

  /// A node that must still be there after the edits.
  private struct Touch {
    let node: Int
    let place: Int
    /// Whether the node may get another value, since the edit only acts beside it.
    var isBeside = false
  }

  private mutating func add(
    _ action: EditAction, _ claims: inout [Claim], _ touches: inout [Touch]
  ) throws(YAMLError) {
    switch action.operation {
    case .value(let node, let value):
      claims.append(Claim(nodes: node.index..<node.endIndexOfSubtree, place: action.place))
      values[node.index] = Value(value: value, place: action.place)
    case .remove(let element, let container):
      let end = container.element(element).endIndexOfSubtree
      let nodes = container.firstIndex(ofElement: element)..<end
      claims.append(Claim(nodes: nodes, place: action.place, removes: true))
      collections[container.index, default: CollectionChange(place: action.place)].removed.insert(element)
    case .insert(let element, let node, let slot):
      touches.append(Touch(node: node.index, place: action.place))
      if let named = slot.named {
        let neighbour = node.firstIndex(ofElement: named)
        touches.append(Touch(node: neighbour, place: action.place, isBeside: true))
      }
      collections[node.index, default: CollectionChange(place: action.place)].insertions.append(
        Insertion(element: element, slot: slot, order: action.order, place: action.place))
    case .comment(let text, let placement, let element, let container):
      let commented = container.firstIndex(ofElement: element)
      touches.append(Touch(node: commented, place: action.place, isBeside: true))
      let equal = comments.first {
        $0.container == container && $0.element == element && $0.placement == placement
      }
      if let equal { throw Self.conflict(action.place, equal.place, in: tree) }
      comments.append(
        Comment(
          container: container, element: element, text: text, placement: placement, place: action.place))
    }
  }

  private static func check(
    _ claims: [Claim], _ touches: [Touch], in tree: YAMLTree
  ) throws(YAMLError) {
    let claims = claims.sorted { ($0.nodes.lowerBound, $0.place) < ($1.nodes.lowerBound, $1.place) }
    for (first, second) in zip(claims, claims.dropFirst())
    where second.nodes.lowerBound < first.nodes.upperBound {
      throw conflict(second.place, first.place, in: tree)
    }
    for touch in touches {
      let next = claims.partitioningIndex { $0.nodes.lowerBound > touch.node }
      guard next > 0, claims[next - 1].nodes.contains(touch.node) else { continue }
      let isItself = claims[next - 1].nodes.lowerBound == touch.node
      if touch.isBeside, isItself, !claims[next - 1].removes { continue }
      throw conflict(touch.place, claims[next - 1].place, in: tree)
    }
  }

  /// Orders the insertions of one collection, and checks its keys.
  private mutating func finish(_ index: Int) throws(YAMLError) {
    guard var change = collections[index] else { return }
    let node = tree.node(index)
    change.insertions.sort { ($0.slot, $0.order) < ($1.slot, $1.order) }
    collections[index] = change
    guard let first = change.insertions.first else { return }
    if node.elementCount > 0, change.removed.count == node.elementCount,
      let removed = change.removed.min()
    {
      let place = tree.node(node.firstIndex(ofElement: removed)).fullRange.lowerBound
      throw Self.conflict(first.place, place, in: tree)
    }
    for insertion in change.insertions where (insertion.element.key == nil) != (first.element.key == nil) {
      throw Self.conflict(insertion.place, first.place, in: tree)
    }
    var keys: Set<String> = []
    for insertion in change.insertions {
      guard let key = insertion.element.key else { continue }
      guard keys.insert(key).inserted else { throw Self.conflict(insertion.place, first.place, in: tree) }
    }
    for entry in node.entries where !change.removed.contains(entry.index) {
      let key = entry.key.resolved
      guard key.kind == .scalar, keys.contains(key.text) else { continue }
      throw tree.refusal(
        .duplicateKey, "the mapping has the key '\(key.text)' already; change its value instead",
        at: entry.key.fullRange.lowerBound, related: [tree.source.position(at: node.fullRange.lowerBound)])
    }
    for insertion in change.insertions { try checkRank(of: insertion, in: node, change) }
  }

  /// Refuses an entry that a merge key further down would overwrite, in dialects where that happens.
  private func checkRank(
    of insertion: Insertion, in node: YAMLNode, _ change: CollectionChange
  ) throws(YAMLError) {
    guard case .merge(let merging) = tree.dialect.mergeKeys, !merging.ownKeysWin else { return }
    guard let key = insertion.element.key else { return }
    let below = node.entries.dropFirst(insertion.slot.index).filter {
      $0.isMerge && !change.removed.contains($0.index)
    }
    for merge in below {
      var lookup = KeyLookup(key: key)
      guard lookup.find(mergedBy: merge) != nil else { continue }
      let position = merge.key.position
      throw tree.refusal(
        .outranked,
        "the '<<' in line \(position.line) would overwrite the new entry '\(key)'; insert it at the end",
        at: insertion.place, related: [position])
    }
  }

  /// Whether a node gets another value or goes.
  func loses(_ node: YAMLNode) -> Bool {
    var child = node
    while true {
      if values[child.index] != nil { return true }
      guard let parent = child.parent, let place = child.childIndex else { return false }
      let element = parent.kind == .mapping ? place / 2 : place
      if collections[parent.index]?.removed.contains(element) == true { return true }
      child = parent
    }
  }

  /// The refusal of two edits that touch the same thing.
  static func conflict(_ place: Int, _ other: Int, in tree: YAMLTree) -> YAMLError {
    let line = tree.source.position(at: other).line
    return tree.refusal(
      .conflictingEdits, "this edit conflicts with the one in line \(line); apply them one after the other",
      at: place, related: [tree.source.position(at: other)])
  }
}

extension YAMLNode {
  /// The value of an entry, or an item.
  func element(_ index: Int) -> YAMLNode {
    kind == .mapping ? entries[index].value : items[index]
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element satisfies a condition that all later ones satisfy too.
  func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
