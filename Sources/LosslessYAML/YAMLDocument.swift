/// One document of a stream.
public struct YAMLDocument: Sendable {
  let tree: YAMLTree
  /// Its place in the stream, from 0.
  public let index: Int

  init(tree: YAMLTree, index: Int) {
    self.tree = tree
    self.index = index
  }

  /// Reads a file that holds one document. A file without any content is a document without a root.
  ///
  /// - Throws: The stream's problem, or ``YAMLError/Code/severalDocuments`` with the place of the second.
  public init(
    parsing source: [UInt8], file: String = "", dialect: YAMLDialect = .core12
  ) throws(YAMLError) {
    let stream = YAMLStream(reading: source, file: file, dialect: dialect)
    if let problem = stream.problem { throw problem }
    if stream.tree.documents.count > 1 {
      let place = Int(stream.tree.documents[1].start)
      throw YAMLError(
        .severalDocuments, "a second document begins here where one was expected; read the file as a stream",
        at: stream.position(at: place), excerpt: stream.excerpt(at: place))
    }
    self.init(tree: stream.tree, index: 0)
  }

  /// Reads a text that holds one document.
  public init(parsing source: String, file: String = "", dialect: YAMLDialect = .core12) throws(YAMLError) {
    try self.init(parsing: Array(source.utf8), file: file, dialect: dialect)
  }

  private var record: DocumentRecord? {
    tree.documents.indices.contains(index) ? tree.documents[index] : nil
  }

  /// The outermost node; `nil` only for a file without any content. `---` alone has an empty scalar.
  public var root: YAMLNode? {
    guard let record, record.root >= 0 else { return nil }
    return YAMLNode(tree: tree, index: Int(record.root))
  }

  /// The way to the root: `document.path.appending("steps")` leads to a node of this document of the stream.
  public var path: YAMLPath { YAMLPath([], document: index) }

  /// From the first directive, `---` or content to the end of the content, or of the `...` behind it.
  public var range: Range<Int> {
    guard let record else { return 0..<tree.source.bytes.count }
    return Int(record.start)..<max(Int(record.start), Int(record.end))
  }

  /// Whether the document begins without a `---`.
  public var startsImplicitly: Bool { record?.startsImplicitly ?? true }

  /// Whether the document ends without a `...`.
  public var endsImplicitly: Bool { record?.endsImplicitly ?? true }

  /// All nodes in the order of the text, keys and aliases among them; what aliases stand for is not repeated.
  public var nodes: some RandomAccessCollection<YAMLNode> & Sendable {
    YAMLNodes(tree: tree, indices: (record?.nodes ?? 0..<0).asInts)
  }

  /// The bytes of the whole file.
  public var source: [UInt8] { tree.source.bytes }

  /// The node that a path leads to, whatever the path's own document number; `nil` if it leads nowhere.
  ///
  /// Keys and indices look through aliases and merge keys, so the node may lie elsewhere than its path says:
  /// compare its ``YAMLNode/path``.
  public func node(at path: YAMLPath) -> YAMLNode? {
    var node = root
    for component in path.components {
      switch component {
      case .key(let key): node = node?[key]
      case .index(let index): node = node?[index]
      case .entry(let entry): node = node?.value(ofEntry: entry)
      }
      if node == nil { return nil }
    }
    return node
  }
}

/// Nodes with neighbouring numbers.
struct YAMLNodes: RandomAccessCollection, Sendable {
  let tree: YAMLTree
  let indices: Range<Int>
  var startIndex: Int { indices.lowerBound }
  var endIndex: Int { indices.upperBound }
  subscript(position: Int) -> YAMLNode { YAMLNode(tree: tree, index: position) }
}

extension Range<Int32> {
  var asInts: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
