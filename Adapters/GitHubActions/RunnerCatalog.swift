internal import InfraMindCore

/// Machines that a label of GitHub's, or of a vendor whose labels are fixed, gets.
struct GitHubRunnerCatalog: RunnerCatalog, Sendable {
  static let standard = GitHubRunnerCatalog()

  func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup { .unknown }

  func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] { [] }
}
