public import AdapterKit
public import InfraMindCore
public import LosslessYAML

/// An adapter before the law, with what the laws need to know of its platform.
public struct AdapterLawSubject: Sendable {
  /// The adapter.
  public var adapter: any CIAdapter
  /// Checkouts to try the laws on, made of fixtures: small, various, oddly formatted. At least one must have a job
  /// whose machine can be chosen and one whose tools can be cached.
  public var samples: [SampleRepository]
  /// How the platform reads its files; only the suite's own changes of the samples use it.
  public var dialect: YAMLDialect
  /// Labels (classes, tags) of the platform's own machines that a pipeline may write without any configuration by
  /// its user, each as the list that the reader gives. All must be in the catalogue.
  public var hostedLabels: [[String]]
  /// Families of the platform's own machines whose sizes have no label, since each organisation chooses the name.
  public var hostedFamilies: [RunnerFamily] = []
  /// The labels of a user's own machine as this platform may have them, unknown to the catalogue and valid by the
  /// platform's schema.
  public var customLabels: [String]
  /// Who knows the platform's schema; `nil` skips ``AdapterLaw/editedFilesGainNoSchemaErrors``.
  public var schema: (any SchemaChecking)?

  /// Brings an adapter before the law.
  public init(
    _ adapter: any CIAdapter, samples: [SampleRepository], dialect: YAMLDialect, hostedLabels: [[String]],
    hostedFamilies: [RunnerFamily] = [], customLabels: [String] = ["inframind-law-8"],
    schema: (any SchemaChecking)? = nil
  ) {
    self.adapter = adapter
    self.samples = samples
    self.dialect = dialect
    self.hostedLabels = hostedLabels
    self.hostedFamilies = hostedFamilies
    self.customLabels = customLabels
    self.schema = schema
  }

  /// The platform's pipeline files in a checkout, sorted.
  func pipelines(in sample: SampleRepository) -> [String] {
    if let pipelines = sample.pipelines { return pipelines.sorted() }
    let globs = type(of: adapter).pipelineFilePatterns
    return Set(globs.flatMap { sample.paths(matching: $0) }).sorted()
  }

  /// What the adapter reads of a checkout that has every tool's files.
  package func readout(of sample: SampleRepository) -> PipelineReadout {
    adapter.jobs(in: pipelines(in: sample), of: ProjectFiles(around: sample), named: "octo/cat")
  }
}

/// Says what a platform's schema finds wrong in pipeline files.
///
/// Handed in, since a checker reads schema files and runs programs, which a law does not.
public protocol SchemaChecking: Sendable {
  /// The errors of each file, in the order given.
  ///
  /// - Parameter files: Bytes of pipeline files; one may hold several documents, each of which is checked.
  /// - Returns: For each file its errors, worded so that they stay the same where lines and places in lists move
  ///   (path without numbers, rule broken); `nil` for a file that the checker cannot read.
  func errors(in files: [[UInt8]]) throws -> [[String]?]
}
