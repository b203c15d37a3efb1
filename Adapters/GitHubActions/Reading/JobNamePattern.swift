/// A job's `name`, which may hold expressions.
struct JobNamePattern {
  private let base: String
  private let template: ExpressionTemplate?

  init(_ name: String?, id: String) {
    let name = name ?? ""
    base = name.isEmpty ? id : name
    template = ExpressionTemplate.isNeeded(for: base) ? ExpressionTemplate(base) : nil
  }

  /// The name of a row as GitHub reports it; expressions that only a run knows stay as they are.
  func text(of row: JobMatrixRow) -> String {
    guard template != nil else { return JobName.of(row: row.matrix, base: base) }
    return text(in: row.scope)
  }

  /// The name without a row.
  func text(in scope: ExpressionScope) -> String {
    guard let template else { return base }
    return template.evaluate(in: scope).value?.text ?? base
  }
}
