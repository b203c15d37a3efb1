internal import InfraMindCore
internal import LosslessYAML

/// The scalars of an element that name its parameters, in templates and expressions.
struct References {
  private var nodes: [String: Set<YAMLNode>] = [:]

  /// Looks through a node, but not through the declarations of parameters in it.
  ///
  /// - Parameter prefix: What stands before a name: `parameters.` or `pipeline.parameters.`.
  init(in node: YAMLNode, prefix: String = "parameters.") {
    let mapping = node.resolved
    guard mapping.kind == .mapping else {
      collect(mapping, prefix)
      return
    }
    for entry in mapping.effectiveEntries where entry.key.text != "parameters" || prefix != "parameters." {
      collect(entry.value, prefix)
    }
  }

  private mutating func collect(_ node: YAMLNode, _ prefix: String) {
    for scalar in node.scalars() {
      let text = scalar.text
      guard text.containsBytes(of: "parameters.") else { continue }
      for name in Self.names(in: text, prefix) { nodes[name, default: []].insert(scalar) }
    }
  }

  /// The scalars that name a parameter.
  func nodes(naming name: String) -> Set<YAMLNode> { nodes[name] ?? [] }

  private static func names(in text: String, _ prefix: String) -> [String] {
    var names: [String] = []
    var rest = text[...]
    while let found = rest.firstRange(of: prefix) {
      let isWhole =
        found.lowerBound == text.startIndex
        || !".-_".contains(text[text.index(before: found.lowerBound)])
          && !text[text.index(before: found.lowerBound)].isLetter
      let name = rest[found.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
      if isWhole, !name.isEmpty { names.append(String(name)) }
      rest = rest[found.upperBound...]
    }
    return names
  }
}
