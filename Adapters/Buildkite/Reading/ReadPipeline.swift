internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A command step: the job that it makes, and where it is written.
struct ReadStep: Sendable {
  var definition: JobDefinition
  /// The item of `steps`, perhaps an alias.
  var item: YAMLNode
  /// The mapping with the step's attributes.
  var mapping: YAMLNode
  var tags: AgentTags
  var plugins: [PluginUse]
  var host: AgentHost
  /// The environment that the file gives the step, values as written.
  var environment: [String: String]
  /// The step's signature, which covers its command, plugins, matrix and environment.
  var signature: YAMLNode?
}

/// A pipeline file as Buildkite reads it.
struct ReadPipeline: Sendable {
  let path: String
  private(set) var stream: YAMLStream?
  private(set) var generatedHeader: GeneratedHeader?
  /// Where a template's program would fill something in.
  private(set) var templateMark: SourcePosition?
  private(set) var interpolation = Interpolation()
  private(set) var tags = AgentTags()
  private(set) var rootCache: YAMLNode?
  private(set) var steps: [ReadStep] = []
  private(set) var problems: [PipelineProblem] = []
  /// Environment of the whole pipeline, values as written.
  private(set) var environment: [String: String] = [:]

  /// More steps than this of one file are not read; Buildkite takes 500 of an upload.
  private static let mostSteps = 5_000
  /// Items of any kind that are looked at, those of groups each time that an alias repeats them.
  private static let mostItems = 50_000
  /// Rows of all matrices of a file.
  private static let mostRows = 20_000
  /// Bytes of scripts, and so many for each variable and plugin as it takes to hold one.
  private static let mostWeight = 16 << 20

  /// Reads a file.
  init(path: String, repository: String, files: some RepositoryFiles, queues: DeclaredQueues) {
    self.path = path
    guard let source = files.bytes(of: path) else {
      problems = [
        .at(nil, in: path, .error, "unreadable-file", "the file cannot be read, or is too large; check it")
      ]
      return
    }
    let stream = YAMLStream(reading: source, file: path, dialect: .buildkite)
    self.stream = stream
    generatedHeader = GeneratedHeader(in: source)
    if let problem = stream.problem {
      problems = [PipelineProblem(problem, in: path)]
      return
    }
    problems = stream.warnings.map { PipelineProblem(warning: $0, in: path) }
    guard let items = items(of: stream) else { return }
    templateMark = TemplateMarks.first(in: stream)
    read(items, repository: repository, files: files, queues: queues)
  }

  /// The list of steps; `nil` where the file has none.
  private mutating func items(of stream: YAMLStream) -> [YAMLNode]? {
    let documents = stream.documents
    if documents.count > 1 {
      problems.append(
        .at(
          documents[1].root, in: path, .warning, "several-documents",
          "only the first document of a file is read; move the others into files of their own"))
    }
    guard let root = documents.first?.root?.resolved, !root.isNull else {
      problems.append(
        .at(nil, in: path, .error, "empty-file", "the file holds nothing; delete it or add steps"))
      return nil
    }
    if root.kind == .sequence { return root.listItems }
    guard root.kind == .mapping, let steps = root["steps"]?.resolved else {
      let isPipeline = RepositoryPath.name(of: path).hasPrefix("pipeline.")
      problems.append(
        .at(
          root, in: path, isPipeline || root.kind != .mapping ? .error : .note, "not-a-pipeline",
          "the file has no 'steps', so it is not read as a pipeline"))
      return nil
    }
    environment = root["env"]?.textsByKey ?? [:]
    let variables = (root["env"]?.resolved.effectiveEntries ?? []).compactMap { entry in
      entry.value.scalarText.map { (name: entry.key.resolved.text, value: $0) }
    }
    interpolation = Interpolation(variables)
    tags = AgentTags(pipeline: root)
    rootCache = root.effectiveEntry(forKey: "cache")?.value
    guard steps.kind == .sequence else {
      if !steps.isNull {
        problems.append(.at(steps, in: path, .error, "invalid-steps", "'steps' must be a list"))
      }
      return nil
    }
    return steps.listItems
  }

  private struct Found {
    var item: YAMLNode
    var group: YAMLNode?
  }

