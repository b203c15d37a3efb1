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

  init(_ repository: any RepositoryFiles, options: InjectionOptions) {
    self.repository = repository
    self.options = options
    folder = WorkflowFolder(repository)
  }

  /// The job that a suggestion means, with its pipeline or workflow.
  mutating func job(for suggestion: Suggestion) throws(RefusedEdit) -> InjectedJob {
    if let reason = suggestion.adviceOnly {
      throw RefusedEdit("advice-only", reason, at: suggestion.position)
    }
    let key = suggestion.job.withoutVariant
    guard ForeignSource(key.pipeline) == nil, let bytes = repository.contents(of: key.pipeline) else {
      throw RefusedEdit(
        "unreadable-file", "\(key.pipeline.short) cannot be read", at: suggestion.position)
    }
    switch FileFormat(key.pipeline, bytes) {
    case .drone: return try pipeline(key, at: suggestion.position, in: bytes)
    case .woodpecker: return try workflow(key, at: suggestion.position, in: bytes)
    }
  }

  private static func outdated(_ key: JobKey, _ what: String, at position: SourcePosition) -> RefusedEdit {
    RefusedEdit(
      "outdated-suggestion",
      "the \(what) '\(key.job.short)' is not in \(key.pipeline.short) any more; ask for suggestions again",
      at: position)
  }

  private static func refuse(
    _ stream: YAMLStream, _ header: GeneratedHeader?, _ path: String, at position: SourcePosition
  ) throws(RefusedEdit) {
    if let problem = stream.problem {
      let place = problem.position.map { SourcePosition($0) }
      throw RefusedEdit("unreadable-file", "\(path) is no YAML: \(problem.message)", at: place ?? position)
    }
    guard let header else { return }
    let origin = header.origin(in: stream.source) ?? "what it is generated from"
    throw RefusedEdit(
      "generated-file", "\(path) is generated; change \(origin) instead",
      at: SourcePosition(file: path, line: header.line, column: 1))
  }

  private static func refuseAlias(_ root: YAMLNode, _ what: String) throws(RefusedEdit) {
    guard root.kind != .mapping else { return }
    throw RefusedEdit(
      "shared-anchor", "the \(what) is an alias; give it a text of its own", at: root.place)
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
    let root = file.pipelines.first { Pipeline(path: file.path, root: $0).name == key.job }
    guard let root, let definition = definitions(file, key.repository)[key.job] else {
      throw Self.outdated(key, "pipeline", at: position)
    }
    try Self.refuseAlias(root, "pipeline")
    let others = file.pipelines.filter { $0 != root }.map { Pipeline(path: file.path, root: $0) }
    return InjectedJob(
      unit: .pipeline(Pipeline(path: file.path, root: root)), neighbours: others, definition: definition)
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
      throw Self.outdated(key, "workflow", at: position)
    }
    jobs[file.path] = [file.path: job]
    try Self.refuseAlias(workflow.root, "workflow")
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
  /// Others on whose cache steps new ones may be modelled.
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

extension YAMLNode {
  /// The value of a key that this mapping itself holds, unshared; `nil` if it has none.
  ///
  /// - Throws: `shared-anchor` if an anchor, an alias or a merge key gives it.
  func ownValue(_ key: String, what: String) throws(RefusedEdit) -> YAMLNode? {
    guard let entry = effectiveEntry(forKey: key) else { return nil }
    guard entry.isOwn, kind == .mapping else {
      throw RefusedEdit(
        "shared-anchor",
        "\(what) comes over a merge key from line \(entry.value.position.line); give this one a text of its own",
        at: place)
    }
    try entry.value.refuseShared(what)
    return entry.value
  }

  /// Refuses a node that is an alias, or that aliases elsewhere stand for.
  func refuseShared(_ what: String) throws(RefusedEdit) {
    let aliases = kind == .alias ? [target].compactMap(\.self) : Array(sharedBy)
    guard !aliases.isEmpty || kind == .alias else { return }
    throw RefusedEdit(
      "shared-anchor",
      "\(what) is shared with \(SentenceText.lines(aliases.map(\.position.line))) through an anchor; "
        + "give this one a text of its own",
      at: place)
  }

  /// Where a new key goes: above one of the mapping's own, never above a merge key, which would overwrite it.
  func slot(above key: String) -> YAMLEdit.EntryPlace {
    let lastMerge = entries.last(where: \.isMerge)?.index ?? -1
    guard let entry = entries.first(where: { $0.key.resolved.text == key && !$0.isDuplicate }),
      entry.index > lastMerge, entry.key.kind == .scalar
    else { return .last }
    return .before(key)
  }
}
