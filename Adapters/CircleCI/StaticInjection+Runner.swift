internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested move of some rows of a job to another resource class.
struct RunnerWish: SuggestionWish {
  let suggestion: Suggestion
  /// The job among the config's.
  let job: Int
  /// The class to take.
  let wanted: String
  /// Rows to move, by number; none if they are there already.
  let rows: [Int]

  init(_ suggestion: Suggestion, _ change: RunnerChange, of place: Int, in config: ReadConfig)
    throws(RefusedEdit)
  {
    guard let wanted = MachineLabels.resourceClass(of: change.to.labels) else {
      throw RefusedEdit(
        "unknown-label",
        "nobody has told which resource class gets '\(change.to.name)'; name it under runners: in .inframind.yml",
        at: suggestion.position)
    }
    let job = config.jobs[place]
    let key = suggestion.job
    let meant = job.definition.rows.indices.filter {
      key.variant.isEmpty || key.variant == job.definition.rows[$0].variant
    }
    let from = Self.folded(change.from)
    let there = Self.folded(change.to.labels)
    let found = meant.filter { row in
      switch job.definition.rows[row].runner {
      case .labels(let labels, _): !from.isEmpty && Self.folded(labels) == from
      case .platformDefault: from.isEmpty
      case .unresolved: Self.isOrbExecutor(job.traces[row])
      case .group: false
      }
    }
    self.suggestion = suggestion
    self.job = place
    self.wanted = wanted.name
    rows = found.filter { row in
      if case .labels(let labels, _) = job.definition.rows[row].runner { return Self.folded(labels) != there }
      return true
    }
    guard rows.isEmpty else {
      for row in rows { try Self.checkKind(wanted, job.traces[row], job.definition.rows[row]) }
      return
    }
    let isThere = meant.contains { row in
      if case .labels(let labels, _) = job.definition.rows[row].runner { return Self.folded(labels) == there }
      return false
    }
    guard !isThere else { return }
    for row in meant {
      guard case .unresolved(_, let reason, let position) = job.definition.rows[row].runner else { continue }
      throw RefusedEdit("computed-value", "\(reason); change it by hand", at: position)
    }
    throw RefusedEdit(
      "outdated-suggestion", "no job here runs on \(SentenceText.list(change.from)) any more; ask again",
      at: suggestion.position)
  }

  private static func isOrbExecutor(_ trace: SizeTrace) -> Bool {
    if case .orbExecutor = trace.holder { true } else { false }
  }

  private static func folded(_ labels: [String]) -> Set<String> { Set(labels.map { $0.lowercased() }) }

  /// Refuses a class of another kind of executor: it would be other hardware, or none.
  private static func checkKind(
    _ wanted: (kind: ExecutorKind?, name: String), _ trace: SizeTrace, _ row: JobRow
  ) throws(RefusedEdit) {
    let position = row.runner.position
    guard let kind = wanted.kind else {
      if trace.kind == .docker || trace.isSelfHosted { return }
      throw RefusedEdit(
        "other-executor",
        "'\(wanted.name)' is a machine of your own, which takes `machine: true` in place of this executor",
        at: position)
    }
    guard !trace.isSelfHosted, trace.kind ?? kind == kind else {
      throw RefusedEdit(
        "other-executor",
        "'\(wanted.name)' is a class of the \(kind.rawValue) executor, which this job does not run on",
        at: position)
    }
  }
}

/// Plans moves together: what one place rules is moved as one, or not at all.
struct RunnerPlanner {
  private let wishes: [RunnerWish]
  private let places: SizePlaces

  init(_ wishes: [RunnerWish], in config: ReadConfig) {
    self.wishes = wishes
    places = SizePlaces(config)
  }

  var outcomes: [SuggestionID: EditOutcome] {
    let joint = JointPlan(wishes, consent: Consent.init, plan: edits)
    var outcomes = joint.outcomes
    for (wish, edits) in joint.planned {
      outcomes[wish.suggestion.id] = edits.isEmpty ? .unchanged : .edits([places.change(edits)])
    }
    return outcomes
  }

  private func edits(of wish: RunnerWish, _ consent: Consent) throws(RefusedEdit) -> [YAMLEdit] {
    var edits: [YAMLEdit] = []
    for row in wish.rows {
      let place = try place(of: wish, row, consent)
      let edit = places.edit(place, to: wish.wanted)
      if !edits.contains(edit) { edits.append(edit) }
    }
    return edits
  }

  /// The first place that rules the row and nobody who wants otherwise.
  private func place(of wish: RunnerWish, _ row: Int, _ consent: Consent) throws(RefusedEdit) -> SizePlace {
    var refusal: RefusedEdit?
    for place in try places.candidates(of: wish.job, row, for: wish.wanted) {
      let others = places.ruled(by: place).filter { other in
        !consent.agrees(other, on: wish.wanted) && places.resourceClass(of: other) != wish.wanted
      }
      if others.isEmpty { return place }
      refusal = refusal ?? places.refusal(of: place, for: others)
    }
    throw refusal
      ?? RefusedEdit("computed-value", "what gives the class cannot be changed", at: wish.suggestion.position)
  }
}

/// A row of a job of a config.
struct PlacedRow: Hashable {
  var job: Int
  var row: Int
}

/// What all moves together want of each row.
private struct Consent {
  private var wanted: [PlacedRow: String] = [:]

  init(_ wishes: [RunnerWish]) {
    for wish in wishes {
      for row in wish.rows { wanted[PlacedRow(job: wish.job, row: row)] = wish.wanted }
    }
  }

  func agrees(_ row: PlacedRow, on name: String) -> Bool { wanted[row] == name }
}
