public import AdapterKit
public import InfraMindCore

/// GitLab CI/CD: `.gitlab-ci.yml`, the local files that it includes, and its child pipelines.
public struct GitLabCI: CIAdapter, Sendable {
  /// Creates the adapter; it has no settings.
  public init() {}

  /// `gitlab-ci`.
  public static var platform: Platform { .gitLabCI }

  /// `GitLab CI`.
  public static var displayName: String { "GitLab CI" }

  /// The hosted machines of GitLab.com.
  public var runnerCatalog: any RunnerCatalog { Self.hostedRunners }
}
