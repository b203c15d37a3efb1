internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The one place in a file that rules which machine a row of a job gets.
struct RunnerPlace: Hashable {
  /// How the label stands there.
  enum Form: Hashable {
    /// The scalar, or the alias in its place, is the label.
    case label
    /// The alias stands for this list, in which one text is the label.
    case aliasedList([String])
    /// One text between single quotes in the scalar's expression is the label.
    case literal(String)
    /// One text between double quotes in the scalar's literal JSON is the label.
    case listed(String)
    /// The expression's value is the label: a table in front of it gives rows with this value another one.
    case table(key: String)
    /// The expression's value is a list: a table in front of it gives rows whose label at this place in the list is
    /// this one another list.
    case listTable(index: Int, key: String, labels: [String])
    /// The caller does not give the input; its own `with` is the place.
    case missingInput(String)
  }

  var file: String
  var node: YAMLNode
  var form: Form
}

/// Finds the place that rules a row.
///
/// The walk begins at the job's `runs-on` and follows inputs to the callers.
struct RunnerPlaceFinder {
  let job: InjectedJob
  let row: Int
  /// The label among the row's labels that names the size.
  let label: String

  /// The place; where an input's default rules that others share, the caller's own `with` if `callersOwn`.
  func place(callersOwn: Bool = false) throws(RefusedEdit) -> RunnerPlace {
    let site = job.site
    guard let runsOn = site.job["runs-on"] else {
      throw RefusedEdit(
        "computed-value", "the job '\(site.id)' has no runs-on of its own", at: site.position(of: site.key))
    }
    return try place(of: runsOn, level: job.sites.count - 1, callersOwn: callersOwn)
  }

  private func place(of node: YAMLNode, level: Int, callersOwn: Bool) throws(RefusedEdit) -> RunnerPlace {
    let site = job.sites[level]
    switch node.resolved.kind {
    case .scalar: return try place(ofScalar: node, level: level, callersOwn: callersOwn)
    case .sequence: return try place(ofList: node, level: level, callersOwn: callersOwn)
    case .mapping:
      guard node.kind != .alias else { throw .sharedAlias(node, "the machine") }
      guard let labels = node["labels"] else {
        throw RefusedEdit(
          "unknown-label",
          "the job takes any runner of the group '\(node["group"]?.scalarText ?? "")'; "
            + "name the label of a size in its runs-on and under runners: in .inframind.yml",
          at: site.position(of: node))
      }
      return try place(of: labels, level: level, callersOwn: callersOwn)
    case .alias:
      throw RefusedEdit(
        "computed-value", "the alias *\(node.text) stands for nothing", at: site.position(of: node))
    }
  }

  private func place(ofList node: YAMLNode, level: Int, callersOwn: Bool) throws(RefusedEdit) -> RunnerPlace {
    let site = job.sites[level]
    let items = node.resolved.items
    if node.kind == .alias {
      let texts = node.texts
      guard texts.count == items.count, !texts.contains(where: RunnerExpression.isIn) else {
        throw .sharedAlias(node, "the machine")
      }
      return RunnerPlace(file: site.file, node: node, form: .aliasedList(texts))
    }
    if let item = items.first(where: { $0.scalarText.map { ExpressionText.areEqual($0, label) } == true }) {
      return try place(ofScalar: item, level: level, callersOwn: callersOwn)
    }
    let computed = items.filter { RunnerExpression.isIn($0.scalarText ?? "") }
    guard computed.count == 1 else {
      throw RefusedEdit(
        "computed-value", "which of the labels in runs-on gives the size is computed",
        at: site.position(of: node))
    }
    return try place(ofScalar: computed[0], level: level, callersOwn: callersOwn)
  }

