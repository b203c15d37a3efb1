internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension YAMLDialect {
  /// How TeamCity's YAML is read: JetBrains' own tools read it with go-yaml v3.
  static var teamCity: YAMLDialect { .goYAML3 }
}

/// Reads one pipeline.
struct PipelineReader {
  private let file: String
  private let repository: String
  private let source: [UInt8]

  init(_ source: [UInt8], file: String, repository: String) {
    self.source = source
    self.file = file
    self.repository = repository
  }

  func read(into readout: inout PipelineReadout) {
    let stream = YAMLStream(reading: source, file: file, dialect: .teamCity)
    if let problem = stream.problem {
      readout.problems.append(PipelineProblem(problem, in: file))
      return
    }
    readout.problems += stream.warnings.map { PipelineProblem(warning: $0, in: file) }
    guard let root = stream.documents.first?.root?.resolved, root.kind == .mapping,
      let jobs = root["jobs"]?.resolved, jobs.kind == .mapping
    else {
      let message = "\(file) is no pipeline: it has no mapping `jobs`"
      readout.problems.append(
        .at(stream.documents.first?.root, in: file, .error, "not-a-pipeline", message))
      return
    }
    if stream.documents.count > 1 {
      let message = "only the first of the \(stream.documents.count) documents is read"
      readout.problems.append(
        .at(stream.documents[1].root, in: file, .warning, "several-documents", message))
    }
    reportUnknownKeys(of: root, known: PipelineSchema.rootKeys, "the pipeline", in: &readout)
    let surroundings = JobSurroundings(
      file: file, repository: repository, environment: Self.environment(root["parameters"]),
      isGenerated: GeneratedHeader(in: source) != nil)
    var allowance = ReadingAllowance()
    for entry in jobs.effectiveEntries {
      read(entry, in: surroundings, into: &readout, &allowance)
      guard !allowance.isSpent else {
        readout.problems.append(.tooMuch(at: entry.key.place))
        return
      }
    }
  }

  private func read(
    _ entry: YAMLEffectiveEntry, in surroundings: JobSurroundings, into readout: inout PipelineReadout,
    _ allowance: inout ReadingAllowance
  ) {
    let id = entry.key.text
    guard !id.isEmpty, !id.contains(where: \.isWhitespace), id.utf8.count <= 512 else {
      readout.problems.append(
        .at(entry.key, in: file, .error, "unusable-job-id", "a job's id is empty, too long or has blanks"))
      return
    }
    guard entry.value.resolved.kind == .mapping else {
      readout.problems.append(
        .at(entry.key, in: file, .error, "not-a-job", "the job '\(id)' is no mapping, so it is left out"))
      return
    }
    reportUnknownKeys(
      of: entry.value.resolved, known: PipelineSchema.jobKeys, "the job '\(id)'", in: &readout)
    var reader = JobReader(id: id, key: entry.key, job: entry.value.resolved, surroundings: surroundings)
    let job = reader.definition()
    guard allowance.take(job) else { return }
    readout.jobs.append(job)
    readout.problems += reader.problems
  }

  /// TeamCity rejects a pipeline with keys that its schema does not know.
  private func reportUnknownKeys(
    of node: YAMLNode, known: Set<String>, _ owner: String, in readout: inout PipelineReadout
  ) {
    for entry in node.entries where entry.isInForce && !entry.isMerge {
      let key = entry.key.resolved
      guard key.kind != .scalar || !known.contains(key.text) else { continue }
      let name = key.kind == .scalar ? "'\(key.text.prefix(60))'" : "that is no text"
      let message = "\(owner) has the key \(name), which TeamCity's schema does not know: it rejects the file"
      readout.problems.append(.at(entry.key, in: file, .warning, "unknown-key", message))
    }
  }

  /// Environment variables among parameters: those whose names begin with `env.`.
  static func environment(_ node: YAMLNode?) -> [String: String] {
    guard let node else { return [:] }
    var variables: [String: String] = [:]
    for (name, value) in node.textsByKey where name.hasPrefix("env.") {
      variables[String(name.dropFirst("env.".count))] = value
    }
    return variables
  }
}

/// The keys that either generation of TeamCity's schema knows.
enum PipelineSchema {
  static let rootKeys: Set<String> = [
    "jobs", "name", "parameters", "secrets", "output-parameters", "dependencies", "import-parameters",
    "importParameters", "version",
  ]

  static let jobKeys: Set<String> = [
    "name", "runs-on", "steps", "parameters", "output-parameters", "dependencies", "files-publication",
    "enable-dependency-cache", "parallelism", "allow-reuse", "integrations", "repositories", "features",
    "download-artifacts", "checkout-working-directories-only", "files",
  ]

  /// The tool that TeamCity's dependency cache serves in a step of a type; `nil` if it serves none.
  static func cachedTool(ofStep type: String) -> CacheTool? {
    switch type {
    case "maven": .maven
    case "gradle": .gradle
    default: nil
    }
  }
}
