internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What moves the rows of a wish.
struct WorkflowMove {
  private let wish: WorkflowWish
  private var workflow: Workflow { wish.workflow }
  private var allRows: Set<Int> { Set(wish.definition.rows.indices) }

  init(_ wish: WorkflowWish) { self.wish = wish }

  func places() throws(RefusedEdit) -> [WorkflowPlace] {
    switch wish.machine.place {
    case .pods:
      let edits = try WorkflowPods(wish).edits()
      return [WorkflowPlace(rows: allRows, edits: edits, position: wish.machine.pods[0].requests.place)]
    case .labels: return try labelPlaces()
    case .selectors: return try selectorPlaces()
    case .nowhere: return [try newLabels()]
    }
  }

  // MARK: - Labels

  private func labelPlaces() throws(RefusedEdit) -> [WorkflowPlace] {
    let wanted = try wish.labels()
    try refuseOtherPlatform(wanted)
    try refuseOtherLabels(wanted)
    var places: [WorkflowPlace] = []
    for (key, value) in wanted {
      guard let label = workflow.labels[key] else {
        places.append(try missing(key, value))
        continue
      }
      for row in wish.rows {
        let filled = MatrixText.fill(label.written, with: workflow.matrix.rows[row].values)
        guard filled.text != value else { continue }
        places.append(try place(of: label, value, row))
      }
    }
    return places
  }

  /// A label that is not there yet.
  private func missing(_ key: String, _ value: String) throws(RefusedEdit) -> WorkflowPlace {
    guard let labels = try workflow.root.ownValue("labels", what: "`labels`") else {
      return try newLabels([(key, value)])
    }
    let edit: YAMLEdit =
      workflow.labels.isList
      ? .insertItem(.string("\(key)=\(value)"), into: labels.path)
      : .insertEntry(key: key, value: .string(value), into: labels.path)
    return WorkflowPlace(rows: allRows, edits: [edit], position: labels.place)
  }

  /// Where a label's value is written for a row: in place, or in the matrix.
  private func place(of label: WorkflowLabel, _ value: String, _ row: Int) throws(RefusedEdit)
    -> WorkflowPlace
  {
    guard MatrixText.fill(label.written, with: [:]).unknown != nil else {
      return try literal(label, value)
    }
    let written = workflow.labels.isList ? String(label.written) : label.written
    guard let axis = MatrixText.axis(in: written), let node = workflow.matrix.rows[row].nodes[axis] else {
      throw RefusedEdit(
        "unreadable-value",
        "the label '\(label.key.short)' is put together from '\(label.written.short)'; change it by hand",
        at: label.node.place)
    }
    guard !workflow.identity.axes.contains(axis) else {
      throw RefusedEdit(
        "renames-job",
        "the value of '\(axis.short)' tells this row from others, which another value would begin anew; change it by hand",
        at: node.place)
    }
    try node.refuseShared("the value of '\(axis.short)'")
    let rows = workflow.matrix.rows.indices.filter { workflow.matrix.rows[$0].nodes[axis] == node }
    try refuseEqualRows(after: axis, value, rows, at: node.place)
    return WorkflowPlace(
      rows: Set(rows), edits: [.set(node.path, to: .string(value))], position: node.place)
  }

  private func literal(_ label: WorkflowLabel, _ value: String) throws(RefusedEdit) -> WorkflowPlace {
    try label.node.refuseShared("the label '\(label.key.short)'")
    if !workflow.labels.isList, label.node.parent == workflow.labels.node?.resolved {
      _ = try workflow.root.ownValue("labels", what: "`labels`")
    } else if label.key != "platform" || workflow.root["platform"] != label.node, !workflow.labels.isList {
      throw RefusedEdit(
        "shared-anchor",
        "the label '\(label.key.short)' comes over a merge key; give this workflow a text of its own",
        at: label.node.place)
    }
    let text = workflow.labels.isList ? "\(label.key)=\(value)" : value
    return WorkflowPlace(
      rows: allRows, edits: [.set(label.node.path, to: .string(text))], position: label.node.place)
  }

  /// Two rows of a matrix that would become the same are one job twice.
  private func refuseEqualRows(
    after axis: String, _ value: String, _ moved: [Int], at place: SourcePosition
  ) throws(RefusedEdit) {
    let rows = workflow.matrix.rows.enumerated().map { number, row in
      moved.contains(number) ? row.values.merging([axis: value]) { $1 } : row.values
    }
    guard Set(rows).count < rows.count else { return }
    throw RefusedEdit(
      "renames-job", "two rows of the matrix would become the same; take one of them out by hand", at: place)
  }

