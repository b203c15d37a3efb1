internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore

@testable internal import GitHubActionsAdapter

extension SampleRepository {
  /// Where a pipeline stands.
  static let pipeline = ".github/workflows/ci.yml"

  /// What the adapter reads of some files, by default of those that its patterns find.
  func readout(_ files: [String]? = nil, named name: String = "octo/cat") -> PipelineReadout {
    GitHubActions().readout(
      of: SampleRepository(name: name, bytes: self.files, pipelines: files), named: name)
  }
}

extension PipelineReadout {
  /// What is read of one pipeline.
  static func of(_ text: String) -> PipelineReadout {
    SampleRepository(files: [SampleRepository.pipeline: text]).readout()
  }
}
