extension YAMLNode {
  /// The value that a mapping has for a key as the dialect reads it: own or merged, through aliases.
  ///
  /// `nil` if there is none, or if the node is neither a mapping nor an alias of one. The value itself is not
  /// followed if it is an alias.
  public subscript(key: String) -> YAMLNode? {
    let mapping = resolved
    let own = tree.ownEntry(of: mapping.index, forKey: key)
    guard own.isBesideMerge else { return own.place.map { mapping.entries[$0].value } }
    var lookup = KeyLookup(key: key)
    return lookup.find(in: mapping)?.entry.value
  }

  /// The item of a sequence, or of the sequence that an alias stands for; `nil` if there is none.
  public subscript(index: Int) -> YAMLNode? {
    let items = resolved.items
    return items.indices.contains(index) ? items[index] : nil
  }

  /// The entry that gives ``subscript(key:)`` its value, if the mapping has the key itself.
  public func entry(forKey key: String) -> YAMLEntry? {
    let mapping = resolved
    return tree.ownEntry(of: mapping.index, forKey: key).place.map { mapping.entries[$0] }
  }

  func value(ofEntry index: Int) -> YAMLNode? {
    let entries = resolved.entries
    return entries.indices.contains(index) ? entries[index].value : nil
  }

  /// Whether a merge key below this key's entry overwrites it, in dialects where that happens.
  func isOverwrittenByMerge(_ entry: Int) -> Bool {
    guard case .merge(let merging) = tree.dialect.mergeKeys, !merging.ownKeysWin else { return false }
    guard let mapping = parent, resolved.kind == .scalar, !record.flags.contains(.isMergeKey) else {
      return false
    }
    let key = resolved.text
    return mapping.entries.dropFirst(entry + 1).contains { later in
      guard later.isMerge else { return false }
      var lookup = KeyLookup(key: key)
      return lookup.find(mergedBy: later) != nil
    }
  }

  // MARK: - Aliases

  /// The node that an alias stands for: the latest one before it with that anchor. `nil` for an undefined
  /// alias and for nodes that are no aliases.
  public var target: YAMLNode? {
    guard record.kind == .alias, record.link >= 0 else { return nil }
    return YAMLNode(tree: tree, index: Int(record.link))
  }

  /// The node itself, or what it stands for as an alias.
  ///
  /// An alias stays one if it is undefined or lies inside the node that it stands for, so a walk over
  /// resolved nodes ends; it may still visit a node very often.
  public var resolved: YAMLNode {
    record.flags.contains(.isRecursive) ? self : target ?? self
  }

  /// The aliases that stand for this node or for a node around it, in the order of the text.
  public var sharedBy: [YAMLNode] {
    let document = document.index
    guard tree.documents.indices.contains(document) else { return [] }
    let aliases = tree.documents[document].aliases.asInts
    guard !aliases.isEmpty else { return [] }
    var around: Set<Int32> = []
    var node: Int32 = Int32(index)
    while node >= 0 {
      around.insert(node)
      node = tree.nodes[Int(node)].parent
    }
    return tree.aliases[aliases].filter { around.contains(tree.nodes[Int($0)].link) }
      .map { YAMLNode(tree: tree, index: Int($0)) }
  }

  // MARK: - Path

  /// The shortest way to the node by its own place in the text: never through an alias or merge key. For a
  /// key, the way to its value.
  public var path: YAMLPath {
    var components: [YAMLPath.Component] = []
    var node = self
    while let parent = node.parent, let place = node.childIndex {
      components.append(parent.kind == .mapping ? parent.component(ofEntry: place / 2) : .index(place))
      node = parent
    }
    return YAMLPath(components.reversed(), document: document.index)
  }

  private func component(ofEntry index: Int) -> YAMLPath.Component {
    let entry = entries[index]
    let key = entry.key.resolved
    guard key.kind == .scalar, self[key.text] == entry.value else { return .entry(index) }
    return .key(key.text)
  }
}
