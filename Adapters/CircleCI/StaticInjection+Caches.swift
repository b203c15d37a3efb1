internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested cache of a job.
struct CacheWish: SuggestionWish {
  let suggestion: Suggestion
  let plan: CachePlan
  /// The job among the config's.
  let place: Int
}

/// Where a cache goes: around items of one list of steps, or in the place of one.
struct CachePlace: Hashable {
  /// The sequence.
  var list: YAMLNode
  /// The item that the cache must be restored before.
  var first: Int
  /// The item behind which it is saved.
  var last: Int
  /// How deep the list lies in the job's steps, from 0.
  var depth: Int
}

/// Plans caches: by steps that restore and save, or by the node orb's own command where that orb is in use.
struct CachePlanner {
  private let wishes: [CacheWish]
  private let config: ReadConfig

  init(_ wishes: [CacheWish], in config: ReadConfig) {
    self.wishes = wishes
    self.config = config
  }

  private struct Planned: SuggestionWish {
    var suggestion: Suggestion { wish.suggestion }
    var wish: CacheWish
    var place: CachePlace
    var edits: [YAMLEdit]
  }

  var outcomes: [SuggestionID: EditOutcome] {
    var outcomes: [SuggestionID: EditOutcome] = [:]
    var open: [Planned] = []
    for wish in wishes {
      do throws(RefusedEdit) {
        if let planned = try plan(wish) {
          open.append(planned)
        } else {
          outcomes[wish.suggestion.id] = .unchanged
        }
      } catch {
        outcomes[wish.suggestion.id] = .refused(error.refusal)
      }
    }
    let joint = JointPlan(open, consent: { $0 }) { planned, all throws(RefusedEdit) in
      try refuseOthers(planned, among: all)
      return FileEdit(file: config.path, edits: planned.edits, dialect: .circleCI)
    }
    outcomes.merge(joint.outcomes) { first, _ in first }
    for (planned, change) in joint.planned { outcomes[planned.suggestion.id] = .edits([change]) }
    return outcomes
  }

  // MARK: - One cache

  private func plan(_ wish: CacheWish) throws(RefusedEdit) -> Planned? {
    let job = config.jobs[wish.place]
    let plan = wish.plan
    guard plan.tool != .docker else {
      throw RefusedEdit(
        "advice-only",
        "CircleCI keeps layers by `docker_layer_caching: true`, which costs 200 credits for every run: weigh that "
          + "against the time that it saves",
        at: wish.suggestion.position)
    }
    try Self.refuseUnmoved(plan, in: job, at: wish.suggestion.position)
    let wording = CacheWording(plan: plan, job: job)
    guard let paths = wording.paths, !paths.isEmpty else {
      throw RefusedEdit(
        "no-checkout", "the job works in a folder from which the cache's own cannot be named",
        at: job.definition.position)
    }
    if isThere(plan, paths, in: job) { return nil }
    guard job.definition.steps.indices.contains(plan.step), job.sites.indices.contains(plan.step),
      !job.sites[plan.step].levels.isEmpty
    else {
      throw .outdatedCache(at: wish.suggestion.position)
    }
    let place = try place(of: wish, in: job)
    if let edit = OrbCommand(plan: plan, job: job, place: place).edit {
      return Planned(wish: wish, place: place, edits: [edit])
    }
    let isOwn = place.depth < job.sites[plan.step].ownLevels
    let steps = try wording.steps(isOwn: isOwn, at: job.definition.steps[plan.step].position)
    let sharing: YAMLEdit.Sharing = place.list.sharedBy.isEmpty ? .refuse : .editAnchor
    let path = place.list.path
    let edits =
      steps.before.map { YAMLEdit.insertItem($0, into: path, at: .before(place.first), sharing: sharing) }
      + [.insertItem(steps.save, into: path, at: .after(place.last), sharing: sharing)]
    return Planned(wish: wish, place: place, edits: edits)
  }

  /// Refuses folders that the tool would have to be told of first: programs that are called without the tool would
  /// no longer be found; and folders that are named after the user of another platform's machines.
  private static func refuseUnmoved(
    _ plan: CachePlan, in job: ReadJob, at position: SourcePosition
  ) throws(RefusedEdit) {
    let unmoved = plan.paths.first { $0.mover != nil && !$0.isOutsideWorkspace }
    if let unmoved, let mover = unmoved.mover {
      throw RefusedEdit(
        "advice-only",
        "tell the tool where to put its files first (`\(mover.variable)` for \(unmoved.path)), then keep that folder",
        at: position)
    }
    guard plan.tool != .bazel || job.traces.allSatisfy({ $0.system == "linux" }) else {
      throw RefusedEdit(
        "advice-only",
        "where Bazel keeps its outputs outside Linux depends on the machine's user; name it by hand",
        at: position)
    }
  }

  /// Whether the job keeps what a plan would keep.
  private func isThere(_ plan: CachePlan, _ paths: [String], in job: ReadJob) -> Bool {
    job.definition.caches.contains { cache in
      cache.tools.contains(plan.tool) || Set(cache.paths).isSuperset(of: paths)
    }
  }

  // MARK: - Places

