extension YAMLFragment {
  /// The values of a node once more, to be written in another place; flow collections stay in flow style.
  ///
  /// - Parameter node: What to repeat. Comments and quotes are not repeated.
  /// - Returns: `nil` for a node with anchors, aliases or merge keys, since others may refer to it, or it to
  ///   them; and for what only its own text says: a tag, a key that is no text, a key twice, a number or
  ///   `null` of unusual form.
  public init?(repeating node: YAMLNode) {
    var repetition = NodeRepetition(items: nil)
    guard let fragment = repetition.fragment(of: node) else { return nil }
    self = fragment
  }

  /// The values of a node once more, with aliases and merge keys carried out and anchors left out.
  ///
  /// - Parameters:
  ///   - node: What to repeat.
  ///   - items: The items of a sequence, for platforms that merge these too.
  /// - Returns: `nil` for what only its own text says, as with ``init(repeating:)``; and for more than 10,000
  ///   nodes, which aliases of aliases may unfold into.
  public init?(unfolding node: YAMLNode, items: (YAMLNode) -> [YAMLNode] = { Array($0.items) }) {
    let fragment = withoutActuallyEscaping(items) { items in
      var repetition = NodeRepetition(items: items)
      return repetition.fragment(of: node)
    }
    guard let fragment else { return nil }
    self = fragment
  }
}

/// Writes nodes as fragments, up to a number of them.
private struct NodeRepetition {
  /// The items of a sequence; `nil` where nothing is unfolded.
  private let items: ((YAMLNode) -> [YAMLNode])?
  private var unfolding: Bool { items != nil }
  private var nodesLeft = 10_000

  init(items: ((YAMLNode) -> [YAMLNode])?) { self.items = items }

  mutating func fragment(of node: YAMLNode) -> YAMLFragment? {
    let node = unfolding ? node.resolved : node
    nodesLeft -= 1
    guard nodesLeft > 0, node.tag == nil, unfolding || node.anchor == nil else { return nil }
    switch node.kind {
    case .alias: return nil
    case .scalar: return scalar(node)
    case .sequence:
      var fragments: [YAMLFragment] = []
      for item in self.items?(node) ?? Array(node.items) {
        guard let fragment = fragment(of: item) else { return nil }
        fragments.append(fragment)
      }
      return node.style == .flow ? .flow(.sequence(fragments)) : .sequence(fragments)
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
