internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Reads workflows of a checkout: each file once, whoever refers to it.
struct WorkflowReader {
  /// How deep workflows may call each other; GitHub allows 10.
  static let deepestCall = 10
  /// Most calls that one workflow may lead to; GitHub allows 50 different files.
  static let mostCalls = 500
  /// Most rows of all jobs of one workflow.
  static let mostRows = 10_000

  let files: any RepositoryFiles
  /// `owner/name`, or empty.
  let repository: String

  private(set) var jobs: [JobDefinition] = []
  private(set) var problems: [PipelineProblem] = []
  /// Files that the workflows call, and those that only others call but none of the given does.
  private(set) var called: Set<String> = []
  private(set) var readAlone: Set<String> = []
  private var reported: Set<PipelineProblem> = []
  private var workflows: [String: LoadedWorkflow] = [:]
  private var callsLeft = 0
  /// Rows that the workflow being read may still make.
  private(set) var rowsLeft = 0
  var actions: [String: ActionFile?] = [:]

  init(_ files: any RepositoryFiles, repository: String) {
    self.files = files
    self.repository = repository
  }

  /// Reads the jobs of some workflows, in this order.
  ///
  /// The jobs of a workflow that only others call are given with each caller; by themselves only if none of
  /// the workflows calls it.
  mutating func read(_ paths: [String]) {
    var seen: Set<String> = []
    let paths = paths.filter { seen.insert($0).inserted }
    for path in paths {
      guard let file = workflow(path) else { continue }
      called.formUnion(Self.calls(of: file))
    }
    for path in paths {
      problems += workflows[path]?.problems ?? []
      guard let file = workflow(path) else { continue }
      if file.triggers.isCalledOnly {
        guard !called.contains(path) else { continue }
        readAlone.insert(path)
      }
      callsLeft = Self.mostCalls
      rowsLeft = Self.mostRows
      read(file, as: WorkflowCall(instances: [.init(inputs: file.triggers.ownInputs)], top: file))
    }
  }

  mutating func report(_ problem: PipelineProblem) {
    if reported.insert(problem).inserted { problems.append(problem) }
  }

  mutating func append(_ job: JobDefinition) { jobs.append(job) }

  /// Takes the rows of a job from the budget of the workflow that is being read.
  mutating func spend(rows: Int) { rowsLeft -= rows }

  private mutating func workflow(_ path: String) -> WorkflowFile? {
    if let loaded = workflows[path] { return loaded.file }
    guard let source = files.contents(of: path) else {
      workflows[path] = LoadedWorkflow(problems: [
        .at(nil, in: path, .error, "unreadable-file", "the file cannot be read, or is too large; check it")
      ])
      return nil
    }
    let loaded = LoadedWorkflow(path: path, source: source)
    workflows[path] = loaded
    return loaded.file
  }

  private mutating func read(_ file: WorkflowFile, as call: WorkflowCall) {
    for entry in file.jobs.entries where entry.isInForce {
      let id = entry.key.resolved.text
      if id == "<<" { continue }
      let node = entry.value.resolved
      guard node.kind == .mapping else {
        report(.at(entry.key, in: file.path, .error, "invalid-job", "the job '\(id)' must be a mapping"))
        continue
      }
      read(jobAt: entry.key, id: id, node, of: file, as: call)
    }
  }

  private mutating func read(
    jobAt key: YAMLNode, id: String, _ node: YAMLNode, of file: WorkflowFile, as call: WorkflowCall
  ) {
    let keys = JobKeys(node)
    if JobCondition.neverRuns(keys.condition, call.instances) {
      report(
        .at(
          keys.condition, in: file.path, .note, "never-runs", "the job '\(id)' never runs: its 'if' is false")
      )
      return
    }
    let site = CallSite(file: file, id: id, node: node)
    if let uses = keys.uses {
      follow(uses, keys, site, call)
    } else {
      define(keys, at: key, site, call)
    }
  }

  // MARK: - Called workflows

