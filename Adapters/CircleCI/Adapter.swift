public import AdapterKit
public import InfraMindCore

/// CircleCI: config files of version 2.1 and 2, with their executors, commands, matrices and inline orbs.
public struct CircleCI: CIAdapter, Sendable {
  /// Creates the adapter; it has no settings.
  public init() {}

  /// `circleci`.
  public static var platform: Platform { .circleCI }

  /// `CircleCI`.
  public static var displayName: String { "CircleCI" }

  /// CircleCI's own resource classes by kind of executor.
  public var runnerCatalog: any RunnerCatalog { Self.hostedMachines }
}
