internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension WorkflowReader {
  /// Adds an ordinary job.
  mutating func define(_ keys: JobKeys, at key: YAMLNode, _ site: CallSite, _ call: WorkflowCall) {
    let file = site.file
    guard let runsOnNode = keys.runsOn, !runsOnNode.isNull else {
      report(
        .at(
          key, in: file.path, .error, "missing-runs-on", "the job '\(site.id)' needs 'runs-on'; name a runner"
        ))
      return
    }
    let runsOn = RunsOn(runsOnNode, in: file.stream.source)
    let rows = rows(of: keys, runsOn, site, call)
    let list = steps(of: keys, rows: rows, site, call)
    let identity = keys.strategy == nil ? JobIdentity() : JobIdentity(job: site.node, actions: list.actions)
    let signs = JobTraits(keys: keys, key: key, site: site, call: call).signs(
      steps: list.steps, rows: rows.map { $0.request })
    let definition = JobDefinition(
      key: JobKey(
        platform: .gitHubActions, repository: repository, pipeline: call.top.path,
        job: call.keyPrefix + site.id),
      name: name(of: keys, site, call), position: key.place, rows: jobRows(rows, identity, site, call),
      steps: list.steps, container: container(keys.container, rows: rows),
      needs: needs(of: keys, call), events: call.top.triggers.events,
      traits: Set(signs.keys), signs: signs.compactMapValues { $0 },
      timeout: timeout(keys.timeout, call))
    report(runsOn, of: definition, id: site.id, in: file)
    append(definition)
  }

  // MARK: - Rows

  /// A row of a job within one run of its workflow.
  struct Row {
    let row: JobMatrixRow
    let instance: WorkflowCall.Instance
    let name: String
    let request: RunnerRequest
    /// With what is known of the machine.
    let scope: ExpressionScope
  }

  private mutating func rows(
    of keys: JobKeys, _ runsOn: RunsOn, _ site: CallSite, _ call: WorkflowCall
  ) -> [Row] {
    guard call.areInstancesKnown else { return [] }
    let name = JobNamePattern(keys.name?.scalarText, id: site.id)
    let fixed = runsOn.isComputed ? nil : runsOn.request(in: .empty)
    let machine = fixed.flatMap(RunnerContext.init)
    var result: [Row] = []
    for instance in call.instances {
      guard let rows = rows(of: keys.strategy, id: site.id, inputs: instance.inputs, in: site.file) else {
        return []
      }
      guard result.count + rows.count <= rowsLeft else {
        report(
          .at(
            keys.strategy, in: site.file.path, .error, "too-many-jobs",
            "the workflow makes more than 10,000 jobs"))
        return []
      }
      for row in rows {
        let request = fixed ?? runsOn.request(in: row.scope)
        var scope = row.scope
        scope.machine = fixed == nil ? RunnerContext(request) : machine
        result.append(
          Row(
            row: row, instance: instance, name: instance.namePrefix + name.text(of: row), request: request,
            scope: scope))
      }
    }
    spend(rows: result.count)
    return result
  }

  private func jobRows(
    _ rows: [Row], _ identity: JobIdentity, _ site: CallSite, _ call: WorkflowCall
  ) -> [JobRow] {
    let values = rows.map { $0.row.matrix.flattened }
    let variants = identity.variants(of: rows.map { $0.row.matrix }, flattened: values)
    let caller = call.callers.last?.id
    return rows.indices.map { index in
      let outer = rows[index].instance.matrix
      var row = JobRow(
        matrix: Self.merged(outer, with: values[index], of: caller),
        variant: JobVariant(Self.merged(outer, with: variants[index].values, of: caller)),
        name: rows[index].name, runner: rows[index].request)
      if case .unresolved(let text, _, _) = row.runner {
        row.fallback = RunnerExpression(scalar: text)?.fallback.map { [$0] } ?? []
      }
      return row
    }
  }

  // MARK: - Parts of a job

  private mutating func steps(of keys: JobKeys, rows: [Row], _ site: CallSite, _ call: WorkflowCall)
    -> StepList
  {
    var list = StepList()
    guard let node = keys.steps, !node.isNull else { return list }
    guard node.resolved.kind == .sequence else {
      report(
        .at(node, in: site.file.path, .error, "invalid-steps", "the steps of '\(site.id)' must be a list"))
      return list
    }
    let file = site.file
    let directory = keys.defaults?["run"]?["working-directory"]?.scalarText ?? file.workingDirectory
    var environment = file.environment
    if let own = keys.environmentVariables { environment.merge(own.textsByKey) { $1 } }
    var scope = ExpressionScope(inputs: .common(call.instances.map { $0.inputs }))
    scope.machine = Self.commonMachine(rows)
    let stepSite = StepSite(
      source: file.stream.source, scope: scope, rowScopes: rows.map { $0.scope }, environment: environment,
      workingDirectory: directory)
    collect(node, at: stepSite, into: &list)
    return list
  }

  private static func commonMachine(_ rows: [Row]) -> RunnerContext? {
    guard let first = rows.first?.scope.machine else { return nil }
    return rows.dropFirst().allSatisfy { $0.scope.machine == first } ? first : nil
  }

  private func name(of keys: JobKeys, _ site: CallSite, _ call: WorkflowCall) -> String {
    let callers = call.callers.map { caller in
      JobNamePattern(caller.node["name"]?.scalarText, id: caller.id).text(in: .empty) + " / "
    }
    let inputs = ExpressionScope(inputs: .common(call.instances.map { $0.inputs }))
    return callers.joined() + JobNamePattern(keys.name?.scalarText, id: site.id).text(in: inputs)
  }

  private func needs(of keys: JobKeys, _ call: WorkflowCall) -> [String] {
    let own = keys.needs?.texts ?? []
    return own.isEmpty ? call.needs : own.map { call.keyPrefix + $0 }
  }

  /// The image that all rows use; the text as written if rows differ or only a run knows.
  private func container(_ node: YAMLNode?, rows: [Row]) -> String? {
    guard let node, !node.isNull else { return nil }
    let image = node.resolved.kind == .mapping ? node["image"] : node
    guard let text = image?.scalarText else { return nil }
    guard ExpressionTemplate.isNeeded(for: text) else { return text.isEmpty ? nil : text }
    let template = ExpressionTemplate(text)
    var images: Set<String> = []
    for row in rows {
      guard let value = template.evaluate(in: row.scope).value else { return text }
      guard case .object(let object) = value else {
        images.insert(value.text)
        continue
      }
      images.insert(object["image"]?.text ?? "")
    }
    guard images.count == 1, let only = images.first else { return text }
    return only.isEmpty ? nil : only
  }

  private func timeout(_ node: YAMLNode?, _ call: WorkflowCall) -> Duration? {
    guard let node,
      case .value(let value) = node.outcome(
        in: ExpressionScope(inputs: .common(call.instances.map { $0.inputs })))
    else { return nil }
    let minutes = value.number
    guard !value.text.isEmpty, minutes > 0, minutes <= 1_000_000 else { return nil }
    return .seconds(Int64(minutes * 60))
  }

  private mutating func report(
    _ runsOn: RunsOn, of job: JobDefinition, id: String, in file: WorkflowFile
  ) {
    for row in job.rows {
      switch row.runner {
      case .unresolved(_, let reason, _):
        report(
          .at(
            runsOn.node, in: file.path, .note, "computed-runner",
            "the runner of '\(id)' cannot be known from the files: \(reason)"))
      case .labels(let labels, _), .group(_, let labels, _):
        for label in labels {
          guard let removal = RemovedLabel.named(label) else { continue }
          report(.at(runsOn.node, in: file.path, .warning, "removed-label", removal.sentence(job: id)))
        }
      case .platformDefault: break
      }
    }
  }
}
