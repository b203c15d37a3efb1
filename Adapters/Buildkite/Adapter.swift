public import AdapterKit
public import InfraMindCore

/// Buildkite: the pipeline files of a repository.
public struct Buildkite: CIAdapter, Sendable {
  /// Creates the adapter; it has no settings.
  public init() {}

  /// `buildkite`.
  public static var platform: Platform { .buildkite }

  /// `Buildkite`.
  public static var displayName: String { "Buildkite" }

  /// The shapes of hosted agents. Which queue gets one is the organisation's choice, so none has a label.
  public var runnerCatalog: any RunnerCatalog { Self.hostedMachines }
}
