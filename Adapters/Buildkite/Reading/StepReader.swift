internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Reads one command step.
struct StepReader {
  private let item: YAMLNode
  private let mapping: YAMLNode
  private let group: YAMLNode?
  private let path: String
  private let interpolation: Interpolation
  private let rootCache: YAMLNode?
  private let environment: [String: String]
  private let isGenerated: Bool
  private let tags: AgentTags
  let plugins: [PluginUse]
  private(set) var problems: [PipelineProblem] = []
  private var script = ""

  /// Prepares a step of a pipeline whose root has been read.
  init(item: YAMLNode, group: YAMLNode?, pipeline: ReadPipeline) {
    self.item = item
    self.group = group
    mapping = StepKind.attributes(of: item.resolved)
    path = pipeline.path
    interpolation = pipeline.interpolation
    rootCache = pipeline.rootCache
    isGenerated = pipeline.generatedHeader != nil
    tags = AgentTags(step: mapping, pipeline: pipeline.tags)
    plugins = PluginUse.all(mapping["plugins"], interpolation)
    environment = pipeline.environment.merging(Self.environment(of: mapping)) { $1 }
    script = commands()
  }

  private static func environment(of step: YAMLNode) -> [String: String] {
    guard let env = step["env"]?.resolved else { return [:] }
    guard env.kind == .sequence else {
      return Dictionary(
        env.effectiveEntries.compactMap { entry in
          entry.value.scalarText.map { (entry.key.resolved.text, $0) }
        }, uniquingKeysWith: { $1 })
    }
    let pairs = env.texts.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return Dictionary(
      pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
  }

  /// What it takes to hold the step, roughly in bytes.
  var weight: Int {
    let own = tags.home == .step ? tags.weight : 0
    return script.utf8.count + 100 * (environment.count + plugins.count) + own + 200
  }

  // MARK: - Names

  private func first(_ keys: String...) -> YAMLNode? {
    for key in keys {
      if let node = mapping.effectiveEntry(forKey: key)?.value.resolved, !node.isNull { return node }
    }
    return nil
  }

  private func text(_ node: YAMLNode?) -> String? {
    guard let text = node?.scalarText.map({ interpolation.fill($0).text.firstLine }) else { return nil }
    return text.isEmpty ? nil : text
  }

  private var label: String? { text(first("label", "name")) }

  private var key: String? { text(first("key", "id", "identifier")) }

  /// What names the step.
  var identity: StepIdentity {
    let work = script.firstLine
    return StepIdentity(
      key: key, label: label,
      work: work.isEmpty ? plugins.map(\.name).joined(separator: ", ").firstLine : work)
  }

  /// The queue that the step asks for in a row without a matrix; `nil` for the default.
  var queue: String? { tags["queue"]?.written.map { interpolation.fill($0).text } }

  var hasOwnVolume: Bool { VolumeRequest(mapping.effectiveEntry(forKey: "cache")?.value) != nil }

  // MARK: - Commands

  private var commandNode: YAMLNode? {
    let node = first("commands", "command", "script")
    return node?.kind == .mapping ? nil : node
  }

  /// The commands as the shell gets them: `$$` is a `$` by then, and tokens of a matrix stay.
  private func commands() -> String {
    let texts = commandNode?.texts ?? []
    let text = texts.isEmpty ? plugins.lazy.compactMap(\.command).first ?? "" : texts.joined(separator: "\n")
    guard text.containsBytes(of: "$$") || text.containsBytes(of: "\\$") else { return text }
    return text.replacing("$$", with: "$").replacing("\\$", with: "$")
  }

  private func steps() -> [JobStep] {
    var steps = plugins.map { use in
      JobStep(
        index: 0, position: use.node.place, name: use.name, work: .use(use.packaged),
        environment: environment)
    }
    if !script.isEmpty {
      steps.append(
        JobStep(
          index: 0, position: commandNode?.place ?? item.place, name: label, work: .run(script: script),
          environment: environment))
    }
    for place in steps.indices { steps[place].index = place }
    return steps
  }

  // MARK: - The job

  /// The job.
  mutating func step(
    id: String, repository: String, files: some RepositoryFiles, _ evidence: HostEvidence
  ) -> ReadStep {
    let place = item.place
    noteUploads(script, files)
    let matrix = StepMatrix(first("matrix"), interpolation)
    if let problem = matrix.problem {
      problems.append(.at(problem.node, in: path, problem.severity, problem.code, problem.message))
    }
    let hasVolume = hasOwnVolume || evidence.hasRootVolume && tags.tags.allSatisfy { $0.key == "queue" }
    let host = AgentHost(
      tags: tags, queue: queue, hasVolume: hasVolume, usesPlugin: plugins.contains(where: \.isCache),
      evidence: evidence)
    let name = label ?? identity.plain
    var job = JobDefinition(
      key: JobKey(platform: .buildkite, repository: repository, pipeline: path, job: id), name: name,
      position: place, rows: rows(of: matrix, named: name), steps: steps(), container: container,
      needs: needs, events: [], timeout: timeout)
    job.checkout = .platform
    job.cacheReach = .workspace
    job.cachesHaveKeys = host != .hosted
    job.caches =
      StepCaches.volume(step: mapping, root: rootCache, environment: environment)
      + StepCaches.plugins(plugins, environment: environment)
      + StepCaches.agent(script: script, at: place, in: files)
    mark(&job, host)
    noteTags(job)
    return ReadStep(
      definition: job, item: item, mapping: mapping, tags: tags, plugins: plugins, host: host,
      environment: environment, signature: mapping["signature"])
  }

  private func mark(_ job: inout JobDefinition, _ host: AgentHost) {
    let names = [first("label", "name"), first("key", "id", "identifier"), group?["group"], group?["key"]]
    let conditions = [first("if"), group?["if"]]
    if let sign = StepTraits.releaseSign(names: names, conditions: conditions, at: job.position, in: path) {
      job.traits.insert(.release)
      job.signs[.release] = sign
    }
    // A pod has an empty disk, whoever runs the cluster.
    if host == .own, !plugins.contains(where: \.isPod) { job.traits.insert(.selfHosted) }
    if isGenerated { job.traits.insert(.generated) }
  }

  private var container: String? {
    if let inner = plugins.lazy.compactMap({ $0.container(interpolation) }).first { return inner }
    return text(first("image"))
  }

  private var needs: [String] {
    guard let node = first("depends_on") else { return [] }
    if node.kind == .scalar { return [interpolation.fill(node.text).text] }
    return node.items.compactMap { item in
      (item.scalarText ?? item.resolved["step"]?.scalarText).map { interpolation.fill($0).text }
    }
  }

  private var timeout: Duration? {
    guard let text = first("timeout_in_minutes", "timeout")?.scalarText,
      let minutes = Int(interpolation.fill(text).text), (1...100_000).contains(minutes)
    else { return nil }
    return .seconds(60 * minutes)
  }

  // MARK: - Rows

  private func rows(of matrix: StepMatrix, named name: String) -> [JobRow] {
    guard let values = matrix.rows else { return [] }
    let identifying = matrix.axes.filter { !onlyChoosesMachine($0) }
    return values.map { row in
      JobRow(
        matrix: row, variant: JobVariant(row.filter { identifying.contains($0.key) }),
        name: reportedName(MatrixTokens.fill(name, with: row)),
        runner: tags.request(row: row, interpolation, at: item.place))
    }
  }

  /// The name with a `*` for the number of each parallel job and for their count.
  private func reportedName(_ name: String) -> String {
    guard first("parallelism") != nil else { return name }
    return ["%n", "%N", "%t", "%T"].reduce(name) { $0.replacing($1, with: "*") }
  }

  /// Whether a dimension of the matrix is named in `agents` and nowhere else.
  private func onlyChoosesMachine(_ axis: String) -> Bool {
    guard tags.tags.contains(where: { MatrixTokens.axes(in: $0.written ?? "").contains(axis) }) else {
      return false
    }
    let keys = ["label", "name", "command", "commands", "script", "env", "plugins"]
    let others = keys.compactMap { mapping[$0] }.flatMap { $0.resolved.scalars() }
    return !others.contains { MatrixTokens.axes(in: $0.text).contains(axis) }
  }

  // MARK: - What is outside the view

  private mutating func noteTags(_ job: JobDefinition) {
    for row in job.rows {
      guard case .unresolved(let text, let reason, let place) = row.runner else { continue }
      problems.append(
        PipelineProblem(
          severity: .note, code: "computed-agents",
          message: "the agent of '\(job.name)' is chosen by '\(text)', and \(reason)", position: place))
      return
    }
  }

  /// Notes that a step uploads more steps, and whether these are in view.
  private mutating func noteUploads(_ script: String, _ files: some RepositoryFiles) {
    guard script.containsBytes(of: "pipeline upload") else { return }
    let place = commandNode ?? item
    for line in script.split(whereSeparator: \.isNewline) {
      guard let call = line.firstRange(of: "pipeline upload") else { continue }
      let words = line[call.upperBound...].split(whereSeparator: \.isWhitespace)
      let arguments = words.prefix { !["|", "&&", "||", ";", "<", "\\"].contains($0) && !$0.hasPrefix(">") }
      let file = arguments.first { !$0.hasPrefix("-") && !$0.hasPrefix("<") }.map {
        String($0.filter { $0 != "\"" && $0 != "'" && $0 != ";" && $0 != ")" })
      }
      let isPiped = line[..<call.lowerBound].contains("|")
      problems.append(
        .at(place, in: path, .note, "dynamic-pipeline", Self.sentence(file, isPiped: isPiped, files)))
    }
  }

  private static func sentence(_ file: String?, isPiped: Bool, _ files: some RepositoryFiles) -> String {
    guard let file, !file.isEmpty else {
      return isPiped
        ? "this step uploads steps that a program writes, which are outside the view; only a run knows them"
        : "this step uploads more steps, of a file that the agent looks for or of its input"
    }
    guard let path = RepositoryPath.normalised(file), !path.contains("$"), files.bytes(of: path) != nil else {
      return "this step uploads '\(file)', which is not in the checkout, so its steps are outside the view"
    }
    return "this step uploads '\(path)', whose steps are read where that file is"
  }
}
