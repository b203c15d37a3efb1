internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested move of some rows of a job to another machine.
struct RunnerWish: SuggestionWish {
  let suggestion: Suggestion
  let job: InjectedJob
  /// The label among today's that names the size.
  let label: String
  /// The label to take.
  let wanted: String
  /// Rows that are on today's machine, by number.
  let rows: [Int]

  /// - Throws: `unknown-label` if nobody named the new machine, or today's labels do not tell which one is the size;
  ///   `computed-value` if only a run knows the machine; `outdated-suggestion` if no row is on today's machine.
  init(_ suggestion: Suggestion, _ change: RunnerChange, in job: InjectedJob) throws(RefusedEdit) {
    if change.from.isEmpty { try Self.refuseChosen(suggestion, job) }
    let (label, wanted) = try Self.labels(of: change, at: suggestion.position)
    self.suggestion = suggestion
    self.job = job
    self.label = label
    self.wanted = wanted
    guard !ExpressionText.areEqual(label, wanted) else {
      rows = []
      return
    }
    let before = RowLabels(change.from)
    let after = RowLabels(change.from.map { ExpressionText.areEqual($0, label) ? wanted : $0 })
    let meant = job.definition.rows.indices.filter {
      Self.isMeant(job.definition.rows[$0], by: suggestion.job)
    }
    rows = meant.filter { RowLabels(job.definition.rows[$0].runner) == before }
    guard rows.isEmpty, !meant.contains(where: { RowLabels(job.definition.rows[$0].runner) == after }) else {
      return
    }
    for row in meant {
      guard case .unresolved(let text, let reason, let place) = job.definition.rows[row].runner else {
        continue
      }
      throw RefusedEdit(
        "computed-value", "the machine is computed by '\(text)', and \(reason); change it by hand", at: place)
    }
    throw RefusedEdit(
      "outdated-suggestion", "no job here runs on \(SentenceText.list(change.from)) any more; ask again",
      at: suggestion.position)
  }

  /// Refuses rows whose machine `inframind inject` chooses: nothing in the file has to change for that.
  private static func refuseChosen(_ suggestion: Suggestion, _ job: InjectedJob) throws(RefusedEdit) {
    for row in job.definition.rows where isMeant(row, by: suggestion.job) {
      guard case .unresolved(_, _, let place) = row.runner, let label = row.fallback.first else { continue }
      throw RefusedEdit(
        "computed-value",
        "the machine is chosen at run time; to have it without that, too, change '\(label)' behind the `||`",
        at: place)
    }
  }

  /// The label to change, and what it becomes.
  private static func labels(
    of change: RunnerChange, at position: SourcePosition
  ) throws(RefusedEdit) -> (label: String, wanted: String) {
    guard !change.to.labels.isEmpty else {
      throw RefusedEdit(
        "unknown-label",
        "nobody has told which label gets '\(change.to.name)'; name it under runners: in .inframind.yml",
        at: position)
    }
    if let wanted = change.to.label, let label = sizeLabel(of: change) { return (label, wanted) }
    let gone = without(change.to.labels, change.from)
    let new = without(change.from, change.to.labels)
    if gone.isEmpty, new.isEmpty, let label = change.from.first { return (label, label) }
    guard gone.count == 1, new.count == 1 else {
      throw RefusedEdit(
        "unknown-label",
        "which of the labels \(SentenceText.list(change.from)) gives the size is unknown; "
          + "name machines that differ in one label under runners: in .inframind.yml",
        at: position)
    }
    return (gone[0], new[0])
  }

  private static func without(_ some: [String], _ labels: [String]) -> [String] {
    labels.filter { label in !some.contains { ExpressionText.areEqual($0, label) } }
  }

  private static func isMeant(_ row: JobRow, by key: JobKey) -> Bool {
    key.variant.isEmpty || key.variant == row.variant
  }

  /// The label that the catalogue has for today's machine; else the only one that says more than a kind of machine.
  private static func sizeLabel(of change: RunnerChange) -> String? {
    if change.from.count == 1 { return change.from[0] }
    if let known = change.current.label,
      let label = change.from.first(where: { ExpressionText.areEqual($0, known) })
    {
      return label
    }
    let special = change.from.filter { !kinds.contains($0.lowercased()) }
    return special.count == 1 ? special[0] : nil
  }

