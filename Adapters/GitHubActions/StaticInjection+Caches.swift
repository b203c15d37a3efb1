internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested cache of a job.
struct CacheWish: SuggestionWish {
  let suggestion: Suggestion
  let plan: CachePlan
  let job: InjectedJob

  init(_ suggestion: Suggestion, _ plan: CachePlan, in job: InjectedJob) {
    self.suggestion = suggestion
    self.plan = plan
    self.job = job
  }
}

/// Plans caches, each by the idiom that suits its tool: the set-up action's own input, the inputs of Docker's build
/// action, or a step that keeps folders.
struct CachePlanner {
  private let wishes: [CacheWish]
  private let options: InjectionOptions
  /// How each file names actions: it takes a look at every step, so it is found once.
  private let styles: [String: ActionPinStyle]

  init(_ wishes: [CacheWish], options: InjectionOptions) {
    self.wishes = wishes
    self.options = options
    styles = wishes.reduce(into: [:]) { styles, wish in
      let site = wish.job.site
      if styles[site.file] == nil { styles[site.file] = ActionPinStyle(of: site.stream) }
    }
  }

  func outcomes(in scene: inout InjectionScene) -> [SuggestionID: EditOutcome] {
    var outcomes: [SuggestionID: EditOutcome] = [:]
    var planned: [PlannedCache] = []
    for wish in wishes {
      do throws(RefusedEdit) {
        try refuseSharedSteps(wish, in: &scene)
        guard let cache = try plan(wish, beside: planned, in: &scene),
          !cache.changes.allSatisfy(\.edits.isEmpty)
        else {
          outcomes[wish.suggestion.id] = .unchanged
          continue
        }
        planned.append(cache)
        outcomes[wish.suggestion.id] = .edits(cache.changes)
      } catch {
        outcomes[wish.suggestion.id] = .refused(error.refusal)
      }
    }
    return outcomes
  }

  /// A cache and where it goes.
  private struct PlannedCache {
    var wish: CacheWish
    /// The step that is given inputs.
    var step: YAMLNode?
    var changes: [FileEdit]
  }

  private func plan(
    _ wish: CacheWish, beside planned: [PlannedCache], in scene: inout InjectionScene
  ) throws(RefusedEdit) -> PlannedCache? {
    let steps = try InjectedSteps(wish.job)
    guard !ExistingCache(of: wish.plan, in: steps.job).isThere else { return nil }
    guard let served = steps[wish.plan.step], let number = steps.number(of: served) else {
      throw .outdatedCache(at: wish.suggestion.position)
    }
    if wish.plan.tool == .docker { return try layers(wish, served, steps, in: &scene) }
    let taken = planned.filter { $0.wish.plan.tool != wish.plan.tool }.compactMap(\.step)
    if let change = setupChange(wish, steps, taken: taken, in: scene) { return change }
    if let change = try actionChange(wish, steps, taken: taken, in: &scene) { return change }
    return try step(wish, before: number, steps)
  }

  // MARK: - Other jobs with the same steps

  /// Refuses steps that another workflow runs too, unless the same cache is suggested for it.
  private func refuseSharedSteps(_ wish: CacheWish, in scene: inout InjectionScene) throws(RefusedEdit) {
    let site = wish.job.site
    guard wish.job.sites.count > 1 || scene.isCallable(site.file) else { return }
    var others: [String] = []
    for job in scene.jobs(in: [site.file]) where job.site == site && !hasSame(wish.plan, for: job.definition)
    {
      others.append("'\(job.definition.name)' (\(job.definition.key.pipeline))")
    }
    guard !others.isEmpty else { return }
    throw RefusedEdit(
      "shared-place",
      "the steps of '\(site.id)' are also run by \(SentenceText.list(others)), for which the same is not suggested",
      at: site.position(of: site.key))
  }

  private func hasSame(_ plan: CachePlan, for definition: JobDefinition) -> Bool {
    wishes.contains { other in
      other.job.definition.key == definition.key && other.plan.tool == plan.tool
        && other.plan.workingDirectory == plan.workingDirectory
    }
  }

  // MARK: - The set-up action's own input

  private func setupChange(
    _ wish: CacheWish, _ steps: InjectedSteps, taken: [YAMLNode], in scene: InjectionScene
  ) -> PlannedCache? {
    guard let index = wish.plan.setupStep, let setup = steps[index], case .use(let packaged) = setup.work,
      let place = steps.place(of: setup), let folder = steps.checkoutFolder(before: place.number),
      !taken.contains(place.node), place.node.sharedBy.isEmpty
    else { return nil }
    let rules = SetupInputs(
      plan: wish.plan, job: steps.job, step: setup, packaged: packaged, checkoutFolder: folder,
      finds: { scene.finds($0) })
    guard let inputs = rules.inputs, let edits = StepInputs(place.node).edits(setting: inputs) else {
      return nil
    }
    return PlannedCache(wish: wish, step: place.node, changes: [change(edits, of: wish)])
  }

