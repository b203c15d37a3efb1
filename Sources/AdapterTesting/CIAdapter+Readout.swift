public import AdapterKit
public import InfraMindCore

extension CIAdapter {
  /// What the adapter reads of a checkout in memory: of its ``SampleRepository/pipelines``, else of the files
  /// that the adapter's patterns find.
  public func readout(of checkout: SampleRepository, named name: String = "octo/cat") -> PipelineReadout {
    let found = Self.pipelineFilePatterns.flatMap { checkout.paths(matching: $0) }.uniqued.sorted()
    return jobs(in: checkout.pipelines ?? found, of: checkout, named: name)
  }
}

extension PipelineReadout {
  /// The codes of the problems in their order.
  public var codes: [String] { problems.map(\.code) }

  /// The lines of the problems in their order.
  public var lines: [Int] { problems.map(\.position.line) }

  /// The first job with an id.
  public subscript(job: String) -> JobDefinition? { jobs.first { $0.key.job == job } }
}
