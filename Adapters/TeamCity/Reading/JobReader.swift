internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What all jobs of a pipeline share.
struct JobSurroundings {
  var file: String
  var repository: String
  /// The pipeline's parameters that are environment variables.
  var environment: [String: String]
  /// Whether the file says that a program writes it.
  var isGenerated: Bool
}

/// Reads one job.
struct JobReader {
  let id: String
  let key: YAMLNode
  let job: YAMLNode
  let surroundings: JobSurroundings
  private(set) var problems: [PipelineProblem] = []

  init(id: String, key: YAMLNode, job: YAMLNode, surroundings: JobSurroundings) {
    self.id = id
    self.key = key
    self.job = job
    self.surroundings = surroundings
  }

  mutating func definition() -> JobDefinition {
    let machine = RunsOn(job["runs-on"])
    let place = job["runs-on"].map { $0.resolved.place } ?? key.place
    let row = JobRow(matrix: [:], variant: JobVariant(), name: name, runner: machine.request(at: place))
    let workspace = Workspace(job["repositories"])
    let steps = StepList(
      job["steps"], environment: environment, workspace: workspace, owner: key.place)
    var definition = JobDefinition(
      key: JobKey(
        platform: TeamCity.platform, repository: surroundings.repository, pipeline: surroundings.file, job: id
      ),
      name: name, position: key.place, rows: [row], steps: steps.steps, container: steps.container,
      needs: needs)
    definition.checkout = workspace.hasRepository ? .platform : .steps
    definition.cacheReach = .workspace
    definition.cachesHaveKeys = false
    definition.caches = caches(steps)
    note(machine, at: place)
    noteParallelism()
    noteIdleCache(steps)
    addTraits(to: &definition, machine)
    return definition
  }

  // MARK: - Parts

  private var name: String {
    guard let text = job["name"]?.scalarText, !text.allSatisfy(\.isWhitespace) else { return id }
    return text
  }

  private var environment: [String: String] {
    surroundings.environment.merging(PipelineReader.environment(job["parameters"])) { _, own in own }
  }

  /// Ids of jobs that it waits for: plain, or the one key of a mapping.
  private var needs: [String] {
    guard let list = job["dependencies"]?.resolved, list.kind == .sequence else { return [] }
    return list.items.flatMap { item -> [String] in
      let node = item.resolved
      switch node.kind {
      case .scalar: return node.isNull ? [] : [node.text]
      case .mapping: return node.effectiveEntries.map(\.key.text)
      case .sequence, .alias: return []
      }
    }
    .uniqued
  }

  private func caches(_ steps: StepList) -> [DeclaredCache] {
    var caches: [DeclaredCache] = []
    if let node = job["enable-dependency-cache"]?.resolved, node.scalar == .bool(true) {
      caches.append(
        DeclaredCache(
          position: node.place, paths: [], tools: steps.cachedTools, name: "the job's dependency cache"))
    } else if let node = job["enable-dependency-cache"]?.resolved, node.scalar == .bool(false) {
      var off = DeclaredCache(
        position: node.place, paths: [], tools: [.maven, .gradle], name: "the job's dependency cache")
      off.isSwitchedOff = true
      caches.append(off)
    }
    // The keys of build features are not documented: what a cache among them keeps cannot be known.
    if let features = job["features"]?.resolved, features.kind == .sequence {
      for item in features.items where Self.isCache(item) {
        caches.append(
          DeclaredCache(
            position: item.resolved.place, paths: [], name: "the build cache among the job's features",
            isOutsideView: true))
      }
    }
    return caches
  }

  private static func isCache(_ feature: YAMLNode) -> Bool {
    let words = feature.resolved.textsByKey
    return words.contains { $0.key.lowercased().contains("cache") || $0.value.lowercased().contains("cache") }
  }

  // MARK: - What surrounds it

  private mutating func note(_ machine: RunsOn, at place: SourcePosition) {
    guard case .unreadable(_, let reason) = machine else { return }
    problems.append(
      PipelineProblem(
        severity: .note, code: "computed-machine",
        message: "the machine of the job '\(id)' cannot be known: \(reason)", position: place))
  }

  private mutating func noteParallelism() {
    guard let node = job["parallelism"], let batches = node.scalarText.flatMap({ Double($0) }), batches > 1
    else { return }
    problems.append(
      .at(
        node.resolved, in: surroundings.file, .note, "parallel-batches",
        "the job '\(id)' runs as several builds at once: its time is the longest of them, its bill their sum")
    )
  }

  /// A dependency cache that serves no step is a common mistake: people expect it to keep what scripts download.
  private mutating func noteIdleCache(_ steps: StepList) {
    guard let node = job["enable-dependency-cache"]?.resolved, node.scalar == .bool(true),
      steps.cachedTools.isEmpty, !steps.steps.isEmpty
    else { return }
    problems.append(
      .at(
        node, in: surroundings.file, .note, "idle-cache",
        "the dependency cache of the job '\(id)' keeps nothing: it serves steps of type maven and gradle only"
      ))
  }

  private func addTraits(to definition: inout JobDefinition, _ machine: RunsOn) {
    if machine.isSelfHosted { definition.traits.insert(.selfHosted) }
    if surroundings.isGenerated { definition.traits.insert(.generated) }
    if let sign = releaseSign {
      definition.traits.insert(.release)
      definition.signs[.release] = sign
    }
  }

  private var releaseSign: TraitSign? {
    ReleaseName.sign(id, at: key.place)
      ?? ReleaseName.sign(name, at: job["name"]?.resolved.place ?? key.place)
  }
}
