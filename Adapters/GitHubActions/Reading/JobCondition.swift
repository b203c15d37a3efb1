internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A job's or step's `if`.
struct JobCondition {
  /// As written.
  let text: String
  private let template: ExpressionTemplate?
  private let expression: Expression?

  /// Reads a condition; `nil` if there is none.
  init?(_ node: YAMLNode?) {
    guard let text = node?.scalarText, !text.isEmpty else { return nil }
    self.text = text
    template = ExpressionTemplate.isNeeded(for: text) ? ExpressionTemplate(text) : nil
    expression = template == nil ? try? Expression(parsing: text) : nil
  }

  /// Whether it holds; `nil` if only a run knows.
  ///
  /// - Parameter assumesSuccess: Whether to answer for a run in which all goes well.
  func holds(in scope: ExpressionScope, assumingSuccess assumesSuccess: Bool) -> Bool? {
    var scope = scope
    scope.allowsStatus = assumesSuccess
    if let expression { return expression.truth(in: scope) }
    guard let template else { return nil }
    if template.parts.count == 1, case .expression(let only) = template.parts[0] {
      return only.truth(in: scope)
    }
    return template.evaluate(in: scope).value?.isTruthy
  }

  /// Whether anything in it may differ between the rows of a job.
  var dependsOnRow: Bool {
    Self.rowContexts.contains { text.containsBytes(ofAnyCase: $0) }
  }

  /// Whether a condition asks for a tag or a release, and for nothing to be otherwise.
  static func isForReleases(_ text: String) -> Bool {
    guard !text.contains("!") else { return false }
    return releaseWords.contains { text.containsBytes(ofAnyCase: $0) }
  }

  private static let releaseWords: [StaticString] = ["refs/tags", "'release'", "ref_type == 'tag'"]

  private static let rowContexts: [StaticString] = ["matrix", "runner", "strategy", "inputs"]

  /// Whether a job's condition is false in every run.
  static func neverRuns(_ node: YAMLNode?, _ instances: [WorkflowCall.Instance]) -> Bool {
    guard let condition = JobCondition(node) else { return false }
    return instances.allSatisfy {
      condition.holds(in: ExpressionScope(inputs: $0.inputs), assumingSuccess: false) == false
    }
  }
}
