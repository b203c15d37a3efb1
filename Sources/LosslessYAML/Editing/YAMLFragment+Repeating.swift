extension YAMLFragment {
  /// The values of a node once more, to be written in another place; flow collections stay in flow style.
  ///
  /// - Parameters:
  ///   - node: What to repeat. Comments and quotes are not repeated.
  ///   - unfolding: Whether aliases and merge keys are carried out and anchors left out. Otherwise a node with any
  ///     of them has no fragment: others may refer to it, or it to them.
  /// - Returns: `nil` for what only its own text says: a tag, a key that is no text, a key twice, a number or
  ///   `null` of unusual form; and for more than 10,000 nodes, which aliases of aliases may unfold into.
  public init?(repeating node: YAMLNode, unfolding: Bool = false) {
    var repetition = NodeRepetition(unfolding: unfolding)
    guard let fragment = repetition.fragment(of: node) else { return nil }
    self = fragment
  }
}

/// Writes nodes as fragments, up to a number of them.
private struct NodeRepetition {
  let unfolding: Bool
  private var nodesLeft = 10_000

  init(unfolding: Bool) { self.unfolding = unfolding }

  mutating func fragment(of node: YAMLNode) -> YAMLFragment? {
    let node = unfolding ? node.resolved : node
    nodesLeft -= 1
    guard nodesLeft > 0, node.tag == nil, unfolding || node.anchor == nil else { return nil }
    switch node.kind {
    case .alias: return nil
    case .scalar: return scalar(node)
    case .sequence:
      var items: [YAMLFragment] = []
      for item in node.items {
        guard let fragment = fragment(of: item) else { return nil }
        items.append(fragment)
      }
      return node.style == .flow ? .flow(.sequence(items)) : .sequence(items)
    case .mapping:
      guard let entries = entries(of: node) else { return nil }
      return node.style == .flow ? .flow(.mapping(entries)) : .mapping(entries)
    }
  }

  private mutating func entries(of node: YAMLNode) -> [YAMLFragment.Entry]? {
    // A walk over the entries in force passes over keys that are collections.
    guard node.entries.allSatisfy({ $0.key.resolved.kind == .scalar }) else { return nil }
    let isPlain = node.entries.allSatisfy { !$0.isMerge && !$0.isDuplicate }
    guard unfolding || isPlain else { return nil }
    var entries: [YAMLFragment.Entry] = []
    for entry in node.effectiveEntries {
      let key = unfolding ? entry.key.resolved : entry.key
      guard key.tag == nil, unfolding || key.anchor == nil, key.scalar == .string(key.text),
        let value = fragment(of: entry.value)
      else { return nil }
      entries.append(YAMLFragment.Entry(key: key.text, value: value))
    }
    return entries
  }

  private func scalar(_ node: YAMLNode) -> YAMLFragment? {
    switch node.scalar {
    case .string(let text): return .string(text)
    case .bool(let value) where node.text == "\(value)": return .scalar(.bool(value))
    case .int(let value) where node.text == "\(value)": return .scalar(.int(value))
    case .null where ["", "null", "~"].contains(node.text): return .scalar(.null)
    case .bool, .int, .float, .null, nil: return nil
    }
  }
}
