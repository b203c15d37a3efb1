internal import InfraMindCore
internal import LosslessYAML

extension YAMLDialect {
  /// YAML as GitHub's reader understands it: the 1.2 core schema, no merge keys, and its limits.
  ///
  /// - SeeAlso: actions/runner, `YamlObjectReader`, `ParseOptions`.
  static let gitHubActions = YAMLDialect.core12.limited(
    to: YAMLLimits(bytes: 1_048_576, depth: 50, nodes: 50_000))
}

extension ExpressionValue {
  /// The value of a scalar as GitHub reads it, before any expression in it is replaced.
  init(_ scalar: YAMLScalar) {
    switch scalar {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .number(Double(value))
    case .float(let value): self = .number(value)
    case .string(let text): self = .string(text)
    }
  }
}

/// Reads values out of a file with all expressions replaced, within GitHub's limits.
struct WorkflowValues {
  let scope: ExpressionScope
  /// Nodes left, aliases expanded; GitHub allows 50,000 in a file.
  private var nodesLeft = 50_000

  init(in scope: ExpressionScope) { self.scope = scope }

  /// The value of a node.
  ///
  /// - Throws: Why only a run knows it, or why GitHub would reject it.
  mutating func value(of node: YAMLNode, depth: Int = 0) throws(UnresolvedExpression) -> ExpressionValue {
    nodesLeft -= 1
    guard nodesLeft > 0, depth <= 50 else { throw .invalid("it has too many parts") }
    let node = node.resolved
    switch node.kind {
    case .alias: throw .invalid("an alias stands for nothing")
    case .scalar: return try scalar(node)
    case .sequence:
      var items: [ExpressionValue] = []
      for item in node.items { items.append(try value(of: item, depth: depth + 1)) }
      return .array(items)
    case .mapping:
      var object = ExpressionObject()
      for entry in node.entries where entry.isInForce {
        object.append(entry.key.resolved.text, try value(of: entry.value, depth: depth + 1))
      }
      return .object(object)
    }
  }

  private func scalar(_ node: YAMLNode) throws(UnresolvedExpression) -> ExpressionValue {
    let scalar = node.scalar ?? .null
    guard case .string(let text) = scalar, ExpressionTemplate.isNeeded(for: text) else {
      return ExpressionValue(scalar)
    }
    switch ExpressionTemplate(text).evaluate(in: scope) {
    case .value(let value): return value
    case .unresolved(let reason): throw reason
    }
  }
}
