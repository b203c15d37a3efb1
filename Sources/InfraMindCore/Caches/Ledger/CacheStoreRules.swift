/// How a platform keeps caches: what is thrown away when, who sees whose, what it costs.
package struct CacheStoreRules: Hashable, Sendable {
  /// Who may read an entry.
  package enum Scope: String, Hashable, Sendable, CaseIterable {
    /// The branch that wrote it; what the default branch wrote, all.
    case branch
    /// All of the repository.
    case repository
    /// Protected branches among themselves, all others among themselves.
    case protection
  }

  /// How an entry is found.
  package enum Match: String, Hashable, Sendable, CaseIterable {
    /// The exact key, else the newest whose key begins with a fallback.
    case exactThenPrefix
    /// Of each key in turn the newest entry that begins with it, even against an exact match.
    case newestPrefix
    /// The exact key, else exactly a fallback.
    case exact
    /// There are no keys: a volume by its name.
    case volume
  }

  /// Who may read an entry.
  package var scope: Scope
  /// How an entry is found.
  package var match: Match
  /// Most bytes kept of a repository; the least recently used go first. `nil` without a limit.
  package var cap: Int64?
  /// Seconds after which an entry goes; `nil` if nobody says.
  package var retention: Double?
  /// Whether ``retention`` counts from the last use rather than from writing.
  package var isRetainedByUse: Bool
  /// Whether a key that is there is never written again.
  package var isImmutable: Bool
  /// Price of keeping a gigabyte (10⁹ bytes) for a month in dollars, booked when it is written; `nil` where
  /// caches are free or the price is not known.
  package var dollarsPerGigabyteMonth: Double?

  private static let day = 86_400.0

  /// The rules of a platform; `nil` where the store is the user's own and nothing is known of it.
  package static func of(_ platform: Platform) -> CacheStoreRules? {
    switch platform {
    case .gitHubActions: gitHub
    case .circleCI: circleCI
    case .gitLabCI: gitLab
    case .buildkite: buildkite
    default: nil
    }
  }

  /// 10 GB for each repository, least recently used first, unused for 7 days gone; own branch, base and
  /// default branch. A price above the limit could not be verified.
  ///
  /// - SeeAlso: GitHub Docs, "Dependency caching reference".
  package static let gitHub = CacheStoreRules(
    scope: .branch, match: .exactThenPrefix, cap: 10_000_000_000, retention: 7 * day, isRetainedByUse: true,
    isImmutable: true, dollarsPerGigabyteMonth: nil)

  /// 15 days from writing, no limit of size; 420 credits for a gigabyte and month over what the plan
  /// includes, at 0.0006 $.
  ///
  /// - SeeAlso: CircleCI Docs, "Caching dependencies" and "Persist data".
  package static let circleCI = CacheStoreRules(
    scope: .repository, match: .newestPrefix, cap: nil, retention: 15 * day, isRetainedByUse: false,
    isImmutable: true, dollarsPerGigabyteMonth: 0.252)

  /// One archive for each key; the last to write wins. How long it lives is the bucket's affair.
  ///
  /// - SeeAlso: GitLab Docs, "Caching in GitLab CI/CD".
  package static let gitLab = CacheStoreRules(
    scope: .protection, match: .exact, cap: nil, retention: nil, isRetainedByUse: false, isImmutable: false,
    dollarsPerGigabyteMonth: nil)

  /// Volumes on hosted agents: no keys, attached where there is one nearby, 14 days after the last use; free.
  ///
  /// - SeeAlso: Buildkite Docs, "Cache volumes".
  package static let buildkite = CacheStoreRules(
    scope: .repository, match: .volume, cap: nil, retention: 14 * day, isRetainedByUse: true,
    isImmutable: false,
    dollarsPerGigabyteMonth: nil)
}
