internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Joins the jobs of a config with the workflows' uses of them.
struct JobsReader {
  let path: String
  let repository: String
  let namespace: Namespace
  let scope: Scope
  let saved: SavedCaches
  let isGenerated: Bool
  private(set) var jobs: [ReadJob] = []
  private(set) var problems: [PipelineProblem] = []
  private var allowance = ReadingAllowance()

  init(
    path: String, repository: String, namespace: Namespace, scope: Scope, saved: SavedCaches,
    isGenerated: Bool
  ) {
    self.path = path
    self.repository = repository
    self.namespace = namespace
    self.scope = scope
    self.saved = saved
    self.isGenerated = isGenerated
  }

  /// A job with all uses of it.
  struct Use {
    var id: String
    var key: YAMLNode
    /// The job's mapping; `nil` for one of an orb in the registry.
    var node: YAMLNode?
    var namespace: Namespace
    /// The orb's command as a packaged step.
    var packaged: PackagedStep?
    var invocations: [Invocation] = []
  }

  mutating func read(_ invocations: [Invocation], hasWorkflows: Bool) {
    var uses: [Use] = []
    var places: [String: Int] = [:]
    for invocation in invocations {
      guard var use = use(of: invocation) else { continue }
      if let place = places[use.id] {
        uses[place].invocations.append(invocation)
      } else {
        use.invocations = [invocation]
        places[use.id] = uses.count
        uses.append(use)
      }
    }
    for job in namespace.jobs where places[job.id] == nil {
      guard !hasWorkflows else {
        problems.append(
          .at(
            job.key, in: path, .note, "never-runs",
            "no workflow of this file runs the job '\(job.id)', so it is left out"))
        continue
      }
      uses.append(Use(id: job.id, key: job.key, node: job.node, namespace: namespace))
    }
    uses.sort { ($0.key.range.lowerBound, $0.id) < ($1.key.range.lowerBound, $1.id) }
    let ids = JobIDs(uses)
    for use in uses {
      read(use, ids)
      guard !allowance.isSpent else {
        problems.append(.tooMuch(at: SourcePosition(use.key.position)))
        return
      }
    }
  }

  private mutating func use(of invocation: Invocation) -> Use? {
    if let job = namespace.job(invocation.job) {
      return Use(id: job.id, key: job.key, node: job.node, namespace: namespace)
    }
    guard let (orb, element, alias) = namespace.orb(of: invocation.job) else {
      problems.append(
        .at(
          invocation.item, in: path, .warning, "unknown-job",
          "the workflow '\(invocation.workflow)' runs the job '\(invocation.job)', which this file does not have"
        ))
      return nil
    }
    switch orb {
    case .inline(let inner):
      guard let job = inner.job(element) else { return nil }
      return Use(id: job.id, key: job.key, node: job.node, namespace: inner)
    case .registry(let name, let version):
      let full = (name.isEmpty ? alias : name) + "/" + element.lowercased()
      return Use(
        id: invocation.job, key: invocation.item, node: nil, namespace: namespace,
        packaged: PackagedStep(name: full, version: version))
    }
  }

  // MARK: - One job

  private mutating func read(_ use: Use, _ ids: JobIDs) {
    if let node = use.node {
      guard node.resolved.kind == .mapping else {
        problems.append(
          .at(node, in: path, .error, "invalid-job", "the job '\(use.id)' is no mapping, so it is left out"))
        return
      }
      if let type = node["type"]?.scalarText, type != "build" { return }
      if node["steps"] == nil {
        problems.append(
          .at(use.key, in: path, .warning, "missing-steps", "the job '\(use.id)' has no steps; add them"))
      }
    }
    let reader = JobReader(use: use, path: path, scope: scope)
    let rows = RowsReader(use: use, path: path, pipeline: scope)
    problems += rows.problems
    let job = reader.job(
      rows, repository: repository, saved: saved, needs: ids.needs(of: use), isGenerated: isGenerated)
    guard !job.isIncomplete else {
      problems.append(
        .at(
          use.key, in: path, .error, "too-many-steps",
          "the job '\(use.id)' has more steps than are read, so it is left out; split it"))
      _ = allowance.take(job.effort)
      return
    }
    guard allowance.take(job.definition.weight + job.effort) else { return }
    jobs.append(job)
    problems += job.hopelessCaches.map { place in
      PipelineProblem(
        severity: .warning, code: "cache-never-found",
        message:
          "every key of this restore_cache holds a number that no other run has, so nothing is ever found; "
          + "key it by a lockfile's checksum",
        position: place)
    }
  }
}

/// Ids of jobs by the names that workflows use for them.
struct JobIDs {
  private var ids: [String: String] = [:]

  init(_ uses: [JobsReader.Use]) {
    for use in uses {
      for invocation in use.invocations {
        for name in [
          invocation.job, invocation.arguments?.value("name")?.scalarText,
          invocation.matrix?.value("alias")?.scalarText,
        ].compactMap(\.self) { ids[invocation.workflow + "\n" + name] = use.id }
      }
    }
  }

  /// The ids of the jobs that a job waits for; what cannot be resolved as it is written.
  func needs(of use: JobsReader.Use) -> [String] {
    var seen: Set<String> = []
    return use.invocations.flatMap { invocation in
      invocation.requires.map { ids[invocation.workflow + "\n" + $0] ?? $0 }
    }
    .filter { seen.insert($0).inserted }
  }
}
