internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Plans caches: all of one job together, since they share its keys.
struct CachePlanner {
  private let wishes: [CacheWish]

  init(_ wishes: [CacheWish]) { self.wishes = wishes }

  func outcomes(in scene: inout InjectionScene) -> [SuggestionID: EditOutcome] {
    let joint = JointPlan(wishes, consent: { $0 }) { wish, open throws(RefusedEdit) in
      try refuseDependents(wish, among: open, in: &scene)
      let place = try CachePlace(of: wish)
      if !wish.isKept { try refuseSharers(of: place, wish, among: open, in: &scene) }
      return PlannedCache(wish: wish, place: place, variables: try VariablePlace(of: wish))
    }
    return joint.outcomes.merging(answers(joint.planned.map(\.plan))) { first, _ in first }
  }

  /// A cache and where it goes.
  private struct PlannedCache {
    var wish: CacheWish
    var place: CachePlace
    var variables: VariablePlace
  }

  private func answers(_ planned: [PlannedCache]) -> [SuggestionID: EditOutcome] {
    // A job that extends another one inherits the cache: no second copy of it is written.
    let wishes = planned.map(\.wish)
    var carried: [SuggestionID: SuggestionID] = [:]
    for wish in wishes { carried[wish.suggestion.id] = base(of: wish, among: wishes) }
    let own = planned.filter { carried[$0.wish.suggestion.id] == nil }
    let caches = fragments(of: own.map(\.wish))
    var outcomes: [SuggestionID: EditOutcome] = [:]
    for one in own {
      let id = one.wish.suggestion.id
      let shared = zip(own, caches).filter { $0.0.place.node == one.place.node && !$0.0.wish.isKept }
        .map { one.place.isShared ? $0.1.written : $0.1 }.uniqued
      let variables = own.filter { $0.wish.job.site.mapping == one.wish.job.site.mapping }
        .flatMap(\.wish.variables)
      do throws(RefusedEdit) {
        let edits = FileEdit(
          file: one.place.file, edits: try one.place.edits(adding: shared), dialect: .gitLabCI)
        let moves = FileEdit(
          file: one.wish.job.site.file.path, edits: try one.variables.edits(setting: variables),
          dialect: .gitLabCI)
        outcomes[id] = .edits([edits, moves].filter { !$0.edits.isEmpty }.joinedByFile)
      } catch {
        outcomes[id] = .refused(error.refusal)
      }
    }
    for (wish, base) in carried { outcomes[wish] = outcomes[base] }
    return outcomes
  }

  /// Refuses to change caches that other jobs inherit too, unless the same is suggested for all of them.
  private func refuseSharers(
    of place: CachePlace, _ wish: CacheWish, among wishes: [CacheWish], in scene: inout InjectionScene
  ) throws(RefusedEdit) {
    if let sharing = place.sharing {
      let mapping = wish.job.site.mapping
      let isAgreed = scene.allEntries().allSatisfy { other in
        other.key == wish.job.key || !other.sources.contains(mapping)
          || wishes.contains { $0.job.key == other.key && $0.isSame(as: wish) }
      }
      guard isAgreed else { throw sharing }
    }
    guard place.isInherited else { return }
    let others = scene.allEntries().filter { other in
      guard other.key != wish.job.key, other.cacheCarrier == place.node else { return false }
      return !wishes.contains {
        $0.job.key == other.key && $0.plan.tool == wish.plan.tool && $0.paths == wish.paths
      }
    }
    guard !others.isEmpty else { return }
    throw RefusedEdit(
      "shared-place",
      "the job's caches come from line \(place.position.line) of \(place.file), which rules "
        + "\(JobSite.names(of: others)) too, for which the same is not suggested",
      at: place.position)
  }

  /// The wish for a job that another one extends or merges, whose cache it would inherit.
  private func base(of wish: CacheWish, among wishes: [CacheWish]) -> SuggestionID? {
    guard wish.job.site.entry("cache") == nil else { return nil }
    let ancestors = wish.job.settings.pipeline.ancestors(of: wish.job.name)
    guard !ancestors.isEmpty || !wish.job.sources.isEmpty else { return nil }
    let bases = wishes.filter { base in
      wish.inherits(from: base) && base.plan.tool == wish.plan.tool && base.paths == wish.paths
    }
    // The outermost, which inherits from none of the others.
    return bases.first { base in !bases.contains { base.inherits(from: $0) } }?.suggestion.id
  }

  /// Refuses to change a job that others extend or share, unless the same is suggested for them.
  private func refuseDependents(
    _ wish: CacheWish, among wishes: [CacheWish], in scene: inout InjectionScene
  ) throws(RefusedEdit) {
    let others = scene.dependents(of: wish.job).filter { other in
      let isWished = wishes.contains { $0.job.key == other.key && $0.plan.tool == wish.plan.tool }
      // A job that has caches of its own keeps them, but it would inherit the variables.
      let isUntouched =
        other.site != wish.job.site && other.site.entry("cache") != nil && wish.variables.isEmpty
      return !isWished && !isUntouched
    }
    guard !others.isEmpty else { return }
    throw RefusedEdit(
      "shared-place",
      "the job is also the base of \(JobSite.names(of: others)), for which the same is not suggested",
      at: wish.job.position)
  }

  // MARK: - Readers

  /// The caches, those that a job of an earlier stage surely fills marked as only read.
  private func fragments(of wishes: [CacheWish]) -> [CacheFragment] {
    var fragments = wishes.map { CacheFragment(of: $0) }
    let writers = wishes.map(WritingJob.init)
    for (index, writer) in writers.enumerated() {
      fragments[index].isReadOnly = writers.indices.contains { other in
        fragments[other].isSame(as: fragments[index]) && writers[other].surelyRuns(before: writer)
      }
    }
    return fragments
  }
}

/// A job that may fill a cache for others.
private struct WritingJob {
  private let key: JobKey
  private let name: String
  private let stage: Int?
  private let isConditional: Bool
  private let pipeline: Pipeline

  init(_ wish: CacheWish) {
    let settings = wish.job.settings
    key = wish.job.key
    name = wish.job.name
    pipeline = settings.pipeline
    isConditional = ["rules", "only", "except", "when"].contains { !settings.own($0).isAbsent }
    stage = Self.stage(of: settings)
  }

  private static func stage(of settings: JobSettings) -> Int? {
    var name = "test"
    switch settings.own("stage") {
    case .value(let node): name = node.text ?? ""
    case .outside: return nil
    case .absent, .null: break
    }
    var stages = ["build", "test", "deploy"]
    switch settings.pipeline.root("stages") {
    case .value(let node): stages = settings.pipeline.members(of: node).known.compactMap(\.text)
    case .outside: return nil
    case .absent, .null: break
    }
    return ([".pre"] + stages + [".post"]).firstIndex(of: name)
  }

  /// Whether this job runs in each pipeline in which the other one does, and has ended by then.
  func surelyRuns(before other: WritingJob) -> Bool {
    guard key != other.key, pipeline === other.pipeline, !isConditional, let stage, let theirs = other.stage
    else {
      return false
    }
    return stage < theirs
  }
}
