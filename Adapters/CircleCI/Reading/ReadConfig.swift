internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A config as it was read: its jobs with the places that rule them.
struct ReadConfig {
  let path: String
  /// The file's tree; `nil` if there is no such file.
  private(set) var stream: YAMLStream?
  private(set) var jobs: [ReadJob] = []
  private(set) var problems: [PipelineProblem] = []
  /// The comment that says that the file is generated.
  private(set) var generatedHeader: GeneratedHeader?

  init(path: String, repository: String, source: [UInt8]?) {
    self.path = path
    guard let source else {
      problems = [
        .at(nil, in: path, .error, "unreadable-file", "the file is missing, too large or no regular file")
      ]
      return
    }
    let stream = YAMLStream(reading: source, file: path, dialect: .circleCI)
    self.stream = stream
    if let problem = stream.problem {
      problems = [PipelineProblem(problem, in: path)]
      return
    }
    problems = stream.warnings.map { PipelineProblem(warning: $0, in: path) }
    generatedHeader = GeneratedHeader(in: source)
    if let root = root(of: stream) { read(root, stream, repository) }
  }

  private mutating func root(of stream: YAMLStream) -> YAMLNode? {
    if stream.documents.count > 1 {
      problems.append(
        .at(
          stream.documents[1].root, in: path, .warning, "several-documents",
          "CircleCI reads one document per file; move the others into files of their own"))
    }
    guard let root = stream.documents.first?.root?.resolved, !root.isNull else {
      problems.append(
        .at(nil, in: path, .error, "empty-file", "the file holds nothing; delete it or add a config"))
      return nil
    }
    let isConfig = root.value("jobs") != nil || root.value("workflows") != nil
    guard root.kind == .mapping, isConfig else {
      let isMain = path.hasSuffix("/config.yml")
      problems.append(
        .at(
          root, in: path, isMain ? .error : .note, "not-a-config",
          "a config is a mapping with 'version', 'jobs' and 'workflows'; this is none, or a part of one"))
      return nil
    }
    if let jobs = root.value("jobs"), jobs.kind != .mapping {
      problems.append(
        .at(jobs, in: path, .error, "invalid-jobs", "'jobs' must be a mapping of names to jobs"))
    }
    return root
  }

  private mutating func read(_ root: YAMLNode, _ stream: YAMLStream, _ repository: String) {
    let version = root.value("version")?.scalarText ?? "2.1"
    var pipeline: [String: Scope.Value] = [:]
    for parameter in root.mapping("parameters")?.effectiveEntries ?? [] {
      pipeline[parameter.key.text] = parameter.value["default"].map { .written($0, in: Scope()) } ?? .open
    }
    let scope = Scope(pipeline: pipeline, hasTemplates: version.hasPrefix("2.1"))
    let namespace = Namespace(root, pipeline: scope)
    if root.value("setup")?.scalar == .bool(true) {
      problems.append(
        .at(
          root["setup"], in: path, .note, "setup-config",
          "this config only sets a pipeline up; the jobs that it continues with are in another file"))
    }
    let workflows = Workflows(root, in: namespace)
    var reader = JobsReader(
      path: path, repository: repository, namespace: namespace, scope: scope, saved: SavedCaches(in: stream),
      isGenerated: generatedHeader != nil)
    reader.read(workflows.invocations, hasWorkflows: root.mapping("workflows") != nil)
    jobs = reader.jobs
    var seen: Set<PipelineProblem> = []
    problems += reader.problems.filter { seen.insert($0).inserted }
    if jobs.isEmpty, problems.isEmpty {
      problems.append(
        .at(root, in: path, .note, "no-jobs", "no workflow of this config runs a job of its own"))
    }
  }
}

/// A job, and where in the file what rules it is written.
struct ReadJob {
  var definition: JobDefinition
  /// The job as its entry has it, perhaps an alias; `nil` for jobs of orbs in the registry.
  var node: YAMLNode?
  /// For each row of the definition.
  var traces: [SizeTrace]
  /// For each step of the definition.
  var sites: [StepSite]
  /// Where the job works, and where the repository is checked out.
  var folders: WorkFolders
  var namespace: Namespace
  /// Where an invocation says that an orb's job takes this one's place.
  var override: YAMLNode?
  /// Parameters that are part of the names of rows.
  var namingParameters: Set<String>
  /// Where restores stand that can never find anything.
  var hopelessCaches: [SourcePosition]
  /// Whether rows are told apart by nothing but their class.
  var rowsDependOnClass: Bool
  /// Whether it has more steps than are read.
  var isIncomplete: Bool
  /// What reading took, in bytes of a ``ReadingAllowance``.
  var effort: Int
}