  private func place(ofScalar node: YAMLNode, level: Int, callersOwn: Bool) throws(RefusedEdit) -> RunnerPlace
  {
    let site = job.sites[level]
    let text = node.resolved.text
    guard RunnerExpression.isIn(text) else {
      return RunnerPlace(file: site.file, node: node, form: .label)
    }
    guard let expression = RunnerExpression(scalar: text), job.definition.rows.indices.contains(row) else {
      throw computed(text, node, site)
    }
    let values = job.definition.rows[row]
    if let path = listPath(in: expression) {
      return try place(ofListAt: path.path, index: path.index, readBy: node, level: level)
    }
    guard let ruler = expression.ruler(ofLabel: label, in: values, inputs: { input($0, level: level) }) else {
      throw computed(text, node, site)
    }
    switch ruler {
    case .literal(let literal): return RunnerPlace(file: site.file, node: node, form: .literal(literal))
    case .listed(let label): return RunnerPlace(file: site.file, node: node, form: .listed(label))
    case .table(let key): return RunnerPlace(file: site.file, node: node, form: .table(key: key))
    case .matrix(let path):
      if let value = includedValue(path, level: level),
        value.scalarText.map({ ExpressionText.areEqual($0, label) }) == true
      {
        return RunnerPlace(file: site.file, node: value, form: .label)
      }
      return RunnerPlace(file: site.file, node: node, form: .table(key: label))
    case .input(let name):
      return try place(ofInput: name, readBy: node, level: level, callersOwn: callersOwn)
    }
  }

  private func computed(_ text: String, _ node: YAMLNode, _ site: JobSite) -> RefusedEdit {
    let short = text.count > 80 ? text.prefix(80) + "…" : text
    return RefusedEdit(
      "computed-value", "the machine is computed by '\(short)'; change it by hand",
      at: site.position(of: node))
  }

  // MARK: - Matrix

  /// The value in an entry of `include` that rules the row, if to change it renames no job and changes nothing else.
  private func includedValue(_ path: String, level: Int) -> YAMLNode? {
    let site = job.sites[level]
    guard !path.contains("."), let matrix = site.job["strategy"]?["matrix"], matrix.resolved.kind == .mapping,
      let include = matrix["include"]?.resolved, include.kind == .sequence, matrix[path] == nil
    else { return nil }
    guard !MatrixUse(of: path, in: site.job).isBesideRunsOn, !isNamed(path, in: matrix) else { return nil }
    let values = job.definition.rows[row].matrix
    let ruling = include.items.last { entry in
      entry[path] != nil
        && entry.resolved.entries.allSatisfy { member in
          guard let text = member.value.scalarText else { return true }
          return values[member.key.resolved.text].map { ExpressionText.areEqual($0, text) } ?? false
        }
    }
    guard let value = ruling?[path], value.kind != .alias, value.sharedBy.isEmpty else { return nil }
    return value
  }

  /// The path of a list of labels that all of an expression is, and the place of the size in it; also behind a table.
  private func listPath(in expression: RunnerExpression) -> (path: String, index: Int)? {
    let values = job.definition.rows[row].matrix
    if let table = MatrixLabels(expression), let index = table.index,
      let path = RunnerExpression(scalar: "${{ \(table.inner) }}")?.matrixPath
    {
      return (path, index)
    }
    guard let path = expression.matrixPath else { return nil }
    let index = (0..<16).first { place in
      values["\(path).\(place)"].map { ExpressionText.areEqual($0, label) } ?? false
    }
    return index.map { (path, $0) }
  }

  /// A row's machine given as a list of labels.
  private func place(
    ofListAt path: String, index: Int, readBy node: YAMLNode, level: Int
  ) throws(RefusedEdit) -> RunnerPlace {
    let site = job.sites[level]
    if let value = includedValue(path, level: level), value.kind == .sequence {
      return try place(ofList: value, level: level, callersOwn: false)
    }
    let rows = job.definition.rows
    let key = rows[row].matrix["\(path).\(index)"] ?? ""
    let same = rows.filter { $0.matrix["\(path).\(index)"].map { ExpressionText.areEqual($0, key) } ?? false }
    guard case .labels(let labels, _) = rows[row].runner,
      same.allSatisfy({ if case .labels(labels, _) = $0.runner { true } else { false } })
    else {
      throw RefusedEdit(
        "renames-job",
        "the labels are values of the matrix and part of the jobs' names: checks required by name would wait for ever",
        at: site.position(of: node))
    }
    return RunnerPlace(file: site.file, node: node, form: .listTable(index: index, key: key, labels: labels))
  }

