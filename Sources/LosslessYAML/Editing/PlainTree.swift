/// The meaning of a file without any layout: what the proof of an edit compares.
///
/// All nodes in the order of the text, each with the number of its children, so that two lists are equal exactly
/// if the trees are.
struct PlainTree {
  struct Node {
    enum Content {
      /// A document, and whether it has a root.
      case document(hasRoot: Bool)
      /// A scalar; `nil` text allows any that resolves to the value.
      case scalar(text: String?, value: YAMLScalar)
      /// An alias, and which of the anchored nodes before it, counted from 0, it stands for; -1 for none.
      case alias(name: String, target: Int)
      case sequence(count: Int)
      /// The number of entries; each has a key and a value among the nodes that follow.
      case mapping(count: Int)
    }

    var content: Content
    var tag: String?
    var anchor: String?
  }

  private(set) var nodes: [Node] = []
  private var anchors: [Int: Int] = [:]

  /// The meaning of a tree.
  init(of tree: YAMLTree) {
    nodes.reserveCapacity(tree.nodes.count + tree.documents.count)
    for document in tree.documents {
      addDocument(document)
      for index in document.nodes.asInts { add(tree.node(index), count: nil) }
    }
  }

  /// The meaning that a tree has after a plan: worked out from the old tree and the plan alone.
  init(of tree: YAMLTree, after plan: EditPlan) {
    nodes.reserveCapacity(tree.nodes.count + tree.documents.count)
    let splices = PlainSplices(plan)
    for document in tree.documents {
      addDocument(document)
      var index = Int(document.nodes.lowerBound)
      let end = Int(document.nodes.upperBound)
      while index < end {
        if index > Int(document.nodes.lowerBound) { splices.elements(before: index).forEach { add($0) } }
        if let next = splices.skip(from: index) {
          index = next
          continue
        }
        if let value = plan.values[index] {
          add(value.value, inPlaceOf: tree.node(index))
          index = tree.node(index).endIndexOfSubtree
          continue
        }
        add(tree.node(index), change: plan.collections[index])
        index += 1
      }
      splices.elements(before: end).forEach { add($0) }
    }
  }

  /// The first place where two trees differ, as an index into ``nodes``; `nil` if they are equal.
  func firstDifference(from other: PlainTree) -> Int? {
    for (index, pair) in zip(nodes, other.nodes).enumerated() where !pair.0.matches(pair.1) { return index }
    return nodes.count == other.nodes.count ? nil : min(nodes.count, other.nodes.count)
  }

  // MARK: - Building

  private mutating func addDocument(_ document: DocumentRecord) {
    nodes.append(Node(content: .document(hasRoot: document.root >= 0)))
  }

  private mutating func add(_ node: YAMLNode, count: Int?) {
    let anchor = node.anchor
    if anchor != nil { anchors[node.index] = anchors.count }
    let content: Node.Content =
      switch node.kind {
      case .scalar: .scalar(text: node.text, value: node.scalar ?? .null)
      case .alias: .alias(name: node.text, target: node.target.flatMap { anchors[$0.index] } ?? -1)
      case .sequence: .sequence(count: count ?? node.items.count)
      case .mapping: .mapping(count: count ?? node.entries.count)
      }
    nodes.append(Node(content: content, tag: node.tag, anchor: anchor))
  }

  private mutating func add(_ node: YAMLNode, change: EditPlan.CollectionChange?) {
    guard let change else { return add(node, count: nil) }
    guard node.kind == .scalar else {
      return add(node, count: node.elementCount - change.removed.count + change.insertions.count)
    }
    let anchor = node.anchor
    if anchor != nil { anchors[node.index] = anchors.count }
    let isMapping = change.insertions.first?.element.key != nil
    let count = change.insertions.count
    nodes.append(
      Node(content: isMapping ? .mapping(count: count) : .sequence(count: count), anchor: anchor))
    change.insertions.forEach { add($0.element) }
  }

  private mutating func add(_ element: EditAction.NewElement) {
    if let key = element.key {
      nodes.append(Node(content: .scalar(text: key, value: .string(key))))
    }
    add(element.value, anchor: nil)
  }

