internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A row of a job by its step's place in the file.
struct PlacedRow: Hashable {
  var step: Int
  var row: Int
}

/// A suggested move of some rows of a job to other agents.
struct RunnerWish: SuggestionWish {
  let suggestion: Suggestion
  /// The step's place among the pipeline's.
  let step: Int
  /// Rows that are on today's machine.
  let rows: [Int]
  /// The tags to have, in the suggestion's order.
  let wanted: [(key: String, value: String)]

  /// - Throws: `unknown-label` if nobody named the new machine by tags; `computed-value` if only an upload knows
  ///   today's; `other-tags` if the step is chosen by other tags; `outdated-suggestion` if no row is on it.
  init(
    _ suggestion: Suggestion, _ change: RunnerChange, of step: Int, in pipeline: ReadPipeline
  ) throws(RefusedEdit) {
    self.suggestion = suggestion
    self.step = step
    wanted = try Self.tags(of: change.to, at: suggestion.position)
    let read = pipeline.steps[step]
    let all = read.definition.rows
    guard !all.isEmpty else {
      throw RefusedEdit(
        "computed-value", "the matrix is known to an upload only; change the machine by hand",
        at: read.item.place)
    }
    let key = suggestion.job.variant
    let meant = all.indices.filter { key.isEmpty || all[$0].variant == key }
    let goal = Set(wanted.map { "\($0.key)=\($0.value)" })
    rows = meant.filter { Self.isOn(change.from, all[$0].runner) && !Self.has(goal, all[$0].runner) }
    guard rows.isEmpty else {
      try refuseOtherTags(read, change)
      return
    }
    if meant.contains(where: { Self.has(goal, all[$0].runner) }) { return }
    for row in meant {
      guard case .unresolved(let text, let reason, let place) = all[row].runner else { continue }
      throw RefusedEdit(
        "computed-value", "the agent is chosen by '\(text)', and \(reason); change it by hand", at: place)
    }
    throw RefusedEdit(
      "outdated-suggestion", "no job here asks for \(SentenceText.list(change.from)) any more; ask again",
      at: suggestion.position)
  }

  private static func tags(
    of runner: Runner, at place: SourcePosition
  ) throws(RefusedEdit) -> [(key: String, value: String)] {
    guard !runner.labels.isEmpty else {
      throw RefusedEdit(
        "unknown-label",
        "nobody has told which queue gets '\(runner.name)'; name it as `queue=…` under runners: in .inframind.yml",
        at: place)
    }
    var tags: [(key: String, value: String)] = []
    for label in runner.labels {
      let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw RefusedEdit(
          "unknown-label", "'\(label)' is no tag of an agent; write it as `queue=\(label)` in .inframind.yml",
          at: place)
      }
      tags.append((parts[0].withoutBlanks, parts[1].withoutBlanks))
    }
    return tags
  }

  private static func isOn(_ labels: [String], _ request: RunnerRequest) -> Bool {
    switch request {
    case .labels(let own, _), .group(_, let own, _):
      Set(own.map { $0.lowercased() }) == Set(labels.map { $0.lowercased() })
    case .platformDefault: labels.isEmpty
    case .unresolved: false
    }
  }

  private static func has(_ goal: Set<String>, _ request: RunnerRequest) -> Bool {
    guard case .labels(let own, _) = request else { return false }
    return goal.isSubset(of: own)
  }

  /// Tags that choose a size themselves, and would contradict a new queue.
  private static let sizing: Set<String> = [
    "resource_class", "cpu", "memory", "machineType", "instance-type",
  ]

  private func refuseOtherTags(_ step: ReadStep, _ change: RunnerChange) throws(RefusedEdit) {
    if let pod = step.plugins.lazy.compactMap(\.resources).first {
      throw RefusedEdit(
        "other-tags", "the kubernetes plugin gives the pod its resources itself; change them there by hand",
        at: pod.place)
    }
    guard !step.tags.tags.isEmpty else { return }
    let keys = Set(wanted.map(\.key))
    if let missing = wanted.first(where: { step.tags[$0.key] == nil }) {
      throw RefusedEdit(
        "other-tags",
        "the step chooses its agent by \(SentenceText.list(step.tags.tags.map(\.key))), not by '\(missing.key)'; "
          + "an agent must have all tags, so change them together by hand",
        at: step.tags.tags[0].node.place)
    }
    let today = Set(change.current.labels.compactMap { $0.split(separator: "=").first.map(String.init) })
    let left = step.tags.tags.first { tag in
      Self.sizing.contains(tag.key) && today.contains(tag.key) && !keys.contains(tag.key)
    }
    if let left {
      throw RefusedEdit(
        "other-tags",
        "'\(left.key)' chooses a size, too, and nobody has told what it becomes; change it by hand",
        at: left.node.place)
    }
  }
}

/// Plans moves of one file together: what one place rules is moved as one, or not at all.
struct RunnerPlanner {
  private let wishes: [RunnerWish]
  private let pipeline: ReadPipeline

  init(_ wishes: [RunnerWish], in pipeline: ReadPipeline) {
    self.wishes = wishes
    self.pipeline = pipeline
  }

  var outcomes: [SuggestionID: EditOutcome] {
    let joint = JointPlan(wishes, consent: { AgentPlaces(pipeline, wanting: $0) }) {
      wish, places throws(RefusedEdit) in
      FileEdit(file: pipeline.path, edits: try places.edits(for: wish), dialect: .buildkite)
    }
    var outcomes = joint.outcomes
    for (wish, change) in joint.planned { outcomes[wish.suggestion.id] = .edits([change]) }
    return outcomes
  }
}
