internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A `condition` of steps: a value, or logic over values.
enum Condition {
  /// Whether it holds; `nil` if only a pipeline knows.
  ///
  /// - Parameters:
  ///   - scope: Of the element that holds the condition.
  ///   - row: Of one row of the job: what differs from row to row has its value there.
  ///   - left: How many conditions may still be weighed: aliases let a short text repeat a long one.
  static func holds(
    _ node: YAMLNode, in scope: Scope, row: Scope, depth: Int = 0, _ left: inout Int
  ) -> Bool? {
    let node = node.resolved
    left -= 1
    guard depth < 20, left > 0 else { return nil }
    switch node.kind {
    case .scalar: return text(node, scope, row).map(isTrue)
    case .sequence, .alias: return nil
    case .mapping: break
    }
    guard let entry = node.effectiveEntries.first, node.effectiveEntries.count == 1 else { return nil }
    let operands = Array(entry.value.resolved.items)
    switch entry.key.text {
    case "and":
      let sides = operands.map { holds($0, in: scope, row: row, depth: depth + 1, &left) }
      return sides.contains(false) ? false : sides.contains(nil) ? nil : true
    case "or":
      let sides = operands.map { holds($0, in: scope, row: row, depth: depth + 1, &left) }
      return sides.contains(true) ? true : sides.contains(nil) ? nil : false
    case "not": return holds(entry.value, in: scope, row: row, depth: depth + 1, &left).map { !$0 }
    case "equal":
      left -= operands.count
      let texts = operands.map { text($0, scope, row) }
      let known = Set(texts.compactMap(\.self))
      return known.count > 1 ? false : texts.contains(nil) ? nil : true
    default: return nil
    }
  }

  /// Whether it holds for pipelines of tags only: it asks for `pipeline.git.tag`, in a logic statement or an
  /// expression.
  ///
  /// - Parameter left: As for ``holds(_:in:row:depth:_:)``; what is not weighed any more asks for nothing.
  static func isForTags(_ node: YAMLNode, depth: Int = 0, _ left: inout Int) -> Bool {
    let node = node.resolved
    left -= 1
    guard depth < 20, left > 0 else { return false }
    switch node.kind {
    case .scalar: return isForTags(expression: node.text)
    case .sequence, .alias: return false
    case .mapping: break
    }
    guard let entry = node.effectiveEntries.first, node.effectiveEntries.count == 1 else { return false }
    let value = entry.value.resolved
    let operands = Array(value.items)
    left -= operands.count
    switch entry.key.text {
    case "and": return operands.contains { isForTags($0, depth: depth + 1, &left) }
    case "or": return !operands.isEmpty && operands.allSatisfy { isForTags($0, depth: depth + 1, &left) }
    case "equal": return asksForTag(value.texts) && !value.texts.contains("")
    case "not": return value["equal"].map { asksForTag($0.texts) && $0.texts.contains("") } ?? false
    case "matches": return asksForTag([value["value"]?.scalarText ?? ""])
    default: return false
    }
  }

  /// Whether an expression, as of `filters: pipeline.git.tag starts-with "v"`, holds for tags only.
  static func isForTags(expression: String) -> Bool {
    let sides = expression.split(separator: " or ")
    return !sides.isEmpty
      && sides.allSatisfy { side in
        let isOpen = ["not ", "== \"\"", "== ''"].contains { side.contains($0) }
        return !isOpen && asksForTag([String(side)])
      }
  }

  private static func asksForTag(_ texts: [String]) -> Bool {
    texts.contains { $0.containsBytes(of: "pipeline.git.tag") }
  }

  private static func text(_ node: YAMLNode, _ scope: Scope, _ row: Scope) -> String? {
    guard let filled = scope.fill(node, usingDefaults: false) else { return nil }
    if filled.isComplete { return filled.text }
    let again = row.fill(filled.text, usingDefaults: false)
    return again.isComplete ? again.text : nil
  }

  /// CircleCI's truth: false, null, 0, NaN and the empty text are none.
  static func isTrue(_ text: String) -> Bool {
    !["", "false", "no", "off", "null", "~", "0", "nan", ".nan"].contains(text.lowercased())
  }
}
