internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested move of some rows of a workflow to another machine.
struct WorkflowWish: SuggestionWish {
  let suggestion: Suggestion
  let change: RunnerChange
  let workflow: Workflow
  let definition: JobDefinition
  let machine: WorkflowMachine
  /// Rows to move, by number; none if they are there already.
  let rows: [Int]

  /// - Throws: `unknown-label` if nobody told how a workflow gets the new machine; `unreadable-value` if
  ///   only a run knows today's; `outdated-suggestion` if no row is on it.
  init(
    _ suggestion: Suggestion, _ change: RunnerChange, of workflow: Workflow, _ definition: JobDefinition
  ) throws(RefusedEdit) {
    self.suggestion = suggestion
    self.change = change
    self.workflow = workflow
    self.definition = definition
    machine = WorkflowMachine(of: workflow)
    let wanted = change.to.labels
    guard !wanted.isEmpty else {
      throw Self.unknownLabel("nobody has told how a workflow gets '\(change.to.name)'", suggestion)
    }
    let all = definition.rows
    let meant = all.indices.filter {
      suggestion.job.variant.isEmpty || suggestion.job.variant == all[$0].variant
    }
    let there = meant.filter { Self.isAt(Set(wanted), all[$0].runner) }
    rows = meant.filter { !there.contains($0) && Self.isOn(Set(change.from), all[$0].runner) }
    guard rows.isEmpty, there.isEmpty else { return }
    for row in meant {
      guard case .unresolved(let text, let reason, let place) = all[row].runner else { continue }
      throw RefusedEdit(
        "unreadable-value", "the machine is written as '\(text.short)', and \(reason); change it by hand",
        at: place)
    }
    throw RefusedEdit(
      "outdated-suggestion",
      "nothing here asks for \(change.from.isEmpty ? "no machine" : SentenceText.list(change.from)) any more; "
        + "ask for suggestions again",
      at: suggestion.position)
  }

  private static func isOn(_ labels: Set<String>, _ request: RunnerRequest) -> Bool {
    switch request {
    case .labels(let own, _), .group(_, let own, _): Set(own) == labels
    case .platformDefault: labels.isEmpty
    case .unresolved: false
    }
  }

  private static func isAt(_ wanted: Set<String>, _ request: RunnerRequest) -> Bool {
    guard case .labels(let own, _) = request else { return false }
    let isSize = ResourceCatalog.size(of: own) != nil
    return isSize ? Set(own) == wanted : wanted.isSubset(of: own)
  }

  static func unknownLabel(_ why: String, _ suggestion: Suggestion) -> RefusedEdit {
    RefusedEdit(
      "unknown-label",
      why + "; name it under runners: in .inframind.yml, with the labels of its agents as `key=value`",
      at: suggestion.position)
  }

  func unknownLabel(_ why: String) -> RefusedEdit { Self.unknownLabel(why, suggestion) }

  /// The labels of the new machine.
  func labels() throws(RefusedEdit) -> [(key: String, value: String)] {
    var labels: [(key: String, value: String)] = []
    for text in change.to.labels {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !text.contains(where: { $0.isWhitespace || "$,\"'".contains($0) }) else {
        throw unknownLabel("'\(text.short)' is no label of an agent")
      }
      labels.append((parts[0], parts[1]))
    }
    return labels
  }
}

/// A place in the file that decides the machine of some rows.
struct WorkflowPlace {
  /// Rows that it rules.
  let rows: Set<Int>
  let edits: [YAMLEdit]
  let position: SourcePosition
}

/// Plans the moves of one workflow together: what one place rules is moved as one, or not at all.
struct WorkflowPlanner {
  private let wishes: [WorkflowWish]

  init(_ wishes: [WorkflowWish]) { self.wishes = wishes }

  func outcomes() -> [SuggestionID: EditOutcome] {
    let joint = JointPlan(wishes, consent: { $0 }, plan: Self.edits)
    var outcomes = joint.outcomes
    for (wish, edits) in joint.planned {
      let change = FileEdit(file: wish.workflow.path, edits: edits, dialect: .woodpecker)
      outcomes[wish.suggestion.id] = edits.isEmpty ? .unchanged : .edits([change])
    }
    return outcomes
  }

  private static func edits(of wish: WorkflowWish, among all: [WorkflowWish]) throws(RefusedEdit)
    -> [YAMLEdit]
  {
    let agreed = all.filter { Set($0.change.to.labels) == Set(wish.change.to.labels) }.flatMap(\.rows)
    var edits: [YAMLEdit] = []
    for place in try WorkflowMove(wish).places() {
      let others = place.rows.subtracting(agreed).filter { !wish.isMoved($0) }
      if let other = others.min() {
        let row = JobVariant(wish.definition.rows[other].matrix)
        throw RefusedEdit(
          "shared-place",
          "line \(place.position.line) also rules the machine of the row \(row.description.short), for which the same "
            + "is not suggested",
          at: place.position)
      }
      edits += place.edits.filter { !edits.contains($0) }
    }
    return edits
  }
}

extension WorkflowWish {
  /// Whether a row has the wanted machine already.
  func isMoved(_ row: Int) -> Bool { Self.isAt(Set(change.to.labels), definition.rows[row].runner) }
}
