/// Everything read from one file: its documents, and why reading stopped if it did.
///
/// Reading never throws: real files hold templates and fragments, and what can be read of them is.
public struct YAMLStream: Sendable {
  let tree: YAMLTree
  /// Why reading stopped; `nil` if the whole file was read.
  public let problem: YAMLError?

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - source: The bytes of the file: UTF-8, with or without a byte order mark.
  ///   - file: Its name, for messages only.
  ///   - dialect: What YAML means to the reader that the file is written for.
  public init(reading source: [UInt8], file: String = "", dialect: YAMLDialect = .core12) {
    let text = SourceText(source, file: file, limit: dialect.limits.usableBytes)
    let result = Reading.read(text, dialect: dialect)
    tree = YAMLTree(source: text, dialect: dialect, parts: result.parts)
    problem = result.problem
  }

  /// Reads a text.
  public init(reading source: String, file: String = "", dialect: YAMLDialect = .core12) {
    self.init(reading: Array(source.utf8), file: file, dialect: dialect)
  }

  /// The bytes read, all of them.
  public var source: [UInt8] { tree.source.bytes }

  /// The file's name as the caller gave it.
  public var file: String { tree.source.file }

  /// What YAML meant to the caller.
  public var dialect: YAMLDialect { tree.dialect }

  /// The documents that were read completely before the ``problem``. Empty for a file without any content.
  public var documents: [YAMLDocument] {
    tree.documents.indices.map { YAMLDocument(tree: tree, index: $0) }
  }

  /// Duplicate keys, undefined and recursive aliases and the like, in the order in which they were found.
  public var warnings: [YAMLError] {
    tree.findings.map { tree.warning(for: $0) }
  }

  /// The node that a path leads to; `nil` if it leads nowhere.
  public func node(at path: YAMLPath) -> YAMLNode? {
    guard tree.documents.indices.contains(path.document) else { return nil }
    return YAMLDocument(tree: tree, index: path.document).node(at: path)
  }

  /// The line and column of an offset in ``source``; offsets beyond it count as its end.
  public func position(at offset: Int) -> YAMLPosition {
    tree.source.position(at: offset)
  }

  /// The line that holds an offset, and a caret below its column on a second line.
  public func excerpt(at offset: Int) -> String? {
    tree.source.excerpt(at: offset)
  }
}

extension YAMLTree {
  func warning(for finding: Finding) -> YAMLError {
    let node = YAMLNode(tree: self, index: Int(finding.node))
    let other = finding.other < 0 ? nil : YAMLNode(tree: self, index: Int(finding.other))
    let line = other.map { " in line \($0.position.line)" } ?? ""
    let name = Self.shortened(node.kind == .mapping || node.kind == .sequence ? "" : node.text)
    let message =
      switch finding.code {
      case .duplicateKey: "the key '\(name)' is given already\(line); keep one of them"
      case .redefinedAnchor: "the anchor '\(node.anchor ?? "")' is given already\(line); rename one of them"
      case .recursiveAlias: "the alias '*\(name)' lies inside the node that it stands for\(line)"
      default: "the alias '*\(name)' names no anchor above it in its document; define it first"
      }
    let offset = node.fullRange.lowerBound
    return YAMLError(
      finding.code, message, at: source.position(at: offset), excerpt: source.excerpt(at: offset),
      related: other.map { [$0.position] } ?? [])
  }

  private static func shortened(_ text: String) -> String {
    text.count > 60 ? text.prefix(60) + "…" : text
  }
}
