public import AdapterKit
public import InfraMindCore

/// GitHub Actions: workflows, local actions and reusable workflows of a repository.
public struct GitHubActions: CIAdapter, Sendable {
  /// Creates the adapter; it has no settings.
  public init() {}

  /// `github-actions`.
  public static var platform: Platform { .gitHubActions }

  /// `GitHub Actions`.
  public static var displayName: String { "GitHub Actions" }

  /// GitHub's own machines and those of vendors that a label alone chooses.
  public var runnerCatalog: any RunnerCatalog { GitHubRunnerCatalog.standard }
}