  private func newLabels() throws(RefusedEdit) -> WorkflowPlace {
    if let size = ResourceCatalog.size(of: wish.change.to.labels), size.cpus != nil || size.memory != nil {
      throw RefusedEdit(
        "advice-only",
        "no step requests anything, so the cluster's own default counts, which is not known; add "
          + "`backend_options: {kubernetes: {resources: {requests: \(WorkflowPods.flowText(size))}}}` to the steps if "
          + "that is what you want",
        at: workflow.position)
    }
    let labels = try wish.labels()
    try refuseOtherPlatform(labels)
    return try newLabels(labels)
  }

  private func newLabels(_ labels: [(key: String, value: String)]) throws(RefusedEdit) -> WorkflowPlace {
    if let node = try workflow.root.ownValue("labels", what: "`labels`"), !node.isNull {
      guard node.kind == .mapping || node.kind == .sequence else {
        throw RefusedEdit("unreadable-value", "`labels` is no mapping", at: node.place)
      }
      let edits: [YAMLEdit] = labels.map { label in
        node.kind == .sequence
          ? .insertItem(.string("\(label.key)=\(label.value)"), into: node.path)
          : .insertEntry(key: label.key, value: .string(label.value), into: node.path)
      }
      return WorkflowPlace(rows: allRows, edits: edits, position: node.place)
    }
    let root = workflow.root
    let mapping = YAMLFragment.mapping(labels.map { ($0.key, .string($0.value)) })
    let edits: [YAMLEdit] =
      if let empty = try root.ownValue("labels", what: "`labels`") {
        labels.map { .insertEntry(key: $0.key, value: .string($0.value), into: empty.path) }
      } else {
        [
          .insertEntry(
            key: "labels", value: mapping, into: root.path, at: root.slot(above: workflow.stepsKey))
        ]
      }
    return WorkflowPlace(rows: allRows, edits: edits, position: workflow.position)
  }

  // MARK: - What else is asked for

  /// An agent of another platform would never take the workflow.
  private func refuseOtherPlatform(_ wanted: [(key: String, value: String)]) throws(RefusedEdit) {
    guard !wanted.contains(where: { $0.key == "platform" }), let label = workflow.labels["platform"] else {
      return
    }
    let family = wish.change.to.family
    for row in wish.rows {
      let text = MatrixText.fill(label.written, with: workflow.matrix.rows[row].values).text
      let parts = text.split(separator: "/").map(String.init)
      guard parts.count >= 2 else { continue }
      let os = parts[0] == "darwin" ? "macos" : parts[0]
      let architecture = ["amd64": "x64", "aarch64": "arm64"][parts[1]] ?? parts[1]
      guard family.os != os || family.architecture != architecture else { continue }
      throw RefusedEdit(
        "wrong-platform",
        "the workflow is for \(text.short), and '\(wish.change.to.name)' is \(family.os)/\(family.architecture) by what "
          + "is told; say `os:` and `architecture:` of it in .inframind.yml",
        at: label.node.place)
    }
  }

  /// An agent must have every label of the workflow, so one that nobody has told of the new machine would
  /// keep the workflow waiting for ever.
  private func refuseOtherLabels(_ wanted: [(key: String, value: String)]) throws(RefusedEdit) {
    let known = Set(wanted.map(\.key)).union(WorkflowLabels.common)
    guard let other = workflow.labels.labels.first(where: { !known.contains($0.key) }) else { return }
    throw RefusedEdit(
      "unknown-label",
      "'\(wish.change.to.name)' is known by \(SentenceText.list(wish.change.to.labels)), and the workflow also asks for "
        + "'\(other.key.short)': an agent must have all of its labels, so name that one too under runners: in "
        + ".inframind.yml",
      at: other.node.place)
  }

  // MARK: - Nodes

  private func selectorPlaces() throws(RefusedEdit) -> [WorkflowPlace] {
    let wanted = try wish.labels()
    var edits: [YAMLEdit] = []
    for step in workflow.steps {
      guard let selector = StepPod.selector(of: step.node) else { continue }
      try step.node.refuseShared("the step")
      try selector.refuseShared("`nodeSelector`")
      for (key, value) in wanted {
        guard let node = try selector.ownValue(key, what: "the label '\(key.short)'") else {
          edits.append(.insertEntry(key: key, value: .string(value), into: selector.path))
          continue
        }
        guard node.scalarText != value else { continue }
        guard MatrixText.fill(node.text, with: [:]).unknown == nil else {
          throw RefusedEdit(
            "unreadable-value",
            "the label '\(key.short)' is written as '\(node.text.short)'; change it by hand",
            at: node.place)
        }
        edits.append(.set(node.path, to: .string(value)))
      }
    }
    return [WorkflowPlace(rows: allRows, edits: edits, position: wish.suggestion.position)]
  }
}
