public import AdapterKit
public import InfraMindCore

extension GitLabCI: PipelineReading {
  /// The pipeline's file: `.gitlab-ci.yml` at the root, unless the project's settings name another.
  public static var pipelineFilePatterns: [String] { [".gitlab-ci.yml"] }

  /// Reads pipelines as GitLab does, with the files of the checkout that they include and the child pipelines
  /// that they start from it.
  ///
  /// A job of a child pipeline has the id `trigger job/job`, under the file given. A file that others of
  /// `files` include or start is read with them, and by itself if none does.
  public func jobs(
    in files: [String], of repository: some RepositoryFiles, named name: String
  ) -> PipelineReadout {
    var reader = PipelineReader(ConfigFiles(repository), repository: name)
    reader.read(files)
    return reader.readout
  }
}
