internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore

@testable internal import CircleCIAdapter

extension SampleRepository {
  /// Where a pipeline stands.
  static let pipeline = ".circleci/config.yml"

  /// What the adapter reads of some files, by default of those that its patterns find.
  func readout(_ files: [String]? = nil, named name: String = "octo/cat") -> PipelineReadout {
    CircleCI().readout(of: SampleRepository(name: name, bytes: self.files, pipelines: files), named: name)
  }
}

extension PipelineReadout {
  /// What is read of one pipeline.
  static func of(_ text: String) -> PipelineReadout {
    SampleRepository(files: [SampleRepository.pipeline: text]).readout()
  }
}

extension JobRow {
  /// The labels asked for; `?` and the text for what is not known, `default` for none.
  var machine: String {
    switch runner {
    case .labels(let labels, _): labels.joined(separator: " ")
    case .group(let group, _, _): "group \(group)"
    case .unresolved(let text, _, _): "? \(text)"
    case .platformDefault: "default"
    }
  }
}
