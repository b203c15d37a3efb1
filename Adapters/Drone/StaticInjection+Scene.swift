internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A checkout as the edits see it: each file read once, and the jobs that the reader finds.
struct InjectionScene {
  private let repository: any RepositoryFiles
  private let options: InjectionOptions
  private var files: [String: DroneFile] = [:]
  /// By file and name.
  private var jobs: [String: [String: JobDefinition]] = [:]

  init(_ repository: any RepositoryFiles, options: InjectionOptions) {
    self.repository = repository
    self.options = options
  }

  /// The job that a suggestion means, with its pipeline.
  mutating func job(for suggestion: Suggestion) throws(RefusedEdit) -> InjectedJob {
    let key = suggestion.job.withoutVariant
    let file = try readableFile(key.pipeline, at: suggestion.position)
    let root = file.pipelines.first { Pipeline(path: file.path, root: $0).name == key.job }
    guard let root, let definition = definitions(file, key.repository)[key.job] else {
      throw .outdated("the pipeline '\(key.job.short)'", in: key.pipeline, at: suggestion.position)
    }
    let pipeline = Pipeline(path: file.path, root: root)
    try root.refuseAlias("the pipeline")
    return InjectedJob(file: file, pipeline: pipeline, definition: definition)
  }

  private mutating func readableFile(
    _ path: String, at position: SourcePosition
  ) throws(RefusedEdit) -> DroneFile {
    guard ForeignSource(path) == nil, let file = file(path) else {
      throw .unreadable(path, at: position)
    }
    try file.stream.refuseBroken(at: position)
    if let header = file.generatedHeader {
      throw .generated(header, of: path, source: file.stream.source)
    }
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
    return file
  }

  private mutating func file(_ path: String) -> DroneFile? {
    if let known = files[path] { return known }
    guard let bytes = repository.contents(of: path) else { return nil }
    let file = DroneFile(bytes, path: path)
    files[path] = file
    return file
  }

  private mutating func definitions(_ file: DroneFile, _ repository: String) -> [String: JobDefinition] {
    if let known = jobs[file.path] { return known }
    var reader = PipelineReader(file, repository: repository)
    reader.read()
    let read = Dictionary(reader.jobs.map { ($0.key.job, $0) }, uniquingKeysWith: { first, _ in first })
    jobs[file.path] = read
    return read
  }
}

/// A job with its pipeline and file.
struct InjectedJob {
  let file: DroneFile
  let pipeline: Pipeline
  let definition: JobDefinition

  func edit(_ edits: [YAMLEdit]) -> FileEdit {
    FileEdit(file: file.path, edits: edits, dialect: .drone)
  }
}