  /// The innermost list of the job's own text that the files are there in; else the outermost such list of a command.
  private func place(of wish: CacheWish, in job: ReadJob) throws(RefusedEdit) -> CachePlace {
    let site = job.sites[wish.plan.step]
    guard let least = depth(ofFilesBefore: wish.plan.step, in: job) else {
      throw RefusedEdit(
        "no-checkout",
        "no step before this one checks the repository out, so the files that the key is made of are not there yet",
        at: job.definition.steps[wish.plan.step].position)
    }
    let depth = site.ownLevels > least ? site.ownLevels - 1 : least
    let level = site.levels[depth]
    let last = SavingPlace(tool: wish.plan.tool, job: job, step: wish.plan.step, depth: depth).item
    return CachePlace(list: level.list, first: level.item, last: last, depth: depth)
  }

  /// The least depth at which everything before a step's item runs behind the checkout; `nil` without one.
  private func depth(ofFilesBefore step: Int, in job: ReadJob) -> Int? {
    let site = job.sites[step]
    let depths = job.definition.steps[..<step].compactMap { earlier -> Int? in
      guard Self.bringsFiles(earlier), job.sites.indices.contains(earlier.index) else { return nil }
      let other = job.sites[earlier.index]
      for (depth, (mine, theirs)) in zip(site.levels, other.levels).enumerated() where mine != theirs {
        // Lists beside each other, such as pre-steps and steps, run in the order in which they were read.
        guard mine.list == theirs.list else { return earlier.runsAlways ? depth : nil }
        return theirs.item < mine.item ? depth : nil
      }
      return nil
    }
    return depths.min()
  }

  private static func bringsFiles(_ step: JobStep) -> Bool {
    switch step.work {
    case .use(let use): use.name.contains("checkout")
    case .run(let script):
      script.containsBytes(of: "git clone") || script.containsBytes(of: "git fetch")
        || script.containsBytes(of: "git init")
    case .other: false
    }
  }

  // MARK: - Who else runs a list

  private func refuseOthers(_ planned: Planned, among all: [Planned]) throws(RefusedEdit) {
    var names: [String] = []
    for (index, job) in config.jobs.enumerated() {
      let runs = job.sites.contains { $0.levels.contains { $0.list == planned.place.list } }
      guard runs || sharesSteps(index, with: planned) else { continue }
      let agrees = all.contains { other in
        other.wish.place == index && other.wish.plan.tool == planned.wish.plan.tool
          && other.place.list == planned.place.list && other.edits == planned.edits
      }
      if !agrees { names.append("'\(job.definition.name)' (line \(job.definition.position.line))") }
    }
    try refuseSecondCall(planned)
    guard !names.isEmpty else { return }
    let isAnchor = !planned.place.list.sharedBy.isEmpty
    throw RefusedEdit(
      isAnchor ? "shared-anchor" : "shared-place",
      "the steps at line \(planned.place.list.position.line) are also run by \(SentenceText.list(names)), for which "
        + "the same is not suggested",
      at: planned.place.list.place)
  }

  /// Whether a job without steps that were read has this very list.
  private func sharesSteps(_ index: Int, with planned: Planned) -> Bool {
    config.jobs[index].node?["steps"]?.resolved == planned.place.list
  }

  /// Refuses a list that the same job runs twice: what is inserted would run twice.
  private func refuseSecondCall(_ planned: Planned) throws(RefusedEdit) {
    let depth = planned.place.depth
    let calls = config.jobs[planned.wish.place].sites.compactMap { site -> [StepLevel]? in
      guard site.levels.count > depth, site.levels[depth].list == planned.place.list else { return nil }
      return Array(site.levels[..<depth])
    }
    guard Set(calls).count > 1 else { return }
    throw RefusedEdit(
      "shared-place", "the job runs the command at line \(planned.place.list.position.line) more than once",
      at: planned.place.list.place)
  }
}

/// Behind which item a cache is saved: the step that fills it, or for tools that keep what they build the last step
/// that builds.
struct SavingPlace {
  let item: Int

  /// Commands of tools whose later steps add to the cache.
  private static let builders: [CacheTool: [String]] = [
    .go: ["go"], .cargo: ["cargo"], .maven: ["mvn", "./mvnw"], .gradle: ["gradle", "./gradlew"],
    .bazel: ["bazel", "bazelisk"],
  ]

  init(tool: CacheTool, job: ReadJob, step: Int, depth: Int) {
    let level = job.sites[step].levels[depth]
    let words = Self.builders[tool] ?? []
    var last = level.item
    for other in job.definition.steps[step...]
    where other.runsAlways && job.sites.indices.contains(other.index) {
      let levels = job.sites[other.index].levels
      guard levels.count > depth, levels[depth].list == level.list, levels[depth].item > last,
        case .run(let script) = other.work, Self.begins(script, with: words)
      else { continue }
      last = levels[depth].item
    }
    item = last
  }

  private static func begins(_ script: String, with words: [String]) -> Bool {
    guard !words.isEmpty else { return false }
    return script.split(whereSeparator: \.isNewline).contains { line in
      line.split(separator: " ").prefix(2).contains { words.contains(String($0)) }
    }
  }
}