  private static let kinds: Set = [
    "self-hosted", "linux", "windows", "macos", "x64", "x86", "arm", "arm64", "gpu",
  ]
}

/// Labels in any order and case.
private struct RowLabels: Hashable {
  private var labels: Set<String>

  init(_ labels: [String]) { self.labels = Set(labels.map { $0.lowercased() }) }

  init?(_ request: RunnerRequest) {
    switch request {
    case .labels(let labels, _), .group(_, let labels, _): self.init(labels)
    case .unresolved, .platformDefault: return nil
    }
  }

  func contains(_ label: String) -> Bool { labels.contains(label.lowercased()) }
}

/// Plans moves together: what one place rules is moved as one, or not at all.
struct RunnerPlanner {
  private let wishes: [RunnerWish]

  init(_ wishes: [RunnerWish]) { self.wishes = wishes }

  func outcomes(in scene: inout InjectionScene) -> [SuggestionID: EditOutcome] {
    let joint = JointPlan(wishes, consent: Consent.init) { wish, consent throws(RefusedEdit) in
      try places(of: wish, consent, in: &scene)
    }
    return joint.outcomes.merging(Self.edits(joint.planned)) { first, _ in first }
  }

  private func places(
    of wish: RunnerWish, _ consent: Consent, in scene: inout InjectionScene
  ) throws(RefusedEdit) -> [RunnerPlace] {
    var places: [RunnerPlace] = []
    for row in wish.rows {
      let finder = RunnerPlaceFinder(job: wish.job, row: row, label: wish.label)
      var place = try finder.place()
      if places.contains(place) { continue }
      try Self.refuseSharedNode(place, of: wish.job)
      var others = objectors(to: place, wish, consent, in: &scene)
      if !others.isEmpty {
        place = try finder.place(callersOwn: true)
        try Self.refuseSharedNode(place, of: wish.job)
        others = objectors(to: place, wish, consent, in: &scene)
      }
      guard others.isEmpty else { throw Self.sharedPlace(place, others) }
      places.append(place)
    }
    return places
  }

  private static func refuseSharedNode(_ place: RunnerPlace, of job: InjectedJob) throws(RefusedEdit) {
    guard job.sites.contains(where: { $0.file == place.file }) else { return }
    let node = place.node.kind == .alias ? place.node.parent ?? place.node : place.node
    try node.refuseShared("the machine")
  }

  // MARK: - Who else is ruled

  /// A row of a job somewhere, and what it wants.
  private struct Objector {
    var name: String
    var position: SourcePosition
  }

  /// Rows that the place rules and for which nobody suggests the same.
  private func objectors(
    to place: RunnerPlace, _ wish: RunnerWish, _ consent: Consent, in scene: inout InjectionScene
  ) -> [Objector] {
    var objectors: [Objector] = []
    for job in candidates(for: wish, in: &scene) {
      for row in job.definition.rows.indices where !consent.agrees(job.definition.key, row, on: wish.wanted) {
        guard RowLabels(job.definition.rows[row].runner)?.contains(wish.label) == true else { continue }
        let finder = RunnerPlaceFinder(job: job, row: row, label: wish.label)
        let isRuled = [false, true].contains { (try? finder.place(callersOwn: $0)) == place }
        guard isRuled else { continue }
        objectors.append(Objector(name: job.definition.rows[row].name, position: job.definition.position))
      }
    }
    return objectors
  }

  /// Jobs that may share a place with the wish's job: itself, unless other workflows may call its file.
  private func candidates(for wish: RunnerWish, in scene: inout InjectionScene) -> [InjectedJob] {
    let files = Set(wish.job.sites.map(\.file))
    guard wish.job.sites.count > 1 || files.contains(where: { scene.isCallable($0) }) else {
      return [wish.job]
    }
    return scene.jobs(in: files)
  }

  private static func sharedPlace(_ place: RunnerPlace, _ others: [Objector]) -> RefusedEdit {
    let line = place.node.position
    var seen: Set<String> = []
    let names = others.map { "'\($0.name)' (\($0.position.file):\($0.position.line))" }.filter {
      seen.insert($0).inserted
    }
    return RefusedEdit(
      "shared-place",
      "line \(line.line) also rules the machine of \(SentenceText.list(names)), for which the same is not suggested",
      at: SourcePosition(line))
  }