  /// The same in the file of a composite action: one edit for all jobs that use it, so all must agree.
  private func actionChange(
    _ wish: CacheWish, _ steps: InjectedSteps, taken: [YAMLNode], in scene: inout InjectionScene
  ) throws(RefusedEdit) -> PlannedCache? {
    guard let index = wish.plan.setupStep, let setup = steps[index], case .use(let packaged) = setup.work,
      case .packaged(let file, _) = setup.origin, let number = steps.number(of: setup),
      let folder = steps.checkoutFolder(before: number), let stream = scene.stream(of: file)
    else { return nil }
    let others = scene.allJobs().filter { uses(setup, in: $0) && !hasSame(wish.plan, setup, for: $0) }
    guard others.isEmpty else {
      let names = others.map { "'\($0.name)' (\($0.key.pipeline))" }
      throw RefusedEdit(
        "shared-place",
        "the step also serves \(SentenceText.list(names)); take the suggestions for all its jobs together",
        at: setup.position)
    }
    try scene.refuseGeneratedFile(file, stream)
    let finds = scene.finds
    let rules = SetupInputs(
      plan: wish.plan, job: steps.job, step: setup, packaged: packaged, checkoutFolder: folder, finds: finds)
    guard let node = ActionSteps(stream).step(at: setup.position), !taken.contains(node),
      node.sharedBy.isEmpty,
      let inputs = rules.inputs, let edits = StepInputs(node).edits(setting: inputs)
    else { return nil }
    return PlannedCache(
      wish: wish, step: node, changes: [FileEdit(file: file, edits: edits, dialect: .gitHubActions)])
  }

  private func uses(_ setup: JobStep, in definition: JobDefinition) -> Bool {
    definition.steps.contains { $0.position == setup.position }
  }

  /// Whether a cache of the same files is to be written into the same step for another job.
  private func hasSame(_ plan: CachePlan, _ setup: JobStep, for definition: JobDefinition) -> Bool {
    wishes.contains { other in
      guard other.job.definition.key == definition.key, other.plan.tool == plan.tool,
        other.plan.keyFiles == plan.keyFiles, let index = other.plan.setupStep
      else { return false }
      return definition.steps.contains { $0.index == index && $0.position == setup.position }
    }
  }

  private func change(_ edits: [YAMLEdit], of wish: CacheWish) -> FileEdit {
    FileEdit(file: wish.job.site.file, edits: edits, dialect: .gitHubActions)
  }

  // MARK: - A step of its own

  private func step(_ wish: CacheWish, before number: Int, _ steps: InjectedSteps) throws(RefusedEdit)
    -> PlannedCache
  {
    guard let folder = steps.checkoutFolder(before: number) else {
      throw RefusedEdit(
        "outdated-suggestion",
        "no step before this one checks the repository out any more; ask for suggestions again",
        at: wish.suggestion.position)
    }
    let step = try cacheStep(wish, checkoutFolder: folder)
    let edit = YAMLEdit.insertItem(step.fragment, into: steps.list.node.path, at: .before(number))
    return PlannedCache(wish: wish, changes: [change([edit], of: wish)])
  }

  private func cacheStep(_ wish: CacheWish, checkoutFolder: String) throws(RefusedEdit) -> CacheStep {
    let site = wish.job.site
    let style = styles[site.file] ?? ActionPinStyle(of: site.stream)
    let words = CacheWording(plan: wish.plan, job: wish.job.definition, checkoutFolder: checkoutFolder)
    let position = wish.suggestion.position
    if wish.plan.tool == .cargo, options.allowsThirdPartySteps,
      let pin = try? style.pin(for: "Swatinem/rust-cache", near: position)
    {
      let folder = RepositoryPath.appending(wish.plan.workingDirectory, to: checkoutFolder)
      let keys = words.rustKey.map { [("key", $0)] } ?? []
      return CacheStep(pin: pin, inputs: (folder.isEmpty ? [] : [("workspaces", folder)]) + keys)
    }
    return CacheStep(
      pin: try style.pin(for: "actions/cache", near: position), paths: words.paths, key: words.key,
      restoreKey: words.keyStart)
  }

  // MARK: - Layers of images

  private func layers(
    _ wish: CacheWish, _ served: JobStep, _ steps: InjectedSteps, in scene: inout InjectionScene
  ) throws(RefusedEdit) -> PlannedCache? {
    guard case .use(let packaged) = served.work, packaged.name == "docker/build-push-action",
      let place = steps.place(of: served)
    else {
      throw RefusedEdit(
        "advice-only",
        "only docker/build-push-action in the job's own steps can reach GitHub's cache; build the image with it",
        at: served.position)
    }
    try place.node.refuseShared("the step")
    try refuseWithoutBuilder(served, steps)
    let scope = layerScope(served, steps, in: &scene)
    let inputs = [("cache-from", "type=gha\(scope)"), ("cache-to", "type=gha,mode=max\(scope)")]
    guard let edits = StepInputs(place.node).edits(setting: inputs) else { return nil }
    return edits.isEmpty
      ? nil : PlannedCache(wish: wish, step: place.node, changes: [change(edits, of: wish)])
  }

