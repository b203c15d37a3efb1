internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The rows of a job: each way in which workflows run it, under each name.
struct RowsReader {
  /// A row on its way.
  struct Row {
    var name: String
    /// The job's parameters and their values.
    var values: [String: Scope.Value]
    /// The scalar ones as text.
    var texts: [String: String]
    var scope: Scope
    var invocation: Invocation?
  }

  private(set) var rows: [Row] = []
  private(set) var problems: [PipelineProblem] = []
  /// Whether some invocation's rows cannot be known.
  private(set) var isComputed = false
  /// Parameters that a matrix gives.
  private(set) var axes: Set<String> = []
  /// Parameters whose values are in the rows' names.
  private(set) var naming: Set<String> = []
  /// What reading took, in bytes of an allowance: every row fills its templates and looks for its machine.
  private(set) var effort = 0

  private let use: JobsReader.Use
  private let path: String
  private let pipeline: Scope
  private let declared: Set<String>
  private static let most = 2_000

  init(use: JobsReader.Use, path: String, pipeline: Scope) {
    self.use = use
    self.path = path
    self.pipeline = pipeline
    declared = Set((use.node?["parameters"]?.effectiveEntries ?? []).map(\.key.text))
    var found: [Row] = []
    for invocation in use.invocations where found.count < Self.most {
      found += read(invocation)
    }
    if use.invocations.isEmpty { found = [row(of: nil, [:], name: use.id)] }
    effort = found.reduce(0) { $0 + 3_000 + 500 * $1.values.count }
    numberNames(&found)
    var seen: Set<[String]> = []
    rows = found.filter { row in
      seen.insert([row.name, JobVariant(row.texts).description]).inserted
    }
    if isComputed { rows = [] }
  }

  /// The job's own scope for reading its steps: values that all rows share, the others open.
  var commonScope: Scope {
    guard let first = rows.first else {
      return pipeline.with(parameters: Dictionary(declared.map { ($0, .open) }, uniquingKeysWith: { $1 }))
    }
    var values: [String: Scope.Value] = [:]
    for (name, value) in first.values {
      values[name] = rows.allSatisfy { $0.texts[name] == first.texts[name] } ? value : .open
    }
    return pipeline.with(parameters: values)
  }

  /// The values by which rows differ, or which a matrix gives.
  var varying: Set<String> {
    guard let first = rows.first else { return [] }
    return axes.union(
      first.texts.keys.filter { name in rows.contains { $0.texts[name] != first.texts[name] } })
  }

  // MARK: - Invocations

  private mutating func read(_ invocation: Invocation) -> [Row] {
    let written = invocation.arguments?.value("name")
    guard let matrix = invocation.matrix else {
      let name = written.flatMap { pipeline.fill($0)?.text } ?? use.id
      return [row(of: invocation, [:], name: prefixed(name, invocation))]
    }
    let combinations: Matrix
    do {
      combinations = try Matrix(matrix, in: pipeline)
    } catch {
      problems.append(
        .at(error.node, in: path, error.code == "computed-matrix" ? .note : .error, error.code, error.message)
      )
      isComputed = true
      return []
    }
    let first = combinations.rows.first ?? [:]
    axes.formUnion(first.keys)
    if written == nil { naming.formUnion(first.keys) }
    if let written {
      naming.formUnion(
        first.keys.filter { written.text.containsBytes(of: "matrix.") && written.text.contains($0) })
    }
    return combinations.rows.map { combination in
      let values = combination.mapValues { Scope.Value.written($0, in: pipeline) }
      let name: String
      if let written {
        name = pipeline.with(matrix: values).fill(written)?.text ?? use.id
      } else {
        let parts = combination.sorted { $0.key < $1.key }.map {
          pipeline.fill($0.value)?.text ?? $0.value.canonicalText
        }
        name = ([use.id] + parts).joined(separator: "-")
      }
      return row(of: invocation, values, name: prefixed(name, invocation))
    }
  }

  /// A member of a named group has the group's name before its own; how exactly is not documented.
  private func prefixed(_ name: String, _ invocation: Invocation) -> String {
    guard let group = invocation.group, !group.isEmpty else { return name }
    return "\(group)-\(name)"
  }

  private func row(of invocation: Invocation?, _ matrix: [String: Scope.Value], name: String) -> Row {
    let outer = pipeline.with(matrix: matrix)
    let scope =
      use.node.map { outer.entering($0.resolved, arguments: invocation?.arguments, overriding: matrix) }
      ?? outer
    var texts: [String: String] = [:]
    for (parameter, value) in scope.parameters {
      if case .written(let node, let home) = value {
        let (node, home) = home.destination(of: node)
        texts[parameter] = home.fill(node)?.text ?? node.canonicalText
      }
    }
    if use.node == nil {
      for (axis, value) in matrix {
        if case .written(let node, let home) = value { texts[axis] = home.fill(node)?.text ?? "" }
      }
    }
    return Row(name: name, values: scope.parameters, texts: texts, scope: scope, invocation: invocation)
  }

  // MARK: - Names

  /// Marks names that CircleCI makes unique by a number: those of a job with parameters that is used more than once
  /// without a name of its own. In which order it numbers is not documented.
  private func numberNames(_ rows: inout [Row]) {
    guard !declared.isEmpty else { return }
    var items: [String: Set<YAMLNode>] = [:]
    for row in rows {
      if let item = row.invocation?.item { items[row.name, default: []].insert(item) }
    }
    for index in rows.indices where (items[rows[index].name]?.count ?? 0) > 1 {
      guard rows[index].invocation?.arguments?.value("name") == nil else { continue }
      rows[index].name += "-*"
    }
  }
}
