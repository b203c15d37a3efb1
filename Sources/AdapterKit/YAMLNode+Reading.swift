public import InfraMindCore
public import LosslessYAML

extension YAMLNode {
  /// Where the node's content begins.
  public var place: SourcePosition { SourcePosition(contentPosition) }

  /// The decoded text of a scalar; `nil` for anything else.
  public var scalarText: String? {
    let node = resolved
    return node.kind == .scalar ? node.text : nil
  }

  /// Whether there is nothing: an empty value or `null`.
  public var isNull: Bool { isPlainNull }

  /// The texts of a scalar, or of a list's scalars.
  ///
  /// A list ends where its texts are more than a file can hold: only aliases make it longer.
  public var texts: [String] {
    let node = resolved
    switch node.kind {
    case .scalar: return node.isNull ? [] : [node.text]
    case .sequence:
      var allowance = ReadingAllowance(bytes: 16 << 20)
      var texts: [String] = []
      for item in node.items {
        guard let text = item.scalarText else { continue }
        guard allowance.take(text.utf8.count) else { break }
        texts.append(text)
      }
      return texts
    case .mapping, .alias: return []
    }
  }

  /// The texts of a mapping's scalars by key; what is no scalar is left out.
  public var textsByKey: [String: String] {
    var texts: [String: String] = [:]
    for entry in resolved.entries where entry.isInForce {
      if let value = entry.value.scalarText { texts[entry.key.resolved.text] = value }
    }
    return texts
  }
}

extension SourcePosition {
  /// A place in a file as a place in the repository.
  public init(_ position: YAMLPosition) {
    self.init(file: position.file, line: position.line, column: position.column)
  }
}