  /// Whether a row's value is part of the name that GitHub gives it; also if nobody can tell.
  private func isNamed(_ path: String, in matrix: YAMLNode) -> Bool {
    var values = WorkflowValues(in: .empty)
    guard let value = try? values.value(of: matrix), let rows = try? Matrix(value).rows(),
      rows.count == job.definition.rows.count
    else { return true }
    return rows.contains { $0.namedValues[path] != nil }
  }

  // MARK: - Inputs

  /// The text of an input as far as the callers tell.
  private func input(_ name: String, level: Int) -> String? {
    guard level > 0 else { return nil }
    if let given = given(name, level: level) {
      return given.scalarText.flatMap { RunnerExpression.isIn($0) ? nil : $0 }
    }
    return standard(name, level: level)?.scalarText ?? ""
  }

  private func given(_ name: String, level: Int) -> YAMLNode? {
    job.sites[level - 1].job["with"]?.resolved.entries.last {
      ExpressionText.areEqual($0.key.resolved.text, name)
    }?.value
  }

  private func standard(_ name: String, level: Int) -> YAMLNode? {
    let root = job.sites[level].stream.documents.first?.root
    let inputs = root?["on"]?["workflow_call"]?["inputs"]?.resolved
    return inputs?.entries.last { ExpressionText.areEqual($0.key.resolved.text, name) }?.value["default"]
  }

  private func place(
    ofInput name: String, readBy node: YAMLNode, level: Int, callersOwn: Bool
  ) throws(RefusedEdit) -> RunnerPlace {
    let site = job.sites[level]
    guard level > 0 else {
      throw RefusedEdit(
        "computed-value", "the machine is the input '\(name)', which is given when the workflow is started",
        at: site.position(of: node))
    }
    try refuseOtherUses(of: name, in: site)
    let caller = job.sites[level - 1]
    if let value = given(name, level: level) {
      return try place(of: value, level: level - 1, callersOwn: callersOwn)
    }
    if !callersOwn, let value = standard(name, level: level) {
      return RunnerPlace(file: site.file, node: value, form: .label)
    }
    return RunnerPlace(file: caller.file, node: caller.job, form: .missingInput(name))
  }

  /// Refuses an input that decides more than machines.
  private func refuseOtherUses(of name: String, in site: JobSite) throws(RefusedEdit) {
    guard let document = site.stream.documents.first else { return }
    for node in document.nodes where node.kind == .scalar {
      guard RunnerExpression.reads(name, of: "inputs", in: node.text), !node.isInRunsOn else { continue }
      guard !node.isNameOfJob else {
        throw RefusedEdit(
          "renames-job",
          "the input '\(name)' is part of a job's name, and checks required by name would wait for ever",
          at: site.position(of: node))
      }
      throw RefusedEdit(
        "shared-place",
        "the input '\(name)' also decides something in line \(node.position.line); change it by hand",
        at: site.position(of: node))
    }
  }
}

/// What a job does with an axis of its matrix.
struct MatrixUse {
  /// Whether anything but `runs-on` reads it.
  var isBesideRunsOn: Bool

  init(of path: String, in job: YAMLNode) {
    isBesideRunsOn = job.document.nodes.contains { node in
      guard node.kind == .scalar, job.range.contains(node.range.lowerBound) else { return false }
      return RunnerExpression.reads(path, of: "matrix", in: node.text) && !node.isInRunsOn
    }
  }
}

extension YAMLNode {
  /// Whether the node is the value of `jobs.<id>.name`.
  fileprivate var isNameOfJob: Bool {
    guard let job = parent, job.entry(forKey: "name")?.value == self, let jobs = job.parent else {
      return false
    }
    return jobs.parent?.entry(forKey: "jobs")?.value == jobs
  }

  /// Whether the node is a job's `runs-on`, or a label in it.
  fileprivate var isInRunsOn: Bool {
    var node = self
    for _ in 0..<4 {
      guard let parent = node.parent else { return false }
      if parent.kind == .mapping, parent.entry(forKey: "runs-on")?.value == node { return true }
      node = parent
    }
    return false
  }
}
