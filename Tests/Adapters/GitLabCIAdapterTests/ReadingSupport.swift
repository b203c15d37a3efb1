internal import AdapterKit
internal import AdapterTesting
internal import GitLabCIAdapter
internal import InfraMindCore

extension SampleRepository {
  /// Where a pipeline stands.
  static let pipeline = ".gitlab-ci.yml"

  /// What the adapter reads of some files, by default of those that its patterns find.
  func readout(_ files: [String]? = nil, named name: String = "octo/cat") -> PipelineReadout {
    GitLabCI().readout(of: SampleRepository(name: name, bytes: self.files, pipelines: files), named: name)
  }
}

extension PipelineReadout {
  /// What is read of one pipeline.
  static func of(_ text: String) -> PipelineReadout {
    SampleRepository(files: [SampleRepository.pipeline: text]).readout()
  }
}

extension JobDefinition {
  /// The names of its copies.
  var names: [String] { rows.map(\.name) }

  /// The labels of each copy, or why they are not known.
  var machines: [String] {
    rows.map { row in
      switch row.runner {
      case .labels(let labels, _): labels.joined(separator: "+")
      case .unresolved(_, let reason, _): "? \(reason)"
      case .platformDefault: "default"
      case .group: "?"
      }
    }
  }

  /// The scripts in order.
  var scripts: [String] {
    steps.map { step in if case .run(let script) = step.work { script } else { "" } }
  }
}
