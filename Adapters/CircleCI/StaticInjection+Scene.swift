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
    let key = suggestion.job.withoutVariant
    let config = read(key.pipeline, key.repository)
    guard let stream = config.stream else { throw .unreadable(key.pipeline, at: suggestion.position) }
    try stream.refuseBroken(at: suggestion.position)
    if let header = config.generatedHeader {
      throw .generated(header, of: key.pipeline, source: stream.source)
    }
    guard let place = places[key] else {
      throw .outdated("the job '\(key.job)'", in: key.pipeline, at: suggestion.position)
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
