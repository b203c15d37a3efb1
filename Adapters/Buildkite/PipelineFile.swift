public import AdapterKit
public import InfraMindCore

extension Buildkite: PipelineReading {
  /// All files under `.buildkite`, since an upload may name any of them, and those that the agent looks for elsewhere.
  public static var pipelineFilePatterns: [String] {
    [
      ".buildkite/**/*.yml", ".buildkite/**/*.yaml", ".buildkite/pipeline.json", "buildkite.yml",
      "buildkite.yaml",
      "buildkite.json", "buildkite/pipeline.yml", "buildkite/pipeline.yaml", "buildkite/pipeline.json",
    ]
  }

  /// Reads pipelines as the agent uploads them and Buildkite expands them.
  ///
  /// A command step is one job, with a row for each element of its matrix; a group's steps are jobs like the others.
  /// Steps that a job uploads while it runs are outside the view unless they are in a file that is read too.
  public func jobs(
    in files: [String], of repository: some RepositoryFiles, named name: String
  ) -> PipelineReadout {
    let queues = DeclaredQueues(in: repository)
    var readout = PipelineReadout()
    for path in files {
      let pipeline = ReadPipeline(path: path, repository: name, files: repository, queues: queues)
      readout.jobs += pipeline.steps.map(\.definition)
      readout.problems += pipeline.problems
    }
    return readout
  }
}