  /// Docker's default builder cannot write GitHub's cache. To add another builder here would change where the image
  /// ends up, so that is left to a person.
  private func refuseWithoutBuilder(_ served: JobStep, _ steps: InjectedSteps) throws(RefusedEdit) {
    let builders = steps.job.steps.filter { earlier in
      guard earlier.index < served.index, case .use(let use) = earlier.work else { return false }
      return use.name == "docker/setup-buildx-action" && use.inputs["driver"] != "docker"
    }
    guard builders.isEmpty else { return }
    throw RefusedEdit(
      "advice-only",
      "no docker/setup-buildx-action comes before this step, and Docker's default builder cannot write GitHub's "
        + "cache; add it, with `load: true` here if later steps run the image",
      at: served.position)
  }

  /// `,scope=…` where several images would overwrite each other's layers.
  private func layerScope(_ served: JobStep, _ steps: InjectedSteps, in scene: inout InjectionScene) -> String
  {
    let builds = scene.allJobs().flatMap(\.steps).filter { step in
      guard case .use(let use) = step.work else { return false }
      return use.name == "docker/build-push-action"
    }
    let isMatrix = steps.job.rows.count != 1
    guard Set(builds.map(\.position)).count > 1 || isMatrix else { return "" }
    let inJob = steps.job.steps.filter { step in builds.contains { $0.position == step.position } }
    let place = inJob.firstIndex { $0.position == served.position } ?? 0
    let number = inJob.count > 1 ? "-\(place + 1)" : ""
    let workflow = served.position.file.split(separator: "/").last?.split(separator: ".").first ?? ""
    let row = isMatrix ? "-${{ strategy.job-index }}" : ""
    let id = steps.list.site.id
    return ",scope=\(workflow)-\(id)\(number)\(row)"
  }
}

extension CacheWording {
  /// What tells rows of one job apart for `Swatinem/rust-cache`, which adds system, compiler and job by itself;
  /// `nil` if nothing does.
  fileprivate var rustKey: String? {
    let axes = plan.keyParts.compactMap(keyPart)
    return axes.isEmpty ? nil : axes.joined(separator: "-")
  }
}

/// A step's `with`.
struct StepInputs {
  private let step: YAMLNode

  init(_ step: YAMLNode) { self.step = step }

  /// The edits that give inputs their values; empty if they have them, `nil` if one has another value or `with`
  /// cannot be written into.
  func edits(setting inputs: [(name: String, value: String)]) -> [YAMLEdit]? {
    guard let with = step["with"] else {
      let entries = inputs.map { YAMLFragment.Entry(key: $0.name, value: Self.fragment($0.value)) }
      return [.insertEntry(key: "with", value: .mapping(entries), into: step.path, at: .after("uses"))]
    }
    guard with.kind != .alias, with.kind == .mapping || with.isNull else { return nil }
    var edits: [YAMLEdit] = []
    for input in inputs {
      let given = with.entries.last { ExpressionText.areEqual($0.key.resolved.text, input.name) }?.value
      guard let given else {
        edits.append(.insertEntry(key: input.name, value: Self.fragment(input.value), into: with.path))
        continue
      }
      guard let text = given.scalarText else { return nil }
      if Self.lines(text) == Self.lines(input.value) { continue }
      guard text.isEmpty || given.isNull, given.kind != .alias else { return nil }
      edits.append(.set(given.path, to: Self.scalar(input.value)))
    }
    return edits
  }

  /// Inputs with lists have one item to a line; blank lines do not count.
  private static func lines(_ text: String) -> [Substring] {
    text.split(whereSeparator: \.isNewline).filter { $0.contains { $0 != " " } }
  }

  private static func scalar(_ value: String) -> YAMLScalar {
    value == "true" ? .bool(true) : .string(value)
  }

  private static func fragment(_ value: String) -> YAMLFragment {
    value.contains("\n") ? .literal(value + "\n") : .scalar(scalar(value))
  }
}

/// Whether a job keeps what a plan would keep.
struct ExistingCache {
  let isThere: Bool

  init(of plan: CachePlan, in job: JobDefinition) {
    let paths = Set(plan.paths.map(\.path))
    isThere = job.steps.contains { step in
      guard case .use(let use) = step.work else { return false }
      if use.name == "swatinem/rust-cache" { return plan.tool == .cargo }
      guard use.name == "actions/cache" || use.name == "actions/cache/restore" else { return false }
      return (use.inputs["path"] ?? "").split(whereSeparator: \.isNewline).contains { line in
        paths.contains { line == $0 || line.hasSuffix("/" + $0) }
      }
    }
  }
}
