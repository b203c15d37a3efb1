/// Everything read from one file, in contiguous records that link to each other by number.
///
/// Immutable once made, hence shared freely between threads. ``YAMLNode`` is a handle: a tree and a number.
final class YAMLTree: Sendable {
  let source: SourceText
  let dialect: YAMLDialect
  /// All nodes in the order of the text; a collection comes before what lies in it.
  let nodes: ContiguousArray<NodeRecord>
  /// The children of each collection next to each other: items, or keys and values in turn.
  let children: ContiguousArray<Int32>
  /// Decoded text of the scalars whose value is not a slice of the source.
  let decoded: ContiguousArray<UInt8>
  let properties: ContiguousArray<NodeProperties>
  let documents: ContiguousArray<DocumentRecord>
  /// The alias nodes, in the order of the text.
  let aliases: ContiguousArray<Int32>
  let findings: ContiguousArray<Finding>
  /// How many mappings all merge keys together name.
  let mergeCount: Int

  init(source: SourceText, dialect: YAMLDialect, parts: consuming TreeParts) {
    self.source = source
    self.dialect = dialect
    nodes = parts.nodes
    children = parts.children
    decoded = parts.decoded
    properties = parts.properties
    documents = parts.documents
    aliases = parts.aliases
    findings = parts.findings
    mergeCount = parts.mergeCount
  }
}

/// What reading gathers, before it becomes a tree.
struct TreeParts {
  var nodes = ContiguousArray<NodeRecord>()
  var children = ContiguousArray<Int32>()
  var decoded = ContiguousArray<UInt8>()
  var properties = ContiguousArray<NodeProperties>()
  var documents = ContiguousArray<DocumentRecord>()
  var aliases = ContiguousArray<Int32>()
  var findings = ContiguousArray<Finding>()
  var mergeCount = 0
}

/// One node. 32 bytes, so that two share a cache line.
struct NodeRecord: Sendable {
  var kind: YAMLNode.Kind
  var style: YAMLNode.Style
  var flags: Flags
  /// The collection that holds the node; -1 for a root.
  var parent: Int32
  /// Where the node begins with its tag and anchor.
  var fullStart: Int32
  /// Where its content begins and ends.
  var start: Int32
  var end: Int32
  /// Scalar: offset of its text. Collection: first place in `children`. Alias: offset of its name.
  var first: Int32
  /// Scalar, alias: bytes of text. Collection: number of children, keys and values counted apart.
  var count: Int32
  /// Index into `properties`, or -1. Of an alias: the node that it names, or -1.
  var link: Int32

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt8
    /// The text lies in `decoded`, not in the source.
    static let isDecoded = Flags(rawValue: 1)
    /// A key that its mapping holds more than once.
    static let isDuplicate = Flags(rawValue: 2)
    /// A key that another entry of its mapping outranks.
    static let isOutranked = Flags(rawValue: 4)
    /// An alias inside the node that it names.
    static let isRecursive = Flags(rawValue: 8)
    /// A key that a plain `<<` makes a merge key in dialects that have them.
    static let isMergeKey = Flags(rawValue: 16)
  }
}

struct NodeProperties: Sendable {
  var tag: String?
  var anchor: String?
}

struct DocumentRecord: Sendable {
  var root: Int32
  var start: Int32
  var end: Int32
  /// The first node, and one more than the last.
  var nodes: Range<Int32>
  var aliases: Range<Int32>
  var startsImplicitly: Bool
  var endsImplicitly: Bool
}

/// Something that deserves a warning; the sentence is made when asked for.
struct Finding: Sendable {
  var code: YAMLError.Code
  var node: Int32
  /// The earlier node that it has to do with, or -1.
  var other: Int32
}
