internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A row of a job's matrix with what is known in it.
struct JobMatrixRow {
  let matrix: MatrixRow
  /// Inputs, matrix and strategy.
  private(set) var scope: ExpressionScope
}

extension WorkflowReader {
  /// The rows of a job; one without values if it has no matrix; `nil`, and a problem, if they are not known.
  mutating func rows(
    of strategy: YAMLNode?, id: String, inputs: ExpressionScope.Context, in file: WorkflowFile
  ) -> [JobMatrixRow]? {
    guard let strategy, !strategy.isNull else { return [JobMatrixRow(.none, inputs: inputs)] }
    var values = WorkflowValues(in: ExpressionScope(inputs: inputs))
    guard strategy.resolved.kind == .mapping else {
      guard let text = strategy.scalarText, ExpressionTemplate.isNeeded(for: text) else {
        report(
          .at(strategy, in: file.path, .error, "invalid-matrix", "the strategy of '\(id)' must be a mapping"))
        return nil
      }
      report(.at(strategy, in: file.path, .note, "computed-matrix", "the strategy of '\(id)' is computed"))
      return nil
    }
    guard let node = strategy["matrix"] else { return [JobMatrixRow(.none, inputs: inputs)] }
    do throws(UnresolvedExpression) {
      return try expand(try values.value(of: node), at: node, id: id, inputs: inputs, in: file)
    } catch {
      let isInvalid = error.kind == .invalid
      report(
        .at(
          node, in: file.path, isInvalid ? .error : .note, isInvalid ? "invalid-matrix" : "computed-matrix",
          "the matrix of '\(id)' cannot be known from the files: \(error.reason)"))
      return nil
    }
  }

  private mutating func expand(
    _ value: ExpressionValue, at node: YAMLNode, id: String, inputs: ExpressionScope.Context,
    in file: WorkflowFile
  ) throws(UnresolvedExpression) -> [JobMatrixRow]? {
    do throws(Matrix.Failure) {
      let rows = try Matrix(value).rows()
      return rows.enumerated().map {
        JobMatrixRow($0.element, index: $0.offset, of: rows.count, inputs: inputs)
      }
    } catch {
      switch error {
      case .unresolved(let reason): throw reason
      case .invalid(let clause):
        report(
          .at(
            node, in: file.path, .error, "invalid-matrix", "GitHub rejects the matrix of '\(id)': \(clause)"))
        return nil
      }
    }
  }
}

extension JobMatrixRow {
  /// The one row of a job without a matrix.
  init(_ row: MatrixRow, inputs: ExpressionScope.Context) {
    matrix = row
    scope = ExpressionScope(inputs: inputs, matrix: .known(.null))
    scope.strategy = (index: 0, total: 1)
  }

  init(_ row: MatrixRow, index: Int, of total: Int, inputs: ExpressionScope.Context) {
    matrix = row
    scope = ExpressionScope(inputs: inputs, matrix: .known(.object(row.values)))
    scope.strategy = (index: index, total: total)
  }
}