  private mutating func read(
    _ items: [YAMLNode], repository: String, files: some RepositoryFiles, queues: DeclaredQueues
  ) {
    let found = commandSteps(items)
    var readers = self.readers(of: found)
    let ids = StepIdentity.ids(of: readers.map(\.identity))
    var evidence = HostEvidence(declared: queues.hosts)
    evidence.hasRootVolume = VolumeRequest(rootCache) != nil
    evidence.usesPlugin =
      readers.contains { $0.plugins.contains(where: \.isCache) }
      || environment.keys.contains { Self.stores.contains($0) }
    evidence.volumeQueues = Set(readers.filter(\.hasOwnVolume).map(\.queue))
    var rows = 0
    var allowance = ReadingAllowance()
    for place in readers.indices {
      let step = readers[place].step(id: ids[place], repository: repository, files: files, evidence)
      rows += step.definition.rows.count
      guard rows <= Self.mostRows, allowance.take(step.definition) else {
        problems.append(Self.tooMuch(step.item, in: path))
        return
      }
      steps.append(step)
      problems += readers[place].problems
    }
  }

  /// The steps with what they hold, as long as that is not more than any file would ask for: aliases let a small file
  /// repeat a large text.
  private mutating func readers(of found: [Found]) -> [StepReader] {
    var readers: [StepReader] = []
    var weight = 0
    for step in found {
      let reader = StepReader(item: step.item, group: step.group, pipeline: self)
      weight += reader.weight
      guard weight <= Self.mostWeight else {
        problems.append(Self.tooMuch(step.item, in: path))
        return readers
      }
      readers.append(reader)
    }
    return readers
  }

  private static func tooMuch(_ item: YAMLNode, in path: String) -> PipelineProblem {
    .at(
      item, in: path, .warning, "too-many-steps",
      "steps from here on are not read: the file asks for too much")
  }

  /// Variables by which the cache plugin is told where to store.
  private static let stores: Set<String> = [
    "BUILDKITE_PLUGIN_S3_CACHE_BUCKET", "BUILDKITE_PLUGIN_GCS_CACHE_BUCKET",
    "BUILDKITE_PLUGIN_CACHE_S3_BUCKET", "BUILDKITE_PLUGIN_CACHE_BACKEND",
  ]

  /// The command steps that can run, those of groups in their place.
  private mutating func commandSteps(_ items: [YAMLNode]) -> [Found] {
    var found: [Found] = []
    var looked = 0
    for item in items {
      looked += 1
      guard found.count < Self.mostSteps, looked < Self.mostItems else {
        problems.append(
          .at(
            item, in: path, .warning, "too-many-steps", "steps after the first \(Self.mostSteps) are not read"
          ))
        return found
      }
      let step = item.resolved
      let kind = StepKind(step)
      guard kind == .group else {
        if takes(step, kind, at: item) { found.append(Found(item: item)) }
        continue
      }
      if skips(step, at: item) { continue }
      for inner in (step["steps"]?.listItems ?? []).prefix(Self.mostSteps - found.count) {
        looked += 1
        let kind = StepKind(inner.resolved)
        if kind == .group {
          problems.append(
            .at(
              inner, in: path, .warning, "nested-group", "a group cannot hold a group; its steps are not read"
            ))
        } else if takes(inner.resolved, kind, at: inner) {
          found.append(Found(item: inner, group: step))
        }
      }
    }
    return found
  }

  /// Whether a step makes a job.
  private mutating func takes(_ step: YAMLNode, _ kind: StepKind, at item: YAMLNode) -> Bool {
    switch kind {
    case .command: return !skips(StepKind.attributes(of: step), at: item)
    case .wait, .block, .trigger, .group: return false
    case .unknown(let what):
      problems.append(
        .at(
          item, in: path, .warning, "unknown-step",
          "this is \(what), which is no step that Buildkite knows; it is not read"))
      return false
    }
  }

  /// Whether a step or group never runs.
  private mutating func skips(_ step: YAMLNode, at item: YAMLNode) -> Bool {
    let isNone = step["parallelism"]?.scalarText == "0"
    guard StepMatrix.isTruthy(step["skip"]) || isNone else { return false }
    problems.append(
      .at(
        step["skip"] ?? item, in: path, .note, "never-runs",
        "it never runs: \(isNone ? "its 'parallelism' is 0" : "'skip' says so")"))
    return true
  }
}
