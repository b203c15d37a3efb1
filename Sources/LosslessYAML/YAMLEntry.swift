/// A key of a mapping with its value.
public struct YAMLEntry: Sendable, Hashable {
  /// The key.
  public let key: YAMLNode
  /// The value; an empty scalar where none is written.
  public let value: YAMLNode
  /// Its place in the mapping, from 0.
  public let index: Int

  /// Whether the mapping has the same key in another entry.
  public var isDuplicate: Bool { key.record.flags.contains(.isDuplicate) }

  /// Whether the dialect reads this entry's own value for its key, rather than that of an equal key or of a
  /// merge key that outranks it.
  public var isInForce: Bool {
    !key.record.flags.contains(.isOutranked) && !key.isOverwrittenByMerge(index)
  }

  /// Whether this is a `<<` that the dialect merges.
  public var isMerge: Bool {
    key.record.flags.contains(.isMergeKey) && key.tree.dialect.mergesKeys
  }

  /// From the key to the value, properties included. `? ` and blanks in front are not part of it.
  public var range: Range<Int> {
    let start = key.fullRange.lowerBound
    return start..<max(start, key.fullRange.upperBound, value.fullRange.upperBound)
  }
}

/// The entries of a mapping in the order of the text.
public struct YAMLEntries: RandomAccessCollection, Sendable {
  let tree: YAMLTree
  let first: Int
  /// How many there are.
  public let count: Int

  /// 0.
  public var startIndex: Int { 0 }
  /// How many there are.
  public var endIndex: Int { count }
  /// The entry at a place, from 0.
  public subscript(position: Int) -> YAMLEntry {
    precondition((0..<count).contains(position), "no entry at this place")
    let key = Int(tree.children[first + 2 * position])
    let value = Int(tree.children[first + 2 * position + 1])
    return YAMLEntry(
      key: YAMLNode(tree: tree, index: key), value: YAMLNode(tree: tree, index: value), index: position)
  }
}

/// The items of a sequence in the order of the text.
public struct YAMLItems: RandomAccessCollection, Sendable {
  let tree: YAMLTree
  let first: Int
  /// How many there are.
  public let count: Int

  /// 0.
  public var startIndex: Int { 0 }
  /// How many there are.
  public var endIndex: Int { count }
  /// The item at a place, from 0.
  public subscript(position: Int) -> YAMLNode {
    precondition((0..<count).contains(position), "no item at this place")
    return YAMLNode(tree: tree, index: Int(tree.children[first + position]))
  }
}

extension YAMLNode {
  /// A mapping's own entries, all of them; none for other nodes. An alias has none: see ``resolved``.
  public var entries: YAMLEntries {
    let isMapping = record.kind == .mapping
    return YAMLEntries(tree: tree, first: Int(record.first), count: isMapping ? Int(record.count) / 2 : 0)
  }

  /// The entry whose key or value the node is; `nil` for an item of a sequence and for a root.
  public var enclosingEntry: YAMLEntry? {
    guard let parent, parent.kind == .mapping, let place = childIndex else { return nil }
    return parent.entries[place / 2]
  }

  /// A sequence's items; none for other nodes. An alias has none: see ``resolved``.
  public var items: YAMLItems {
    let isSequence = record.kind == .sequence
    return YAMLItems(tree: tree, first: Int(record.first), count: isSequence ? Int(record.count) : 0)
  }

  /// The nodes that lie directly in a collection: items, or keys and values in turn.
  var children: YAMLItems {
    let isCollection = record.kind == .sequence || record.kind == .mapping
    return YAMLItems(tree: tree, first: Int(record.first), count: isCollection ? Int(record.count) : 0)
  }

  /// The node's place among ``parent``'s ``children``; `nil` for a root.
  var childIndex: Int? {
    guard let children = parent?.children else { return nil }
    var low = 0
    var high = children.count
    while low < high {
      let middle = (low + high) / 2
      if children[middle].index < index { low = middle + 1 } else { high = middle }
    }
    return low < children.count && children[low].index == index ? low : nil
  }
}
