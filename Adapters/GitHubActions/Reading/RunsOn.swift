internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A job's `runs-on`, in any of its forms.
struct RunsOn {
  let node: YAMLNode
  /// The text as written, for messages.
  let text: String
  /// Whether the value depends on an expression.
  let isComputed: Bool

  init(_ node: YAMLNode, in source: [UInt8]) {
    self.node = node
    let resolved = node.resolved
    let bytes = source[resolved.range]
    text = resolved.kind == .scalar ? resolved.text : String(decoding: bytes, as: UTF8.self)
    isComputed =
      ExpressionTemplate.isNeeded(for: text) || resolved.kind != .scalar && text.containsBytes(of: "*")
  }

  /// The machine that a row asks for.
  func request(in scope: ExpressionScope) -> RunnerRequest {
    var values = WorkflowValues(in: scope)
    do throws(UnresolvedExpression) {
      let value = try values.value(of: node)
      return try request(value)
    } catch {
      return .unresolved(text, reason: error.reason, node.place)
    }
  }

  private func request(_ value: ExpressionValue) throws(UnresolvedExpression) -> RunnerRequest {
    switch value {
    case .null: throw .invalid("it names no runner")
    case .bool, .number, .string, .array: return .labels(try labels(value), node.place)
    case .object(let object):
      let names = try object["labels"].map { value throws(UnresolvedExpression) in try labels(value) } ?? []
      guard let group = object["group"], group.isPrimitive, !group.text.isEmpty else {
        guard !names.isEmpty else { throw .invalid("it names neither a group nor labels") }
        return .labels(names, node.place)
      }
      return .group(group.text, labels: names, node.place)
    }
  }

  private func labels(_ value: ExpressionValue) throws(UnresolvedExpression) -> [String] {
    let items: [ExpressionValue] = if case .array(let items) = value { items } else { [value] }
    guard items.allSatisfy(\.isPrimitive) else { throw .invalid("a label is no text") }
    let labels = items.map(\.text)
    guard !labels.isEmpty, labels.allSatisfy({ !$0.isEmpty }) else { throw .invalid("it names no runner") }
    return labels
  }
}
