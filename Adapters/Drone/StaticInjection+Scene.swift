internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A checkout as the edits see it: each file read once, and the jobs that the reader finds.
struct InjectionScene {
  private let repository: any RepositoryFiles
  private let options: InjectionOptions
  private var folder: WorkflowFolder
  private var files: [String: DroneFile] = [:]
  private var workflows: [String: WorkflowFile] = [:]
  /// By file and name.
  private var jobs: [String: [String: JobDefinition]] = [:]
  /// Pipelines of a file with steps that keep a cache, by file.
  private var models: [String: [Pipeline]] = [:]
  /// The documents of pipelines, by file and name.
  private var roots: [String: [String: YAMLNode]] = [:]

  init(_ repository: any RepositoryFiles, options: InjectionOptions) {
    self.repository = repository
    self.options = options
    folder = WorkflowFolder(repository)
  }

  /// The job that a suggestion means, with its pipeline or workflow.
  mutating func job(for suggestion: Suggestion) throws(RefusedEdit) -> InjectedJob {
    let key = suggestion.job.withoutVariant
    guard ForeignSource(key.pipeline) == nil, let bytes = repository.contents(of: key.pipeline) else {
      throw .unreadable(key.pipeline, at: suggestion.position)
    }
    switch FileFormat(key.pipeline, bytes) {
    case .drone: return try pipeline(key, at: suggestion.position, in: bytes)
    case .woodpecker: return try workflow(key, at: suggestion.position, in: bytes)
    }
  }

  private static func refuse(
    _ stream: YAMLStream, _ header: GeneratedHeader?, _ path: String, at position: SourcePosition
  ) throws(RefusedEdit) {
    try stream.refuseBroken(at: position)
    if let header { throw .generated(header, of: path, source: stream.source) }
  }

  // MARK: - Drone

  private mutating func pipeline(
    _ key: JobKey, at position: SourcePosition, in bytes: [UInt8]
  ) throws(RefusedEdit) -> InjectedJob {
    let file = files[key.pipeline] ?? DroneFile(bytes, path: key.pipeline)
    files[key.pipeline] = file
    try Self.refuse(file.stream, file.generatedHeader, file.path, at: position)
    if let fault = file.faults.first {
      throw RefusedEdit("document-split", fault.message, at: fault.position)
    }
    if let signature = file.signature, !options.editsSignedFiles {
      throw RefusedEdit(
        "signed-file",
        "the file is signed, and any edit breaks its signature, which blocks every build until someone approves it; "
          + "set `signed-files: true` under `allow:` in .inframind.yml, and sign it anew afterwards with `drone sign "
          + "owner/name --save`",
        at: signature.place)
    }
    guard let root = roots(of: file)[key.job], let definition = definitions(file, key.repository)[key.job]
    else {
      throw .outdated("the pipeline '\(key.job.short)'", in: key.pipeline, at: position)
    }
    try root.refuseAlias("the pipeline")
    let others = models(in: file).filter { $0.root != root }
    return InjectedJob(
      unit: .pipeline(Pipeline(path: file.path, root: root)), neighbours: others, definition: definition)
  }

  private mutating func roots(of file: DroneFile) -> [String: YAMLNode] {
    if let known = roots[file.path] { return known }
    let read = Dictionary(
      file.pipelines.map { (Pipeline(path: file.path, root: $0).name, $0) },
      uniquingKeysWith: { first, _ in first })
    roots[file.path] = read
    return read
  }

  private mutating func models(in file: DroneFile) -> [Pipeline] {
    if let known = models[file.path] { return known }
    let read = file.pipelines.map { Pipeline(path: file.path, root: $0) }
      .filter { !CacheReader($0).steps.isEmpty }
    models[file.path] = read
    return read
  }

  private mutating func definitions(_ file: DroneFile, _ repository: String) -> [String: JobDefinition] {
    if let known = jobs[file.path] { return known }
    var reader = PipelineReader(file, repository: repository)
    reader.read()
    let read = Dictionary(reader.jobs.map { ($0.key.job, $0) }, uniquingKeysWith: { first, _ in first })
    jobs[file.path] = read
    return read
  }

  // MARK: - Woodpecker

  private mutating func workflow(
    _ key: JobKey, at position: SourcePosition, in bytes: [UInt8]
  ) throws(RefusedEdit) -> InjectedJob {
    let file = workflowFile(key.pipeline, key.repository, bytes)
    try Self.refuse(file.stream, file.generatedHeader, file.path, at: position)
    let known = jobs[file.path]?[file.path]
    let job = known ?? WorkflowReader(file, repository: key.repository, siblings: []).job
    guard let workflow = file.workflow, workflow.name == key.job, let job else {
      throw .outdated("the workflow '\(key.job.short)'", in: key.pipeline, at: position)
    }
    jobs[file.path] = [file.path: job]
    try workflow.root.refuseAlias("the workflow")
    return InjectedJob(
      unit: .workflow(workflow), neighbours: neighbours(of: workflow, key.repository), definition: job)
  }

  /// Workflows whose steps mean the same in this one, nearest names first.
  private mutating func neighbours(of workflow: Workflow, _ repository: String) -> [any Stage] {
    let paths = folder.siblings(of: workflow.path)
    return paths.filter { $0 != workflow.path }.prefix(Self.mostNeighbours).compactMap { path in
      guard let bytes = self.repository.contents(of: path) else { return nil }
      let other = workflowFile(path, repository, bytes).workflow
      return other.flatMap { Set($0.matrix.axes).isSubset(of: workflow.matrix.axes) ? $0 : nil }
    }
  }

  private static let mostNeighbours = 50

  private mutating func workflowFile(_ path: String, _ repository: String, _ bytes: [UInt8]) -> WorkflowFile {
    if let known = workflows[path] { return known }
    let file = WorkflowFile(bytes, path: path, repository: repository)
    workflows[path] = file
    return file
  }
}

/// A job with what it is made of.
struct InjectedJob {
  /// A pipeline of Drone or a workflow of Woodpecker.
  enum Unit {
    case pipeline(Pipeline)
    case workflow(Workflow)
  }

  let unit: Unit
  /// Others with cache steps on which new ones may be modelled.
  let neighbours: [any Stage]
  let definition: JobDefinition

  var stage: any Stage {
    switch unit {
    case .pipeline(let pipeline): pipeline
    case .workflow(let workflow): workflow
    }
  }

  func edit(_ edits: [YAMLEdit]) -> FileEdit {
    switch unit {
    case .pipeline(let pipeline): FileEdit(file: pipeline.path, edits: edits, dialect: .drone)
    case .workflow(let workflow): FileEdit(file: workflow.path, edits: edits, dialect: .woodpecker)
    }
  }
}
