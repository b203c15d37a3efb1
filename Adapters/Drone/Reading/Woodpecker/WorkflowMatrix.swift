internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A workflow's `matrix`: one run of the workflow for each combination.
///
/// - SeeAlso: woodpecker-ci/woodpecker, `pipeline/frontend/yaml/matrix`.
struct WorkflowMatrix {
  struct Row {
    /// Values by axis.
    var values: [String: String] = [:]
    /// Where each value is written.
    var nodes: [String: YAMLNode] = [:]
  }

  /// One without values for a workflow without a matrix; none if they are not known.
  private(set) var rows = [Row()]
  /// Names of the axes, in the order of the file.
  private(set) var axes: [String] = []
  /// What is wrong with it.
  private(set) var problem: PipelineProblem?

  /// Woodpecker stops behind this many combinations, and which ones these are is left to chance.
  static let mostCombinations = 27
  /// Woodpecker drops axes beyond these.
  static let mostAxes = 12
  private static let mostRows = 1_000

  init(_ node: YAMLNode?, path: String) {
    guard let node, !node.isNull else { return }
    guard node.resolved.kind == .mapping else {
      fail(.at(node, in: path, .error, "bad-matrix", "`matrix` must be a mapping; Woodpecker refuses it"))
      return
    }
    if let include = node["include"], !include.isNull { list(include, path) } else { combine(node, path) }
  }

  private mutating func fail(_ problem: PipelineProblem) {
    rows = []
    self.problem = problem
  }

  // MARK: - Listed combinations

  private mutating func list(_ include: YAMLNode, _ path: String) {
    let items = include.itemsWithMerged.map(\.node)
    guard items.count <= Self.mostRows else {
      return fail(
        .at(
          include, in: path, .warning, "matrix-limit",
          "the matrix lists more than \(Self.mostRows) combinations, too many to look at each"))
    }
    var seen: Set<[String: String]> = []
    rows = []
    for item in items {
      var row = Row()
      for entry in item.effectiveEntries {
        guard let value = entry.value.scalarText else {
          return fail(
            .at(
              entry.value, in: path, .error, "bad-matrix",
              "a value of the matrix is no text or number; Woodpecker refuses it"))
        }
        let axis = entry.key.resolved.text
        row.values[axis] = value
        row.nodes[axis] = entry.value
        if !axes.contains(axis) { axes.append(axis) }
      }
      if seen.insert(row.values).inserted { rows.append(row) }
    }
    if rows.isEmpty { rows = [Row()] }
  }

  // MARK: - All combinations

  private mutating func combine(_ node: YAMLNode, _ path: String) {
    var dimensions: [(axis: String, values: [YAMLNode])] = []
    var count = 1
    for entry in node.effectiveEntries {
      let list = entry.value.resolved
      let values = list.kind == .sequence ? entry.value.itemsWithMerged.map(\.node) : []
      guard !values.isEmpty, values.allSatisfy({ $0.scalarText != nil }) else {
        return fail(
          .at(
            entry.value, in: path, .error, "bad-matrix",
            "`\(entry.key.resolved.text.short)` must be a list of texts or numbers; Woodpecker refuses the matrix"
          ))
      }
      dimensions.append((entry.key.resolved.text, values))
      count = min(count * min(values.count, Self.mostRows), Self.mostRows)
    }
    axes = dimensions.map(\.axis)
    guard count <= Self.mostCombinations, dimensions.count <= Self.mostAxes else {
      return fail(
        .at(
          node, in: path, .warning, "matrix-limit",
          "Woodpecker runs \(Self.mostCombinations) combinations of the matrix and leaves it to chance which: "
            + "list those that you mean under `include`"))
    }
    for (axis, values) in dimensions {
      rows = rows.flatMap { row in
        values.map { node in
          var row = row
          row.values[axis] = node.scalarText
          row.nodes[axis] = node
          return row
        }
      }
    }
    var seen: Set<[String: String]> = []
    rows = rows.filter { seen.insert($0.values).inserted }
  }
}
