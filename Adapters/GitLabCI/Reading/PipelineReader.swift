internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Reads pipelines and gathers what they hold.
struct PipelineReader {
  let files: ConfigFiles
  let repository: String
  private(set) var readout = PipelineReadout()
  private var keys: Set<JobKey> = []

  /// Jobs that are read of one file; more are nobody's.
  private static let mostJobs = 5_000
  /// Entries that are looked at, those of child pipelines counted each time that one is started.
  private static let mostEntries = 50_000
  /// GitLab's own limit of pipelines that start each other.
  private static let mostPipelines = 1_000

  /// What the jobs of one file and of the child pipelines of it take.
  private struct Effort {
    var entries = 0
    var pipelines = 0
    var allowance = ReadingAllowance()
    /// Whether it was said that there is more.
    var isReported = false
  }

  init(_ files: ConfigFiles, repository: String) {
    self.files = files
    self.repository = repository
  }

  /// Reads pipelines; files that another one of them includes or starts only with it.
  mutating func read(_ paths: [String]) {
    var seen: Set<String> = []
    let given = paths.filter { seen.insert($0).inserted }
    let reach = Dictionary(uniqueKeysWithValues: given.map { ($0, FileReach(of: $0, in: files).paths) })
    let called = given.reduce(into: Set<String>()) { $0.formUnion((reach[$1] ?? []).subtracting([$1])) }
    readout.called = called
    let roots = given.filter { !called.contains($0) || Self.isRoot($0) }
    var covered = Set(roots).union(roots.flatMap { reach[$0] ?? [] })
    var chosen = Set(roots)
    // Files that include each other in a ring have no root.
    for path in given.sorted() where covered.insert(path).inserted {
      chosen.insert(path)
      covered.formUnion(reach[path] ?? [])
    }
    for path in given where chosen.contains(path) {
      if !Self.isRoot(path) { readout.readAlone.insert(path) }
      let before = (readout.jobs.count, readout.problems.count)
      read(path)
      if before == (readout.jobs.count, readout.problems.count) {
        let message = "the file holds no jobs, only what other files may use"
        report(PipelineProblem.at(nil, in: path, .note, "no-jobs", message))
      }
    }
  }

  /// Whether GitLab begins a pipeline with a file of this name.
  static func isRoot(_ path: String) -> Bool { GitLabCI.pipelineFilePatterns.contains(path) }

  private mutating func report(_ problem: PipelineProblem) { readout.problems.append(problem) }

  private mutating func read(_ path: String) {
    var allowance = ReadingAllowance()
    for entry in entries(of: path) {
      let job = entry.definition(&readout.problems)
      guard allowance.take(job) else { return report(.tooMuch(at: job.position)) }
      readout.jobs.append(job)
    }
  }

  /// The jobs of a pipeline and of those that it starts.
  mutating func entries(of path: String) -> [JobEntry] {
    var loader = PipelineLoader(files)
    let pipeline = loader.pipeline(at: path)
    readout.problems += loader.problems
    guard let pipeline else { return [] }
    var entries: [JobEntry] = []
    var effort = Effort()
    collect(pipeline, in: PipelinePlace(file: path, repository: repository), &effort, into: &entries)
    return entries
  }

  private mutating func collect(
    _ pipeline: Pipeline, in place: PipelinePlace, _ effort: inout Effort, into entries: inout [JobEntry]
  ) {
    effort.pipelines += 1
    effort.entries += (pipeline.names.count + pipeline.parts.count) / 10
    for name in pipeline.names where !name.hasPrefix(".") && !Pipeline.keywords.contains(name) {
      effort.entries += 1
      guard entries.count < Self.mostJobs, effort.entries <= Self.mostEntries, !effort.allowance.isSpent
      else {
        let message = "more jobs than \(Self.mostJobs) are not read"
        return reportOnce(.at(nil, in: place.file, .error, "too-many-jobs", message), &effort)
      }
      var reader = JobReader(name, of: pipeline, in: place)
      switch reader.read() {
      case .job(let entry):
        let variables = ReadingAllowance.weight(ofVariables: entry.settings.countOfOwnVariables)
        if effort.allowance.take(variables), keys.insert(entry.key).inserted { entries.append(entry) }
      case .child(let child): collect(child, of: pipeline, in: place, &effort, into: &entries)
      case .nothing: break
      }
      readout.problems += reader.problems
    }
  }

  private mutating func collect(
    _ child: ChildPipeline, of pipeline: Pipeline, in place: PipelinePlace, _ effort: inout Effort,
    into entries: inout [JobEntry]
  ) {
    guard effort.pipelines < Self.mostPipelines else {
      let message = "more pipelines than \(Self.mostPipelines) that start each other are not read"
      return reportOnce(.at(nil, in: place.file, .error, "too-many-jobs", message), &effort)
    }
    guard let inner = place.child(child, of: pipeline) else {
      let message = "the child pipelines of '\(child.trigger)' are nested too deeply"
      return report(
        PipelineProblem(severity: .error, code: "child-cycle", message: message, position: child.position))
    }
    var loader = PipelineLoader(files)
    let started = loader.childPipeline(child)
    readout.problems += loader.problems
    if let started { collect(started, in: inner, &effort, into: &entries) }
  }

  private mutating func reportOnce(_ problem: PipelineProblem, _ effort: inout Effort) {
    if !effort.isReported { report(problem) }
    effort.isReported = true
  }
}

/// Where a pipeline runs: by itself, or started by jobs of others.
struct PipelinePlace {
  /// The file that the outermost pipeline begins with.
  let file: String
  let repository: String
  /// The jobs that started it, from the outside in.
  private(set) var triggers: [String] = []
  private var ancestry: [String] = []

  init(file: String, repository: String) {
    self.file = file
    self.repository = repository
    ancestry = [file]
  }

  /// Levels of child pipelines that are followed.
  private static let deepest = 4

  /// The place of a child pipeline; `nil` if it would be its own descendant or nested too deeply.
  func child(_ child: ChildPipeline, of pipeline: Pipeline) -> PipelinePlace? {
    guard triggers.count < Self.deepest else { return nil }
    let name = child.sources.map(\.text).joined(separator: ",")
    guard !ancestry.contains(name) else { return nil }
    var inner = self
    inner.triggers.append(child.trigger)
    inner.ancestry.append(name)
    return inner
  }

  func key(of job: String) -> JobKey {
    JobKey(
      platform: .gitLabCI, repository: repository, pipeline: file,
      job: (triggers + [job]).joined(separator: "/"))
  }
}

/// The files of a checkout that a file includes or starts, over all levels.
struct FileReach {
  private(set) var paths: Set<String> = []

  init(of path: String, in files: ConfigFiles) {
    var open = [path]
    var seen: Set<String> = [path]
    while let next = open.popLast(), seen.count < 1_000 {
      guard let file = files.file(at: next), let root = file.root else { continue }
      var texts = root["include"].map { Self.localTexts($0) } ?? []
      for entry in root.entries {
        guard let trigger = entry.value.resolved["trigger"]?.resolved, let include = trigger["include"] else {
          continue
        }
        texts += Self.localTexts(include)
      }
      for path in texts.flatMap({ files.paths(of: $0) ?? [] }) {
        paths.insert(path)
        if seen.insert(path).inserted { open.append(path) }
      }
    }
  }

  private static func localTexts(_ node: YAMLNode) -> [String] {
    let node = node.resolved
    let all = node.kind == .sequence ? node.items.map(\.resolved) : [node]
    return all.compactMap { item in
      item.kind == .mapping ? item["local"]?.scalarText : item.scalarText
    }
  }
}
