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
  /// The documents of pipelines, by file and name.
  private var roots: [String: [String: YAMLNode]] = [:]

  init(_ repository: any RepositoryFiles, options: InjectionOptions) {
    self.repository = repository
    self.options = options
  }

  /// The job that a suggestion means, with its pipeline.
  mutating func job(for suggestion: Suggestion) throws(RefusedEdit) -> InjectedJob {
    if let reason = suggestion.adviceOnly {
      throw RefusedEdit("advice-only", reason, at: suggestion.position)
    }
    let key = suggestion.job.withoutVariant
    let file = try readableFile(key.pipeline, at: suggestion.position)
    guard let root = roots(of: file)[key.job], let definition = definitions(file, key.repository)[key.job]
    else {
      throw RefusedEdit(
        "outdated-suggestion",
        "the pipeline '\(key.job.short)' is not in \(key.pipeline.short) any more; ask for suggestions again",
        at: suggestion.position)
    }
    let pipeline = Pipeline(path: file.path, root: root)
    guard root.kind == .mapping else {
      throw RefusedEdit(
        "shared-anchor", "the pipeline is an alias; give it a text of its own", at: root.place)
    }
    return InjectedJob(file: file, pipeline: pipeline, definition: definition)
  }

  private mutating func readableFile(
    _ path: String, at position: SourcePosition
  ) throws(RefusedEdit) -> DroneFile {
    guard ForeignSource(path) == nil, let file = file(path) else {
      throw RefusedEdit("unreadable-file", "\(path.short) cannot be read", at: position)
    }
    if let problem = file.stream.problem {
      let place = problem.position.map { SourcePosition($0) }
      throw RefusedEdit("unreadable-file", "\(path) is no YAML: \(problem.message)", at: place ?? position)
    }
    if let header = file.generatedHeader {
      let origin = header.origin(in: file.stream.source) ?? "what it is generated from"
      throw RefusedEdit(
        "generated-file", "\(path) is generated; change \(origin) instead",
        at: SourcePosition(file: path, line: header.line, column: 1))
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

  private mutating func roots(of file: DroneFile) -> [String: YAMLNode] {
    if let known = roots[file.path] { return known }
    let read = Dictionary(
      file.pipelines.map { (Pipeline(path: file.path, root: $0).name, $0) },
      uniquingKeysWith: { first, _ in first })
    roots[file.path] = read
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
