public import AdapterKit
public import InfraMindCore

extension GitHubActions: PipelineReading {
  /// The workflows: files directly in `.github/workflows`.
  public static var pipelineFilePatterns: [String] {
    [".github/workflows/*.yml", ".github/workflows/*.yaml"]
  }

  /// Reads workflows as GitHub does, with the reusable workflows and composite actions of the same checkout.
  ///
  /// Expressions are replaced as far as the files tell. A workflow that only others call is read with each of
  /// its callers among `files`, and by itself if there is none.
  public func jobs(
    in files: [String], of repository: some RepositoryFiles, named name: String
  ) -> PipelineReadout {
    var reader = WorkflowReader(repository, repository: name)
    reader.read(files)
    var readout = PipelineReadout(jobs: reader.jobs, problems: reader.problems)
    readout.called = reader.called
    readout.readAlone = reader.readAlone
    return readout
  }
}
