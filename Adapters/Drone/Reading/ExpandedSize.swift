internal import LosslessYAML

/// How large a part of a file is once its aliases are carried out, roughly, in bytes.
///
/// A few lines of aliases that stand for each other can mean more than any memory holds.
struct ExpandedSize {
  /// Larger than any sensible file, and than this no size is told.
  static let most = 16 << 20
  private static let deepest = 200
  private var known: [YAMLNode: Int] = [:]

  /// The size of a node; ``most`` for whatever is larger.
  static func bytes(of node: YAMLNode) -> Int {
    var size = ExpandedSize()
    return size.bytes(of: node, depth: 0)
  }

  private mutating func bytes(of node: YAMLNode, depth: Int) -> Int {
    let node = node.resolved
    guard node.kind == .mapping || node.kind == .sequence else { return 8 + node.range.count }
    if let size = known[node] { return size }
    guard depth < Self.deepest else { return Self.most }
    var total = 32
    for child in node.items { total = min(total + bytes(of: child, depth: depth + 1), Self.most) }
    for entry in node.entries {
      let size = bytes(of: entry.key, depth: depth + 1) + bytes(of: entry.value, depth: depth + 1)
      total = min(total + size, Self.most)
    }
    known[node] = total
    return total
  }
}