  private mutating func add(_ value: EditAction.NewValue, inPlaceOf node: YAMLNode) {
    let anchor = node.anchor
    if anchor != nil { anchors[node.index] = anchors.count }
    switch value {
    case .scalar(let scalar): addScalar(scalar, tag: node.tag, anchor: anchor)
    case .fragment(let fragment): add(fragment, anchor: anchor)
    }
  }

  private mutating func add(_ fragment: YAMLFragment, tag: String? = nil, anchor: String?) {
    switch fragment {
    case .scalar(let scalar, style: _): addScalar(scalar, tag: tag, anchor: anchor)
    case .literal(let text): addScalar(.string(text), tag: tag, anchor: anchor)
    case .flow(let inner): add(inner, tag: tag, anchor: anchor)
    case .commented(let inner, trailing: _): add(inner, tag: tag, anchor: anchor)
    case .tagged(let tag, let inner): add(inner, tag: tag, anchor: anchor)
    case .sequence(let items):
      nodes.append(Node(content: .sequence(count: items.count), tag: tag, anchor: anchor))
      items.forEach { add($0, anchor: nil) }
    case .mapping(let entries):
      nodes.append(Node(content: .mapping(count: entries.count), tag: tag, anchor: anchor))
      entries.forEach { add(EditAction.NewElement(key: $0.key, value: $0.value)) }
    }
  }

  private mutating func addScalar(_ scalar: YAMLScalar, tag: String?, anchor: String?) {
    var text: String?
    if case .string(let string) = scalar { text = string }
    nodes.append(Node(content: .scalar(text: text, value: scalar), tag: tag, anchor: anchor))
  }
}

extension PlainTree.Node {
  func matches(_ other: PlainTree.Node) -> Bool {
    guard tag == other.tag, anchor == other.anchor else { return false }
    switch (content, other.content) {
    case (.document(let mine), .document(let its)): return mine == its
    case (.scalar(let mine, let value), .scalar(let its, let itsValue)):
      return value.isSame(as: itsValue) && (mine == nil || its == nil || mine!.isSameText(as: its!))
    case (.alias(let mine, let target), .alias(let its, let itsTarget)):
      return mine.isSameText(as: its) && target == itsTarget
    case (.sequence(let mine), .sequence(let its)): return mine == its
    case (.mapping(let mine), .mapping(let its)): return mine == its
    default: return false
    }
  }
}

extension YAMLScalar {
  /// Equality in which "not a number" equals itself and text is compared byte by byte.
  func isSame(as other: YAMLScalar) -> Bool {
    switch (self, other) {
    case (.float(let mine), .float(let its)): mine == its || mine.isNaN && its.isNaN
    case (.string(let mine), .string(let its)): mine.isSameText(as: its)
    default: self == other
    }
  }
}

extension String {
  /// Equality by bytes; `==` would take composed and decomposed characters for the same.
  func isSameText(as other: String) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}

/// Where elements come and go, by the index of a node in the old tree.
private struct PlainSplices {
  private var inserted: [Int: [EditAction.NewElement]] = [:]
  private var skipped: [Int: Int] = [:]

  init(_ plan: EditPlan) {
    // Of collections that end at the same node, the inner one has the larger index and comes first.
    for (index, change) in plan.collections.sorted(by: { $0.key > $1.key }) {
      let node = plan.tree.node(index)
      guard node.kind != .scalar else { continue }
      for element in change.removed {
        skipped[node.firstIndex(ofElement: element)] = node.element(element).endIndexOfSubtree
      }
      for insertion in change.insertions where insertion.slot.index == node.elementCount {
        inserted[node.endIndexOfSubtree, default: []].append(insertion.element)
      }
    }
    for (index, change) in plan.collections {
      let node = plan.tree.node(index)
      guard node.kind != .scalar else { continue }
      for insertion in change.insertions where insertion.slot.index < node.elementCount {
        inserted[node.firstIndex(ofElement: insertion.slot.index), default: []].append(insertion.element)
      }
    }
  }

  func elements(before index: Int) -> [EditAction.NewElement] {
    inserted.isEmpty ? [] : inserted[index] ?? []
  }

  func skip(from index: Int) -> Int? {
    skipped.isEmpty ? nil : skipped[index]
  }
}
