internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Plans the cache of one tool for one job.
struct CachePlanner {
  let job: InjectedJob
  let plan: CachePlan
  let position: SourcePosition

  private static let key = "enable-dependency-cache"

  /// The edits; none if the job has the cache already.
  ///
  /// TeamCity's dependency cache serves the steps of type `maven` and `gradle`, chooses folders and key itself, and
  /// is one truth value. No other cache has a key in the YAML that anybody could verify.
  func edits() throws(RefusedEdit) -> [YAMLEdit] {
    guard let step = job.definition.steps.first(where: { $0.index == plan.step }) else {
      throw RefusedEdit(
        "outdated-suggestion", "the job has no step \(plan.step) any more; ask for suggestions again",
        at: position)
    }
    let served = servedSteps
    guard !served.isEmpty else { throw BuildCacheAdvice(plan: plan).refusal(at: step.position) }
    let entry = job.node.effectiveEntry(forKey: Self.key)
    if entry?.value.resolved.scalar == .bool(true) { return [] }
    guard served.contains(where: { $0.image == nil }) else {
      throw RefusedEdit(
        "container-step",
        "the step runs in a container, which does not see the agent's dependency cache unless its folder is mounted",
        at: step.position)
    }
    guard let entry else { return [insertion] }
    throw RefusedEdit(
      "switched-off",
      "somebody has set \(Self.key) here; set it to true by hand if nothing speaks against it",
      at: entry.value.resolved.place)
  }

  /// Steps that the dependency cache serves for the plan's tool.
  private var servedSteps: [StepKeys] {
    let steps = job.node["steps"]?.resolved.items.map { StepKeys($0) } ?? []
    return steps.filter { !$0.isDisabled && PipelineSchema.cachedTool(ofStep: $0.type) == plan.tool }
  }

  /// Behind the keys that JetBrains' own tools write above it.
  private var insertion: YAMLEdit {
    let place = job.place(behind: ["name", "runs-on", "dependencies"])
    return .insertEntry(key: Self.key, value: true, into: job.node.path, at: place)
  }
}

/// What to put in where TeamCity's dependency cache does not serve a tool: a build cache, by hand.
struct BuildCacheAdvice {
  let plan: CachePlan
  /// Whether the job is written in Kotlin, where features and parameters are calls.
  var isKotlin = false

  func refusal(at position: SourcePosition) -> RefusedEdit {
    RefusedEdit("no-cache-key", sentence, at: position)
  }

  private var sentence: String {
    let start = isKotlin ? "TeamCity has no cache of its own for this step; " : Self.limits
    guard plan.tool != .docker else {
      return start + "build with `--cache-from` and `--cache-to` a registry instead"
    }
    return start
      + "add a build feature 'Build cache' named '\(plan.tool)' to the job that keeps \(folders)\(move)"
  }

  private static let limits =
    "TeamCity's dependency cache serves steps of type maven and gradle only, and the YAML of its build cache is not "
    + "documented; "

  /// Folders within the checkout, which are all that a build cache can keep.
  private var folders: String {
    SentenceText.list(moved.map { "`\($0.kept)`" }.uniqued)
  }

  /// How the tool is told to keep its files there.
  private var move: String {
    let variables = moved.compactMap(\.setting).uniqued
    guard !variables.isEmpty else { return "" }
    return ", and tell the tool so by the parameter \(SentenceText.list(variables))"
  }

  private var moved: [(kept: String, setting: String?)] {
    plan.paths.filter { $0.os == nil || $0.os == "linux" }.map { path in
      guard let mover = path.mover else { return (path.path, nil) }
      let folder = ".cache/\(plan.tool)"
      let kept = RepositoryPath.appending(mover.kept, to: folder)
      let value = "\(mover.prefix)%teamcity.build.checkoutDir%/\(folder)"
      let setting =
        isKotlin
        ? "`params { param(\"env.\(mover.variable)\", \"\(value)\") }`"
        : "`env.\(mover.variable): '\(value)'`"
      return (kept, setting)
    }
  }
}
