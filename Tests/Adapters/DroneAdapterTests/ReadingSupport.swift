internal import AdapterKit
internal import AdapterTesting
internal import DroneAdapter
internal import InfraMindCore

extension SampleRepository {
  /// Where a pipeline stands.
  static let pipeline = ".drone.yml"

  /// What the adapter reads of some files, by default of those that its patterns find.
  func readout(_ files: [String]? = nil, named name: String = "octo/cat") -> PipelineReadout {
    Drone().readout(of: SampleRepository(name: name, bytes: self.files, pipelines: files), named: name)
  }
}

extension PipelineReadout {
  /// What is read of one pipeline.
  static func of(_ text: String) -> PipelineReadout {
    SampleRepository(files: [SampleRepository.pipeline: text]).readout()
  }
}

extension JobDefinition {
  /// The labels, or why they are not known.
  var machine: String {
    switch rows[0].runner {
    case .labels(let labels, _): labels.joined(separator: "+")
    case .unresolved(_, let reason, _): "? \(reason)"
    case .platformDefault: "default"
    case .group: "group"
    }
  }

  /// The scripts in order; of a plugin its name.
  var work: [String] {
    steps.map { step in
      switch step.work {
      case .run(let script): script
      case .use(let plugin): plugin.name
      case .other: "other"
      }
    }
  }
}
