internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The rows of an invocation's matrix, as CircleCI expands them: the product of all lists, less what is excluded.
struct Matrix {
  /// The values of a row by parameter.
  typealias Row = [String: YAMLNode]

  /// Why a matrix cannot be expanded from the file.
  struct Failure: Error {
    var code: String
    var message: String
    var node: YAMLNode
  }

  /// In the order of the text, the last list fastest.
  let rows: [Row]

  /// Rows beyond this many are nobody's.
  private static let most = 1_000
  /// Bytes of a value, which each row holds and which is part of its name.
  private static let longestValue = 10_000

  init(_ matrix: YAMLNode, in scope: Scope) throws(Failure) {
    guard let parameters = matrix.mapping("parameters") else {
      throw Failure(code: "invalid-matrix", message: "a matrix needs 'parameters' with lists", node: matrix)
    }
    var rows: [Row] = [[:]]
    for entry in parameters.effectiveEntries {
      let list = entry.value.resolved
      guard list.kind == .sequence, !Self.isComputed(list, in: scope) else {
        throw Failure(
          code: "computed-matrix",
          message:
            "'\(entry.key.text)' of the matrix is no list that the file tells, so its jobs are known to a "
            + "pipeline only",
          node: entry.value)
      }
      if let long = list.items.first(where: { $0.resolved.range.count > Self.longestValue }) {
        throw Failure(
          code: "invalid-matrix",
          message: "a value of the matrix has more than \(Self.longestValue) bytes; shorten it", node: long)
      }
      guard rows.count * list.items.count <= Self.most else {
        throw Failure(
          code: "too-many-rows", message: "the matrix has more than \(Self.most) combinations", node: matrix)
      }
      rows = rows.flatMap { row in
        list.items.map { item in row.merging([entry.key.text: item]) { $1 } }
      }
    }
    let excluded = Set(
      matrix.list("exclude").map { exclusion in
        exclusion.resolved.effectiveEntries.reduce(into: [String: String]()) {
          $0[$1.key.text] = Self.text($1.value, in: scope)
        }
      })
    // Only an exclusion that names every parameter counts.
    self.rows =
      excluded.isEmpty
      ? rows : rows.filter { row in !excluded.contains(row.mapValues { Self.text($0, in: scope) }) }
  }

  private static func isComputed(_ list: YAMLNode, in scope: Scope) -> Bool {
    list.items.contains { item in scope.fill(item).map { !$0.isComplete } ?? false }
  }

  private static func text(_ node: YAMLNode, in scope: Scope) -> String {
    scope.fill(node)?.text ?? node.canonicalText
  }
}
