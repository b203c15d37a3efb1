public import AdapterKit
internal import CircleCIAdapter
internal import GitHubActionsAdapter

extension AdapterRegistry {
  /// The adapters that come with the program: the one list of them.
  public static let builtIn = AdapterRegistry([
    CircleCI(), GitHubActions(),
  ])
}
