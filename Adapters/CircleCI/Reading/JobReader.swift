internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Reads one job in all its rows.
struct JobReader {
  let use: JobsReader.Use
  let path: String
  let scope: Scope

  func job(
    _ rows: RowsReader, repository: String, saved: SavedCaches, needs: [String], isGenerated: Bool
  ) -> ReadJob {
    let place = SourcePosition(use.key.position)
    let traces = rows.rows.enumerated().map { trace(of: $1, place, isFirst: $0 == 0) }
    let identity = RowVariants(use.node, rows, traces)
    let variants = identity.variants
    let isPlain = rows.rows.count == 1 && rows.axes.isEmpty
    let jobRows = rows.rows.indices.map { index -> JobRow in
      var matrix = isPlain ? [:] : rows.rows[index].texts
      if !isPlain { matrix.merge(variants[index].values) { $1 } }
      return JobRow(
        matrix: matrix, variant: isPlain ? JobVariant() : variants[index],
        name: rows.rows[index].name, runner: traces[index].request)
    }
    let steps = self.steps(rows, traces.first)
    let definition = definition(
      rows, jobRows, traces, steps, key: (repository, place), saved: saved, needs: needs,
      isGenerated: isGenerated)
    return ReadJob(
      definition: definition, node: use.node, traces: traces, sites: steps.sites, folders: steps.folders,
      namespace: use.namespace,
      override: use.invocations.lazy.compactMap { $0.arguments?["override-with"] }.first,
      namingParameters: rows.naming, hopelessCaches: steps.caches.hopeless,
      rowsDependOnClass: identity.dependOnClass, isIncomplete: steps.isIncomplete,
      effort: steps.effort + rows.effort)
  }

  private func trace(of row: RowsReader.Row, _ place: SourcePosition, isFirst: Bool) -> SizeTrace {
    let finder = SizeFinder(namespace: use.namespace, place: place, readsEnvironment: isFirst)
    guard let node = use.node else {
      return finder.trace(ofOrbJob: use.id, arguments: row.invocation?.arguments, in: row.scope)
    }
    return finder.trace(of: node.resolved, in: row.scope)
  }

  private func definition(
    _ rows: RowsReader, _ jobRows: [JobRow], _ traces: [SizeTrace], _ steps: StepReader,
    key: (repository: String, place: SourcePosition), saved: SavedCaches, needs: [String], isGenerated: Bool
  ) -> JobDefinition {
    var definition = JobDefinition(
      key: JobKey(platform: .circleCI, repository: key.repository, pipeline: path, job: use.id),
      name: jobRows.count == 1 ? jobRows[0].name : use.id, position: key.place, rows: jobRows,
      steps: steps.steps,
      container: container(rows, traces), needs: needs, events: events)
    definition.cacheReach = .job
    definition.caches = steps.caches.declared(saved)
    let traits = JobTraits(use: use, traces: traces, isGenerated: isGenerated)
    definition.traits = traits.traits
    definition.signs = traits.signs
    return definition
  }

  private var events: [String] {
    var events: Set<String> = []
    for invocation in use.invocations {
      events.insert(invocation.isScheduled ? "schedule" : invocation.isForTags ? "tag" : "push")
    }
    return events.isEmpty ? ["push"] : events.sorted()
  }

  // MARK: - Steps

  private func container(_ rows: RowsReader, _ traces: [SizeTrace]) -> String? {
    let images = traces.lazy.compactMap { trace in
      trace.image.flatMap { (trace.imageScope ?? scope).fill($0)?.text }
    }
    guard let first = images.first else { return nil }
    if images.allSatisfy({ $0 == first }) { return first }
    guard let image = traces.first?.image else { return first }
    guard let node = use.node?.resolved, node["docker"] != nil else { return image.scalarText }
    return rows.commonScope.fill(image)?.text ?? first
  }

  private func steps(_ rows: RowsReader, _ trace: SizeTrace?) -> StepReader {
    let node = use.node?.resolved
    let common = rows.commonScope
    let folder = node?.value("working_directory").flatMap { common.fill($0)?.text } ?? trace?.workingDirectory
    var environment = trace?.environment ?? [:]
    environment.merge(node?["environment"]?.textsByKey ?? [:]) { $1 }
    environment = environment.mapValues { common.fill($0).text }
    let scopes = rows.rows.isEmpty ? [common] : rows.rows.map(\.scope)
    var reader = StepReader(
      folders: WorkFolders(workingDirectory: folder), environment: environment, rows: scopes)
    if let packaged = use.packaged { reader.addOrbJob(packaged, use.invocations, in: scope, use.namespace) }
    guard let node else { return reader }
    if let layers = trace?.layers { reader.noteMachineLayers(at: layers) }
    readExtra("pre-steps", into: &reader)
    if let list = node["steps"] {
      reader.read(list, in: common, StepReader.Context(namespace: use.namespace))
    }
    readExtra("post-steps", into: &reader)
    return reader
  }

  /// Steps that an invocation adds; certain only if it is the job's one invocation.
  private func readExtra(_ key: String, into reader: inout StepReader) {
    for invocation in use.invocations {
      guard let list = invocation.arguments?.value(key) else { continue }
      var context = StepReader.Context(namespace: use.namespace)
      context.isOwn = false
      context.runsAlways = use.invocations.count == 1
      reader.read(list, in: scope, context)
    }
  }
}

extension StepReader {
  /// The one thing that is known of a job of an orb: its name and its arguments.
  fileprivate mutating func addOrbJob(
    _ packaged: PackagedStep, _ invocations: [Invocation], in scope: Scope, _ namespace: Namespace
  ) {
    guard let invocation = invocations.first else { return }
    addOpaque(packaged, invocation.arguments, at: SourcePosition(invocation.item.position), in: scope)
  }
}

/// Which values of the rows belong to a job's identity: without parameters that only choose the class.
struct RowVariants {
  /// Stands for the row's name where rows differ in nothing else; no parameter can be called so.
  static let nameAxis = "job.name"

  let variants: [JobVariant]
  /// Whether some rows differ in their class alone, so that another class would make another row of one.
  private(set) var dependOnClass = false

  init(_ node: YAMLNode?, _ rows: RowsReader, _ traces: [SizeTrace]) {
    let varying = rows.varying
    let full = rows.rows.map { row in row.texts.filter { varying.contains($0.key) } }
    guard let job = node?.resolved else {
      variants = full.map { JobVariant($0) }
      return
    }
    // Most jobs have no values to tell rows apart by.
    let references = full.contains { !$0.isEmpty } ? References(in: job) : nil
    let fewer = full.map { row in
      row.filter { value in references.map { !Self.onlySizes(value.key, $0, traces) } ?? true }
    }
    let names = rows.rows.map(\.name)
    if Set(fewer).count == fewer.count {
      variants = fewer.map { JobVariant($0) }
    } else if Set(names).count == names.count {
      variants = zip(fewer, names).map { row, name in
        JobVariant(row.merging([Self.nameAxis: name]) { $1 })
      }
    } else {
      variants = full.map { JobVariant($0) }
      dependOnClass = fewer != full
    }
  }

  private static func onlySizes(_ name: String, _ references: References, _ traces: [SizeTrace]) -> Bool {
    let onTrail = traces.flatMap { $0.filled?.trail ?? [] }.filter { $0.reference == .parameter(name) }.map(
      \.node)
    let named = references.nodes(naming: name)
    return !onTrail.isEmpty && named.subtracting(onTrail).isEmpty
  }
}
