internal import AdapterKit
internal import AdapterTesting
internal import DroneAdapter
internal import InfraMindCore

/// Drone with all that a user can allow: signed files are edited, and there is a store for caches.
struct WillingDrone: CIAdapter, TellingNothing, Sendable {
  private let drone = Drone()
  private let options: InjectionOptions

  init(_ store: CacheStore) { options = InjectionOptions(editsSignedFiles: true, cacheStore: store) }

  static var platform: Platform { Drone.platform }
  static var displayName: String { Drone.displayName }
  static var pipelineFilePatterns: [String] { Drone.pipelineFilePatterns }
  var runnerCatalog: any RunnerCatalog { drone.runnerCatalog }
  var summary: AdapterSummary { drone.summary }

  func jobs(in files: [String], of repository: some RepositoryFiles, named name: String) -> PipelineReadout {
    drone.jobs(in: files, of: repository, named: name)
  }

  func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    drone.edits(for: suggestions, in: repository, options: self.options)
  }
}
