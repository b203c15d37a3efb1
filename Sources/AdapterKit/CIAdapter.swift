public import InfraMindCore

/// One CI platform: a small struct that plays the roles below, each role in a file of its own.
public protocol CIAdapter:
  PipelineReading, StaticInjecting, WebhookReceiving, HistoryReading, JobEnvironmentReading,
  LogReading, DynamicInjecting, Reporting
{
  /// The platform served.
  static var platform: Platform { get }
  /// Its name as people write it, such as `GitHub Actions`.
  static var displayName: String { get }
  /// Its machines, without those that a user or a history adds.
  var runnerCatalog: any RunnerCatalog { get }
  /// What it reads, edits, refuses and tells of runs, in words.
  var summary: AdapterSummary { get }
}
