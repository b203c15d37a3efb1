internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested move of a job, or of some of its copies, to another machine.
struct RunnerWish: SuggestionWish {
  let suggestion: Suggestion
  let job: JobEntry
  let tags: JobTags
  /// The tags that give today's machine.
  let leaving: [String]
  /// Whether a run shows that it is one of GitLab.com's.
  let isOnHosted: Bool
  /// The tags to take.
  let wanted: [String]
  /// The copies on today's machine, by name.
  let copies: [String]

  /// `nil` if the job is as wished already.
  init?(_ suggestion: Suggestion, _ change: RunnerChange, for job: JobEntry) throws(RefusedEdit) {
    wanted = change.to.labels
    guard !wanted.isEmpty else {
      throw RefusedEdit(
        "unknown-label",
        "nobody has told which tag gets '\(change.to.name)'; name it under runners: in .inframind.yml",
        at: suggestion.position)
    }
    let size = TagSet(change.current.labels)
    let new = TagSet(wanted)
    let sizes = change.from.filter { size.contains($0) }
    leaving = sizes.filter { !new.contains($0) }
    tags = job.tags
    guard !sizes.isEmpty || change.from.isEmpty || tags.tags.isEmpty else {
      throw RefusedEdit(
        "unknown-label",
        "which of the tags \(SentenceText.list(change.from)) gives the size is unknown; "
          + "name it under runners: in .inframind.yml",
        at: suggestion.position)
    }
    self.suggestion = suggestion
    self.job = job
    isOnHosted = change.from.contains(where: GitLabCI.isHosted)
    let meant = job.machines.filter { copy, _ in
      suggestion.job.variant.isEmpty || suggestion.job.variant.values == copy.values
    }
    let before = TagSet(change.from)
    let after = TagSet(Self.replaced(change.from, leaving, by: wanted))
    let open = meant.filter { _, request in
      if case .platformDefault = request { return true }
      return TagSet(request) == before && before != after
    }
    self.copies = open.map(\.copy.name)
    guard open.isEmpty else { return }
    if meant.contains(where: { TagSet($0.request) == after || TagSet($0.request) == new }) { return nil }
    for case (_, .unresolved(let text, let reason, let place)) in meant {
      throw RefusedEdit(
        "computed-value", "the machine is computed by '\(text.short)', and \(reason); change it by hand",
        at: place)
    }
    throw RefusedEdit(
      "outdated-suggestion", "no job here runs on \(SentenceText.list(change.from)) any more; ask again",
      at: suggestion.position)
  }

  /// A list with other tags in the place of the first that go; tags that stay keep their places.
  static func replaced(_ labels: [String], _ leaving: [String], by wanted: [String]) -> [String] {
    let going = TagSet(leaving)
    var result = labels.filter { !going.contains($0) }
    let kept = TagSet(result)
    let place = labels.firstIndex(where: going.contains) ?? result.count
    result.insert(contentsOf: wanted.filter { !kept.contains($0) }, at: place)
    return result
  }
}

/// Tags in any order and case.
struct TagSet: Hashable {
  private let tags: Set<String>

  init(_ tags: [String]) { self.tags = Set(tags.map { $0.lowercased() }) }

  init?(_ request: RunnerRequest) {
    guard case .labels(let labels, _) = request else { return nil }
    self.init(labels)
  }

  func contains(_ tag: String) -> Bool { tags.contains(tag.lowercased()) }
}

/// Plans moves together: what one place rules is moved as one, or not at all.
struct RunnerPlanner {
  private let wishes: [RunnerWish]

  init(_ wishes: [RunnerWish]) { self.wishes = wishes }

  func outcomes(in scene: inout InjectionScene) -> [SuggestionID: EditOutcome] {
    let joint = JointPlan(wishes, consent: Consent.init) { wish, consent throws(RefusedEdit) in
      try move(wish, consent, in: &scene)
    }
    let planned = joint.planned.map(\.plan)
    var outcomes = joint.outcomes
    for move in planned {
      // A job that takes its tags from another one moves with it.
      let carrier = planned.first { $0.place.carries(move.wish, wanting: $0.wish.wanted) }
      outcomes[move.wish.suggestion.id] = .edits([(carrier ?? move).edit])
    }
    return outcomes
  }

  private struct PlannedMove {
    var wish: RunnerWish
    var place: RunnerPlace
    var edit: FileEdit {
      FileEdit(file: wish.job.site.file.path, edits: place.edits, dialect: .gitLabCI)
    }
  }

  private func move(
    _ wish: RunnerWish, _ consent: Consent, in scene: inout InjectionScene
  ) throws(RefusedEdit) -> PlannedMove {
    let places = try RunnerPlace.candidates(of: wish)
    try refuseOtherCopies(wish, consent)
    try refuseForeignDefault(wish, in: &scene)
    var refusal: RefusedEdit?
    for place in places {
      let others = scene.allEntries().filter { other in
        other.key != wish.job.key && place.isUnwanted(by: other, beside: wish, consent)
      }
      if others.isEmpty { return PlannedMove(wish: wish, place: place) }
      refusal = refusal ?? place.refusal(for: others)
    }
    throw refusal
      ?? RefusedEdit("shared-anchor", "nothing of the job's own gives its tags", at: wish.job.position)
  }

  /// Tags are one for all copies of a job.
  private func refuseOtherCopies(_ wish: RunnerWish, _ consent: Consent) throws(RefusedEdit) {
    guard !consent.agrees(wish.job, on: wish.wanted) else { return }
    throw RefusedEdit(
      "shared-place",
      "the tags rule all copies of '\(wish.job.name.short)', for some of which the same is not suggested",
      at: wish.tags.found.value?.place ?? wish.job.position)
  }

  /// An untagged job beside jobs on runners of the user's own may run on such a runner too.
  private func refuseForeignDefault(_ wish: RunnerWish, in scene: inout InjectionScene) throws(RefusedEdit) {
    guard wish.tags.tags.isEmpty, !wish.isOnHosted, wish.wanted.allSatisfy(GitLabCI.isHosted) else { return }
    for other in scene.allEntries() where other.key != wish.job.key {
      guard let own = other.tags.tags.first(where: { !GitLabCI.isHosted($0.text) }) else { continue }
      throw RefusedEdit(
        "default-runner",
        "the job names no tags, and '\(other.name.short)' runs on a runner of your own (\(own.text.short)): "
          + "an untagged job may run on such a runner too, so give it its tags by hand",
        at: own.layer.place)
    }
  }
}

/// What all moves together want of each job.
struct Consent {
  private var copies: [JobKey: [String: TagSet]] = [:]
  private var leaving: [JobKey: Set<TagSet>] = [:]

  init(_ wishes: [RunnerWish]) {
    for wish in wishes {
      for copy in wish.copies { copies[wish.job.key, default: [:]][copy] = TagSet(wish.wanted) }
      leaving[wish.job.key, default: []].insert(TagSet(wish.leaving))
    }
  }

  /// Whether the same is wished for all copies of a job.
  func agrees(_ job: JobEntry, on wanted: [String]) -> Bool {
    guard let wished = copies[job.key] else { return false }
    let tags = TagSet(wanted)
    return job.machines.allSatisfy { copy, request in
      wished[copy.name] == tags || TagSet(request) == tags
    }
  }

  /// Whether the same tags are to go for the same others, as where one edit serves both jobs.
  func agrees(_ job: JobEntry, with wish: RunnerWish) -> Bool {
    leaving[job.key] == [TagSet(wish.leaving)] && agrees(job, on: wish.wanted)
  }
}