  /// Paths of the workflows in the same repository that a workflow's jobs call.
  private static func calls(of file: WorkflowFile) -> [String] {
    file.jobs.entries.compactMap { entry in
      guard let uses = entry.value["uses"]?.scalarText, case .local(let path) = ActionReference(uses) else {
        return nil
      }
      return RepositoryPath.normalised(path)
    }
  }

  private mutating func follow(_ uses: YAMLNode, _ keys: JobKeys, _ site: CallSite, _ call: WorkflowCall) {
    let path = site.file.path
    guard let text = uses.scalarText, case .local(let local) = ActionReference(text),
      let target = RepositoryPath.normalised(local)
    else {
      let name = uses.scalarText ?? ""
      report(
        .at(
          uses, in: path, .note, "workflow-out-of-view",
          "the job '\(site.id)' calls '\(name)' of another repository, whose jobs are not looked at"))
      return
    }
    guard let callee = workflow(target) else {
      report(outOfView(target, calledAt: uses, in: path))
      return
    }
    guard callee.triggers.isCallable else {
      report(
        .at(uses, in: path, .error, "not-callable", "'\(target)' has no 'workflow_call' in its 'on'; add it"))
      return
    }
    guard !call.callers.contains(where: { $0.file.path == target }), site.file.path != target else {
      report(
        .at(uses, in: path, .error, "call-cycle", "'\(target)' calls itself, directly or through others"))
      return
    }
    callsLeft -= 1
    guard call.callers.count < Self.deepestCall, callsLeft >= 0 else {
      report(
        .at(uses, in: path, .error, "too-many-calls", "workflows call each other too deeply or too often"))
      return
    }
    read(callee, as: called(callee, keys, site, call))
  }

  private func outOfView(_ target: String, calledAt uses: YAMLNode, in path: String) -> PipelineProblem {
    let isMissing = workflows[target]?.problems.contains { $0.code == "unreadable-file" } ?? true
    let message =
      isMissing ? "there is no '\(target)' in this checkout" : "'\(target)' is no workflow that can be read"
    return .at(uses, in: path, .warning, "workflow-out-of-view", message)
  }

  /// The call that a job makes: one run of the called workflow for each row of the job.
  private mutating func called(
    _ callee: WorkflowFile, _ keys: JobKeys, _ site: CallSite, _ call: WorkflowCall
  ) -> WorkflowCall {
    var inner = call
    inner.callers.append(site)
    inner.instances = []
    inner.needs += (keys.needs?.texts ?? []).map { call.keyPrefix + $0 }
    let name = JobNamePattern(keys.name?.scalarText, id: site.id)
    for instance in call.instances {
      switch rows(of: keys.strategy, id: site.id, inputs: instance.inputs, in: site.file) {
      case nil:
        inner.areInstancesKnown = false
        let scope = ExpressionScope(inputs: instance.inputs)
        inner.instances.append(
          WorkflowCall.Instance(
            inputs: callee.triggers.inputs(given: keys.inputs, in: scope),
            namePrefix: instance.namePrefix + name.text(in: scope) + " / ", matrix: instance.matrix))
      case let rows?:
        for row in rows where inner.instances.count < Matrix.mostRows {
          inner.instances.append(
            WorkflowCall.Instance(
              inputs: callee.triggers.inputs(given: keys.inputs, in: row.scope),
              namePrefix: instance.namePrefix + name.text(of: row) + " / ",
              matrix: Self.merged(instance.matrix, with: row.matrix.flattened, of: site.id)))
        }
      }
    }
    return inner
  }

  /// The values of a calling job's row and those of the row inside; where names clash, the outer one is given
  /// the calling job's id.
  static func merged(
    _ outer: [String: String], with inner: [String: String], of caller: String?
  ) -> [String: String] {
    guard !outer.isEmpty else { return inner }
    var values = inner
    for (name, value) in outer {
      values[inner[name] == nil ? name : "\(caller ?? "caller").\(name)"] = value
    }
    return values
  }
}
