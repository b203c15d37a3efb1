internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A checkout as the edits see it: each config read once.
struct InjectionScene {
  private let repository: any RepositoryFiles
  private var configs: [String: ReadConfig] = [:]
  private var places: [JobKey: Int] = [:]

  init(_ repository: any RepositoryFiles) { self.repository = repository }

  /// A config that was read.
  func config(_ path: String) -> ReadConfig? { configs[path] }

  /// The config of a suggestion's job, and the job's place among the config's.
  mutating func job(for suggestion: Suggestion) throws(RefusedEdit) -> (ReadConfig, Int) {
    if let reason = suggestion.adviceOnly {
      throw RefusedEdit("advice-only", reason, at: suggestion.position)
    }
    let key = suggestion.job.withoutVariant
    let config = read(key.pipeline, key.repository)
    guard let stream = config.stream else {
      throw RefusedEdit("unreadable-file", "\(key.pipeline) cannot be read", at: suggestion.position)
    }
    if let problem = stream.problem {
      let place = problem.position.map { SourcePosition($0) }
      throw RefusedEdit(
        "unreadable-file", "\(key.pipeline) is no YAML: \(problem.message)", at: place ?? suggestion.position)
    }
    if let header = config.generatedHeader {
      let origin = header.origin(in: stream.source) ?? "what it is generated from"
      throw RefusedEdit(
        "generated-file", "\(key.pipeline) is generated; change \(origin) instead",
        at: SourcePosition(file: key.pipeline, line: header.line, column: 1))
    }
    guard let place = places[key] else {
      throw RefusedEdit(
        "outdated-suggestion",
        "the job '\(key.job)' is not in \(key.pipeline) any more; ask for suggestions again",
        at: suggestion.position)
    }
    try Self.refuseOrbs(config.jobs[place])
    return (config, place)
  }

  private mutating func read(_ path: String, _ repositoryName: String) -> ReadConfig {
    if let known = configs[path] { return known }
    let config = ReadConfig(path: path, repository: repositoryName, source: repository.bytes(of: path))
    configs[path] = config
    for (place, one) in config.jobs.enumerated() where places[one.definition.key] == nil {
      places[one.definition.key] = place
    }
    return config
  }

  private static func refuseOrbs(_ job: ReadJob) throws(RefusedEdit) {
    guard job.node != nil else {
      throw RefusedEdit(
        "outside-view",
        "the job '\(job.definition.key.job)' is defined by an orb, which no edit here can change",
        at: job.definition.position)
    }
    if let override = job.override {
      throw RefusedEdit(
        "outside-view",
        "`override-with` puts '\(override.canonicalText)' in the place of this job wherever that orb has it",
        at: override.place)
    }
  }
}
