/// A node of a document: a cheap handle that keeps its file alive. Equal handles are the same node.
public struct YAMLNode: Sendable, Hashable {
  /// What a node is.
  public enum Kind: UInt8, Sendable, Hashable {
    /// Text.
    case scalar
    /// A list of items.
    case sequence
    /// A list of keys with values.
    case mapping
    /// Another name for a node that stands elsewhere.
    case alias
  }

  /// How a node is written.
  public enum Style: UInt8, Sendable, Hashable {
    /// A scalar without quotes; also an alias.
    case plain
    /// `'text'`
    case singleQuoted
    /// `"text"`
    case doubleQuoted
    /// `|` and indented lines.
    case literal
    /// `>` and indented lines.
    case folded
    /// A collection by indentation.
    case block
    /// A collection in brackets or braces, or a single `key: value` as an item between brackets.
    case flow
  }

  let tree: YAMLTree
  let index: Int

  var record: NodeRecord { tree.nodes[index] }

  /// What the node is.
  public var kind: Kind { record.kind }

  /// How the node is written.
  public var style: Style { record.style }

  /// The tag, resolved as far as `%TAG` says: `tag:yaml.org,2002:str` for `!!str`, `!custom` as it stands,
  /// `!` for text by force; `nil` without one.
  public var tag: String? { properties?.tag }

  /// The name after `&`; `nil` without one.
  public var anchor: String? { properties?.anchor }

  /// The bytes of the content, without tag, anchor, trailing blanks and comments.
  ///
  /// Quotes, brackets and braces are part of it. A block scalar begins at its indicator and ends behind the
  /// line break of its last line of text (with `+` behind the blank lines too); without any text behind the
  /// line break of its header. A block collection begins at its first key, `?` or `-` and ends where its last
  /// child ends. An empty value has an empty range behind the colon, dash or properties that it belongs to.
  public var range: Range<Int> { Int(record.start)..<Int(record.end) }

  /// ``range`` with the tag and the anchor in front.
  public var fullRange: Range<Int> { Int(record.fullStart)..<Int(record.end) }

  /// Where ``fullRange`` begins.
  public var position: YAMLPosition { tree.source.position(at: Int(record.fullStart)) }

  /// Where ``range`` begins.
  public var contentPosition: YAMLPosition { tree.source.position(at: Int(record.start)) }

  /// The decoded text of a scalar, `""` for an empty value; the name of an alias; `""` for a collection.
  public var text: String {
    withText { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether this is a scalar without any characters of its own, such as the value in `key:`.
  public var isEmpty: Bool {
    kind == .scalar && record.start == record.end
  }

  /// The collection that holds the node, also as a key; `nil` for a root.
  public var parent: YAMLNode? {
    record.parent < 0 ? nil : YAMLNode(tree: tree, index: Int(record.parent))
  }

  /// The node's document.
  public var document: YAMLDocument {
    var low = 0
    var high = max(tree.documents.count - 1, 0)
    while low < high {
      let middle = (low + high + 1) / 2
      if Int(tree.documents[middle].nodes.lowerBound) <= index { low = middle } else { high = middle - 1 }
    }
    return YAMLDocument(tree: tree, index: low)
  }

  /// The same node of the same reading.
  public static func == (left: YAMLNode, right: YAMLNode) -> Bool {
    left.index == right.index && left.tree === right.tree
  }

  /// Hashes the identity.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(tree))
    hasher.combine(index)
  }

  private var properties: NodeProperties? {
    record.kind == .alias || record.link < 0 ? nil : tree.properties[Int(record.link)]
  }

  /// Gives the bytes of ``text`` without a copy.
  func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    tree.withText(of: record, body)
  }
}
