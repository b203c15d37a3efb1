public import AdapterKit
internal import BuildkiteAdapter
internal import CircleCIAdapter
internal import DroneAdapter
internal import GitHubActionsAdapter
internal import GitLabCIAdapter
internal import TeamCityAdapter

extension AdapterRegistry {
  /// The adapters that come with the program: the one list of them.
  public static let builtIn = AdapterRegistry([
    GitHubActions(),
    GitLabCI(),
    CircleCI(),
    Buildkite(),
    TeamCity(),
    Drone(),
  ])
}
