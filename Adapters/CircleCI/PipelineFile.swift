public import AdapterKit
public import InfraMindCore

extension CircleCI: PipelineReading {
  /// The configs: files directly in `.circleci`, since a project's settings may name any of them and a setup
  /// config continues with another one.
  public static var pipelineFilePatterns: [String] { [".circleci/*.yml", ".circleci/*.yaml"] }

  /// Reads configs as CircleCI compiles them.
  ///
  /// A job of the config is one job, whatever workflows run it; each invocation and each row of a matrix that
  /// differs in name or arguments is a row of it. Orbs of the registry are opaque but for what is known of the
  /// certified ones' caches.
  public func jobs(
    in files: [String], of repository: some RepositoryFiles, named name: String
  ) -> PipelineReadout {
    var readout = PipelineReadout()
    for path in files {
      let config = ReadConfig(path: path, repository: name, source: repository.bytes(of: path))
      readout.jobs += config.jobs.map(\.definition)
      readout.problems += config.problems
    }
    return readout
  }
}
