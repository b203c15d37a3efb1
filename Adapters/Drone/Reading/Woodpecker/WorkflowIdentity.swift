internal import InfraMindCore
internal import LosslessYAML

/// Which axes of a matrix belong to a row's identity.
///
/// An axis that chooses the machine and nothing else is left out, so that a row which is given another
/// machine keeps its key and its history; but rows that would then be the same keep it.
struct WorkflowIdentity {
  /// Axes that belong to it, in the order of the file.
  let axes: [String]
  /// By row.
  let variants: [JobVariant]

  init(_ matrix: WorkflowMatrix, of root: YAMLNode, steps: [YAMLNode]) {
    let full = matrix.rows.map(\.values)
    let machine = matrix.axes.isEmpty ? [] : Self.machineAxes(of: root, steps)
    var kept = matrix.axes
    let count = Set(full).count
    for axis in matrix.axes.reversed() where machine.contains(axis) {
      let others = kept.filter { $0 != axis }
      if full.count == 1 || Set(Self.rows(full, others)).count == count { kept = others }
    }
    axes = kept
    variants = Self.rows(full, kept).map { JobVariant($0) }
  }

  private static func rows(_ rows: [[String: String]], _ axes: [String]) -> [[String: String]] {
    rows.map { row in row.filter { axes.contains($0.key) } }
  }

  /// Names that choose the machine, and that no script, image, setting or condition mentions.
  private static func machineAxes(of root: YAMLNode, _ steps: [YAMLNode]) -> Set<String> {
    var machine = NameCollector()
    var elsewhere = NameCollector()
    for entry in root.effectiveEntries {
      switch entry.key.resolved.text {
      case "matrix", "depends_on", "steps", "pipeline": break
      case "labels", "platform": machine.collect(entry.value)
      case let key: elsewhere.collect(entry.value, isCondition: key == "when")
      }
    }
    for part in steps.flatMap(\.effectiveEntries) {
      switch part.key.resolved.text {
      case "backend_options": machine.collect(part.value)
      case let key: elsewhere.collect(part.value, isCondition: key == "when")
      }
    }
    return elsewhere.isIncomplete ? [] : machine.names.subtracting(elsewhere.names)
  }
}

/// Names of variables that texts mention.
private struct NameCollector {
  private(set) var names: Set<String> = []
  /// Whether there was too much to look at.
  private(set) var isIncomplete = false
  private var nodesLeft = 20_000

  /// - Parameter isCondition: Whether keys and plain words are names, too, as in `matrix: {GO: 1}`.
  mutating func collect(_ node: YAMLNode, isCondition: Bool = false, depth: Int = 0) {
    nodesLeft -= 1
    guard nodesLeft > 0, depth < 50 else {
      isIncomplete = true
      return
    }
    let node = node.resolved
    switch node.kind {
    case .scalar:
      let text = node.text
      MatrixText.collectNames(in: text, into: &names)
      if isCondition {
        names.formUnion(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
      }
    case .sequence:
      for item in node.items { collect(item, isCondition: isCondition, depth: depth + 1) }
    case .mapping:
      for entry in node.entries {
        if isCondition, entry.key.resolved.kind == .scalar { names.insert(entry.key.resolved.text) }
        collect(entry.value, isCondition: isCondition, depth: depth + 1)
      }
    case .alias: break
    }
  }
}
