extension YAMLNode {
  /// The node and everything that lies in it, in the order of the text: keys and aliases among them. What aliases
  /// stand for is not repeated.
  public var subtree: some RandomAccessCollection<YAMLNode> & Sendable {
    YAMLNodes(tree: tree, indices: index..<endIndexOfSubtree)
  }

  /// The scalars that are values in the node, itself included, and not keys.
  ///
  /// - Parameter throughAliases: Whether the values of what aliases stand for, and of what merge keys merge, are
  ///   among them. Every anchored node is visited once, so neither recursion nor an alias bomb can stall this.
  ///   With false, an alias is passed over.
  /// - Returns: In the order of the text; what lies behind an alias in the place of the alias.
  public func scalars(throughAliases: Bool = true) -> [YAMLNode] {
    var scalars: [YAMLNode] = []
    var visited: Set<YAMLNode> = []
    var waiting = [self]
    while let node = waiting.popLast() {
      switch node.kind {
      case .scalar: scalars.append(node)
      case .sequence: waiting += node.items.reversed()
      case .mapping: waiting += node.entries.reversed().map(\.value)
      case .alias:
        guard throughAliases, let target = node.target, visited.insert(target).inserted else { continue }
        waiting.append(target)
      }
    }
    return scalars
  }
}
