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
      try refuseSharers(of: place, wish, among: open, in: &scene)
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
      let shared = zip(own, caches).filter { $0.0.place.node == one.place.node }
        .map { one.place.isInherited ? $0.1.written : $0.1 }.uniqued
      let variables = own.filter { $0.wish.job.site == one.wish.job.site }.flatMap(\.wish.variables)
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

  /// The wish for a job that another one extends, whose cache it would inherit.
  private func base(of wish: CacheWish, among wishes: [CacheWish]) -> SuggestionID? {
    guard wish.job.site.entry("cache") == nil else { return nil }
    let pipeline = wish.job.settings.pipeline
    let ancestors = pipeline.ancestors(of: wish.job.name)
    let bases = wishes.filter { base in
      base.job.settings.pipeline === pipeline && ancestors.contains(base.job.name)
        && base.plan.tool == wish.plan.tool
        && base.paths == wish.paths && base.job.key != wish.job.key
    }
    // The outermost, which inherits from none of the others.
    return bases.first { base in
      let above = pipeline.ancestors(of: base.job.name)
      return !bases.contains { above.contains($0.job.name) }
    }?.suggestion.id
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

// MARK: - Places

/// Where a job's caches are written.
private struct CachePlace {
  private let site: JobSite
  private let form: Form
  /// The file that is changed.
  let file: String
  /// The node that is changed: the job's mapping, or its caches.
  let node: YAMLNode
  /// Whether the caches are those that all jobs have by default.
  let isInherited: Bool

  var position: SourcePosition { SourcePosition(node.position) }

  private enum Form {
    /// The job has none yet.
    case missing
    /// `cache:` without a value.
    case empty(YAMLNode)
    /// A list of its own.
    case list(YAMLNode, count: Int)
    /// One cache of its own, which becomes the first of a list.
    case single(YAMLNode, YAMLFragment)
  }

  private static let most = 4

  init(of wish: CacheWish) throws(RefusedEdit) {
    site = wish.job.site
    let place = wish.caches.found.value?.place ?? site.position
    if let outside = wish.caches.outside {
      throw RefusedEdit(
        "outside-view", "the job may have caches of \(outside.what), which is not in the files read",
        at: place)
    }
    if let own = site.entry("cache") {
      try own.value.refuseShared("the job's cache")
      form = try Self.form(of: own.value, wish)
      (file, node, isInherited) = (site.file.path, own.value, false)
      return
    }
    guard let top = wish.caches.found.value?.top else {
      try site.node.refuseShared("the job '\(site.name.short)'")
      form = .missing
      (file, node, isInherited) = (site.file.path, site.node, false)
      return
    }
    guard wish.job.settings.own("cache").isAbsent, top.node.kind != .alias else {
      throw RefusedEdit(
        "shared-place",
        "the job's caches come from line \(place.line) of \(place.file), which rules others too, "
          + "and a list of its own would replace them; add this cache there",
        at: place)
    }
    try top.node.refuseShared("the cache")
    form = try Self.form(of: top.node, wish)
    (file, node, isInherited) = (top.file.path, top.node, true)
  }

  private static func form(of value: YAMLNode, _ wish: CacheWish) throws(RefusedEdit) -> Form {
    let place = SourcePosition(value.position)
    if value.isNull { return .empty(value) }
    guard value.kind != .alias, value.tag == nil else {
      throw RefusedEdit(
        "shared-anchor",
        "the job's cache is written elsewhere, for others too; give the job a list of its own",
        at: place)
    }
    let isNothing = value.kind == .mapping ? value.entries.isEmpty : value.items.isEmpty
    guard !isNothing else {
      throw RefusedEdit("switched-off", "the job's cache is switched off on purpose", at: place)
    }
    if value.kind == .sequence { return .list(value, count: wish.caches.caches.count) }
    guard (wish.caches.found.value?.layers.count ?? 0) == 1 else {
      throw RefusedEdit(
        "shared-place",
        "the job's cache adds to one that it inherits, and a list would replace both; write it by hand",
        at: place)
    }
    guard !value.document.source[value.range].contains(UInt8(ascii: "#")) else {
      throw RefusedEdit(
        "would-lose-comments",
        "the job's one cache must become the first of a list, and has comments; do it by hand",
        at: place)
    }
    guard let fragment = YAMLFragment(repeating: value) else {
      throw RefusedEdit(
        "shared-anchor", "the job's cache has anchors, aliases or tags in it; make it a list by hand",
        at: place)
    }
    return .single(value, fragment)
  }

  func edits(adding caches: [CacheFragment]) throws(RefusedEdit) -> [YAMLEdit] {
    let fragments = caches.map(\.fragment)
    let one = fragments.count == 1 ? fragments.first : nil
    switch form {
    case .missing:
      return [
        .insertEntry(
          key: "cache", value: one ?? .sequence(fragments), into: site.node.path,
          at: site.node.slot(above: "script"))
      ]
    case .empty(let node): return [.replace(node.path, with: one ?? .sequence(fragments))]
    case .list(let node, let count):
      try refuse(count + caches.count, at: node)
      return fragments.map { .insertItem($0, into: node.path) }
    case .single(let node, let old):
      try refuse(1 + caches.count, at: node)
      return [.replace(node.path, with: .sequence([old] + fragments))]
    }
  }

  private func refuse(_ count: Int, at node: YAMLNode) throws(RefusedEdit) {
    guard count > Self.most else { return }
    throw RefusedEdit(
      "too-many-caches", "the job would have \(count) caches, and GitLab keeps at most \(Self.most)",
      at: SourcePosition(node.position))
  }
}

/// Where a job's variables are written.
private struct VariablePlace {
  private let site: JobSite
  private let own: YAMLNode?

  init(of wish: CacheWish) throws(RefusedEdit) {
    site = wish.job.site
    own = site.entry("variables")?.value
    guard !wish.variables.isEmpty else { return }
    let place = SourcePosition(own?.position ?? site.node.position)
    if let outside = wish.job.settings.variables.outside, outside.isTemplate == false {
      let name = wish.variables[0].name
      throw RefusedEdit(
        "outside-view", "\(name) may be set in \(outside.what), which is not in the files read", at: place)
    }
    guard let own else {
      guard site.node["variables"] == nil else {
        throw RefusedEdit(
          "shared-anchor",
          "the job's variables come over a merge key, and variables of its own would replace them; "
            + "write them by hand",
          at: place)
      }
      return
    }
    guard own.kind == .mapping || own.isNull, own.kind != .alias, own.tag == nil else {
      throw RefusedEdit(
        "shared-anchor", "the job's variables are written elsewhere, for others too", at: place)
    }
    try own.refuseShared("the list of variables")
  }

  func edits(setting variables: [WorkspaceFolders.Variable]) throws(RefusedEdit) -> [YAMLEdit] {
    var seen: Set<String> = []
    let new = variables.filter { seen.insert($0.name).inserted }
    guard !new.isEmpty else { return [] }
    guard let own, !own.isNull else {
      let all = YAMLFragment.mapping(new.map { ($0.name, .scalar(.string($0.value), style: .doubleQuoted)) })
      if let own { return [.replace(own.path, with: all)] }
      return [
        .insertEntry(key: "variables", value: all, into: site.node.path, at: site.node.slot(above: "script"))
      ]
    }
    return new.map {
      .insertEntry(key: $0.name, value: .scalar(.string($0.value), style: .doubleQuoted), into: own.path)
    }
  }
}
