/// The machines that a platform offers, and those that a user or a history added.
public protocol RunnerCatalog: Sendable {
  /// The runner that these labels get. A price that depends on a visibility nobody told is left out.
  ///
  /// - Parameters:
  ///   - labels: As the pipeline file or the platform names them, in any order and case.
  ///   - visibility: Of the repository, on which size and price may depend; `nil` if unknown.
  func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup

  /// All sizes of a family, smallest first (by vCPU, then memory, then price).
  func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner]
}

/// What a catalogue knows of a label.
public enum RunnerLookup: Hashable, Sendable {
  /// The machine, its size and (perhaps) price.
  case known(Runner)
  /// The machine depends on whether the repository is public, which nobody told; the family is known.
  case dependsOnVisibility(RunnerFamily)
  /// No such label in the catalogue, the user's file or the history.
  case unknown
}

/// Who can see a repository; platforms give public ones other machines and prices.
public enum RepositoryVisibility: String, Hashable, Sendable, Codable, CaseIterable {
  /// Everybody.
  case `public`
  /// Its members.
  case `private`
  /// Everybody in the organisation; billed as private.
  case `internal`
}
