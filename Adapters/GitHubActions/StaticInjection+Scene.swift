internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A checkout as the edits see it: each file read once, and the jobs that the reader finds.
struct InjectionScene {
  private let adapter: GitHubActions
  private let repository: any RepositoryFiles
  private var streams: [String: YAMLStream] = [:]
  private var jobs: [String: [JobDefinition]] = [:]
  private var everyJob: [JobDefinition]?
  private var jobsByFile: [String: [InjectedJob]]?

  init(adapter: GitHubActions, repository: any RepositoryFiles) {
    self.adapter = adapter
    self.repository = repository
  }

  // MARK: - Jobs

  /// The job that a suggestion means, with the places in the files that define it.
  mutating func job(for suggestion: Suggestion) throws(RefusedEdit) -> InjectedJob {
    let key = suggestion.job.withoutVariant
    guard let definition = definitions(of: key).first(where: { $0.key.withoutVariant == key }) else {
      throw .outdated("the job '\(key.job)'", in: key.pipeline, at: suggestion.position)
    }
    let job = InjectedJob(definition: definition, sites: try sites(of: key, at: suggestion.position))
    try refuseGeneratedFile(job)
    return job
  }

  /// The jobs of every pipeline file of the repository, and of those asked for so far.
  mutating func allJobs() -> [JobDefinition] {
    if let everyJob { return everyJob }
    let name = jobs.values.joined().first?.key.repository ?? ""
    let placed = GitHubActions.pipelineFilePatterns.flatMap { repository.paths(matching: $0) }
    let files = Set(placed).union(jobs.keys).sorted()
    let all = adapter.jobs(in: files, of: repository, named: name).jobs
    everyJob = all
    return all
  }

  /// The jobs whose own text, or that of a workflow between, lies in one of some files.
  mutating func jobs(in files: Set<String>) -> [InjectedJob] {
    let index = jobsByFile ?? indexedJobs()
    jobsByFile = index
    var seen: Set<JobKey> = []
    return files.sorted().flatMap { index[$0] ?? [] }.filter { seen.insert($0.definition.key).inserted }
  }

  private mutating func indexedJobs() -> [String: [InjectedJob]] {
    var index: [String: [InjectedJob]] = [:]
    for definition in allJobs() {
      guard let sites = try? sites(of: definition.key, at: definition.position) else { continue }
      let job = InjectedJob(definition: definition, sites: sites)
      for file in Set(sites.map(\.file)) { index[file, default: []].append(job) }
    }
    return index
  }

  private mutating func definitions(of key: JobKey) -> [JobDefinition] {
    if let known = jobs[key.pipeline] { return known }
    let read = adapter.jobs(in: [key.pipeline], of: repository, named: key.repository).jobs
    jobs[key.pipeline] = read
    return read
  }

  // MARK: - Files

  /// A file as a tree; `nil` if there is none.
  mutating func stream(of file: String) -> YAMLStream? {
    if let known = streams[file] { return known }
    guard let bytes = repository.contents(of: file) else { return nil }
    let stream = YAMLStream(reading: bytes, file: file, dialect: .gitHubActions)
    streams[file] = stream
    return stream
  }

  /// Whether a glob finds a file in the checkout.
  func finds(_ glob: String) -> Bool { !repository.paths(matching: glob).isEmpty }

  /// Whether other workflows may call a file.
  mutating func isCallable(_ file: String) -> Bool {
    guard let on = stream(of: file)?.documents.first?.root?["on"] else { return false }
    return WorkflowTriggers(on).isCallable
  }

  /// The jobs from the one in the pipeline's own file to the one that has the steps.
  private mutating func sites(of key: JobKey, at position: SourcePosition) throws(RefusedEdit) -> [JobSite] {
    var file = key.pipeline
    var sites: [JobSite] = []
    let ids = key.job.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    for (level, id) in ids.enumerated() {
      let site = try self.site(of: id, in: file, at: position)
      sites.append(site)
      guard level < ids.count - 1 else { break }
      guard let called = site.calledFile else {
        throw RefusedEdit(
          "outdated-suggestion",
          "the job '\(id)' calls no workflow of this repository; ask for suggestions again",
          at: site.position(of: site.key))
      }
      file = called
    }
    return sites
  }

  private mutating func site(
    of id: String, in file: String, at position: SourcePosition
  ) throws(RefusedEdit) -> JobSite {
    guard let stream = stream(of: file) else { throw .unreadable(file, at: position) }
    try stream.refuseBroken(at: position)
    guard let entry = stream.documents.first?.root?["jobs"]?.entry(forKey: id) else {
      throw .outdated("the job '\(id)'", in: file, at: position)
    }
    let site = JobSite(file: file, stream: stream, id: id, key: entry.key, job: entry.value)
    try entry.value.refuseAlias("the job '\(id)'")
    return site
  }

  private func refuseGeneratedFile(_ job: InjectedJob) throws(RefusedEdit) {
    for site in job.sites { try refuseGeneratedFile(site.file, site.stream) }
  }

  /// Refuses a file whose header says that it is generated.
  func refuseGeneratedFile(_ file: String, _ stream: YAMLStream) throws(RefusedEdit) {
    guard let header = GeneratedHeader(in: stream.source) else { return }
    throw .generated(header, of: file, source: stream.source)
  }
}

/// A job with the places that define it.
struct InjectedJob {
  var definition: JobDefinition
  /// From the job in the pipeline's own file to the one that has the steps; never empty.
  var sites: [JobSite]

  /// Where the steps and the machine are.
  var site: JobSite { sites[sites.count - 1] }
}

/// A job's mapping in one file.
struct JobSite: Hashable {
  var file: String
  var stream: YAMLStream
  var id: String
  var key: YAMLNode
  var job: YAMLNode

  static func == (left: JobSite, right: JobSite) -> Bool {
    left.file == right.file && left.job == right.job
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(file)
    hasher.combine(job)
  }

  /// The workflow of this repository that the job calls.
  var calledFile: String? {
    guard let uses = job["uses"]?.scalarText, case .local(let path) = ActionReference(uses) else {
      return nil
    }
    return RepositoryPath.normalised(path)
  }

  func position(of node: YAMLNode) -> SourcePosition { SourcePosition(node.position) }
}
