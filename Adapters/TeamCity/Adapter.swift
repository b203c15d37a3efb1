public import AdapterKit
public import InfraMindCore

/// TeamCity: pipelines in YAML, and the Kotlin settings of classic build configurations.
public struct TeamCity: CIAdapter, Sendable {
  /// Creates the adapter; it has no settings.
  public init() {}

  /// `teamcity`.
  public static var platform: Platform { .teamCity }

  /// `TeamCity`.
  public static var displayName: String { "TeamCity" }

  /// JetBrains' hosted agents, and self-hosted ones by the CPUs and memory that a job requires.
  public var runnerCatalog: any RunnerCatalog { TeamCityRunnerCatalog.standard }
}