  // MARK: - Edits

  /// One edit for each node, carried by every wish that has a place in it.
  private static func edits(_ planned: [(RunnerWish, [RunnerPlace])]) -> [SuggestionID: EditOutcome] {
    var nodes: [RunnerNode: RunnerNodeEdit] = [:]
    var outcomes: [SuggestionID: EditOutcome] = [:]
    for (wish, places) in planned {
      for place in places {
        let node = RunnerNode(place)
        nodes[node, default: RunnerNodeEdit(node)].add(place.form, label: wish.label, wanted: wish.wanted)
      }
    }
    for (wish, places) in planned {
      var changes: [FileEdit] = []
      for place in places {
        guard let edit = nodes[RunnerNode(place)]?.edit else { continue }
        let change = FileEdit(file: place.file, edits: [edit], dialect: .gitHubActions)
        if !changes.contains(change) { changes.append(change) }
      }
      outcomes[wish.suggestion.id] = changes.isEmpty ? .unchanged : .edits(changes.joinedByFile)
    }
    return outcomes
  }
}

/// What all moves together want of each row.
private struct Consent {
  private struct Row: Hashable {
    var job: JobKey
    var row: Int
  }

  private var labels: [Row: String] = [:]

  init(_ wishes: [RunnerWish]) {
    for wish in wishes {
      for row in wish.rows {
        labels[Row(job: wish.job.definition.key.withoutVariant, row: row)] = wish.wanted
      }
    }
  }

  func agrees(_ job: JobKey, _ row: Int, on label: String) -> Bool {
    labels[Row(job: job.withoutVariant, row: row)] == label
  }
}

/// A node that moves change.
private struct RunnerNode: Hashable {
  var node: YAMLNode
  /// The input, where the node is a caller's job.
  var input: String?

  init(_ place: RunnerPlace) {
    node = place.node
    if case .missingInput(let name) = place.form { input = name }
  }
}

/// The change of one node, put together from all moves that concern it.
private struct RunnerNodeEdit {
  private let target: RunnerNode
  private var text: String
  private var list: [String]?
  private var table: [MatrixLabels.Entry] = []
  private var index: Int?

  init(_ target: RunnerNode) {
    self.target = target
    text = target.node.resolved.text
  }

  mutating func add(_ form: RunnerPlace.Form, label: String, wanted: String) {
    switch form {
    case .label, .missingInput: text = wanted
    case .aliasedList(let labels): list = labels.map { ExpressionText.areEqual($0, label) ? wanted : $0 }
    case .literal(let literal):
      replace(RunnerExpression.quoted(literal), with: RunnerExpression.quoted(wanted))
    case .listed(let label): replace("\"\(label)\"", with: "\"\(wanted)\"")
    case .table(let key): look(up: key, to: [wanted])
    case .listTable(let index, let key, let labels):
      self.index = index
      look(up: key, to: labels.map { ExpressionText.areEqual($0, label) ? wanted : $0 })
    }
  }

  private mutating func look(up key: String, to labels: [String]) {
    if !table.contains(where: { $0.key == key }) {
      table.append(MatrixLabels.Entry(key: key, labels: labels))
    }
  }

  private mutating func replace(_ old: String, with new: String) {
    text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }

  /// The edit; `nil` if the node already is as wanted.
  var edit: YAMLEdit? {
    let node = target.node
    if let input = target.input {
      guard node["with"] != nil else {
        return .insertEntry(key: "with", value: [input: .string(text)], into: node.path, at: .after("uses"))
      }
      return .insertEntry(key: input, value: .string(text), into: node.path.appending(.key("with")))
    }
    if let list {
      return .replace(node.path, with: .flow(.sequence(list.map { .string($0) })), sharing: .detach)
    }
    let result = textWithTable
    guard result != node.resolved.text else { return nil }
    return .set(node.path, to: .string(result), sharing: node.kind == .alias ? .detach : .refuse)
  }

  private var textWithTable: String {
    guard !table.isEmpty, let expression = RunnerExpression(scalar: text) else { return text }
    var labels = MatrixLabels(expression) ?? MatrixLabels(before: expression, index: index)
    for entry in table.sorted(by: { $0.key < $1.key }) { labels.set(entry.key, to: entry.labels) }
    return "${{ \(labels.text) }}"
  }
}
