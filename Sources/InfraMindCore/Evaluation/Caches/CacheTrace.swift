#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A made-up repository's runs over some weeks, with all that decides what its caches are worth.
struct CacheTrace: Sendable {
  /// What is wrong with a cache, on purpose.
  enum Plant: String, Hashable, Sendable, CaseIterable {
    /// The commit stands in its key, without a fallback.
    case commitInKey
    /// The run's id stands in its key, without a fallback.
    case runInKey
    /// Restoring takes longer than what it saves.
    case slowRestore
    /// Its key never changes, and what it keeps does.
    case stale
    /// No job restores it.
    case unread
  }

  /// How a cache is set up.
  struct Setting: Hashable, Sendable {
    enum Key: String, Hashable, Sendable {
      case lockfile, commit, run, constant
    }

    enum Writing: String, Hashable, Sendable {
      /// Runs that did not find their exact key.
      case all
      /// The same, on the default branch only.
      case defaultBranch
      /// Nobody.
      case none
    }

    var key = Key.lockfile
    var hasFallback = false
    var restores = true
    var writing = Writing.all

    static let off = Setting(key: .lockfile, hasFallback: false, restores: false, writing: .none)
  }

  /// A cache and its truth.
  struct Cache: Sendable {
    var name: String
    /// How it stands in the pipeline file.
    var written: Setting
    var plant: Plant?
    /// Seconds of the step that it serves, without it.
    var work: Double
    /// Share of them that an entry of the same lockfile saves.
    var efficiency: Double
    /// What a change of the lockfile takes of that, as an exponent.
    var churn: Double
    var bytes: Double
    /// Bytes a second.
    var restoreSpeed: Double
    var saveSpeed: Double
    /// Seconds of asking and unpacking, whatever the size.
    var overhead: Double
    /// How often its lockfile changes, beside others; 0 for never.
    var unrest: Double

    /// Seconds that an entry saves, so many changes of the lockfile away.
    func saved(distance: Int) -> Double { work * efficiency * exp(-churn * Double(distance)) }
    var restoring: Double { overhead + bytes / restoreSpeed }
    var saving: Double { overhead + bytes / saveSpeed }
  }

  /// A job, or one row of a matrix.
  struct Job: Sendable {
    var name: String
    /// The word of its row in keys.
    var row: String
    var caches: [Int]
    /// Seconds of its other step.
    var work: Double
    /// What that step grows by over the whole time, as a share.
    var growth: Double
    var noise: Double
  }

  /// One pipeline's run.
  struct Run: Sendable {
    var time: Double
    var branch: String
    var isDefault: Bool
    var isProtected: Bool
    /// State of each cache's lockfile: an identity, and how many changes of the default branch lie before it.
    var locks: [Lock]
    var seed: UInt64
  }

  struct Lock: Hashable, Sendable {
    var id: Int
    var depth: Int

    func distance(to other: Lock) -> Int {
      id == other.id ? 0 : max(1, abs(depth - other.depth))
    }
  }

  var platform: Platform
  var rules: CacheStoreRules
  /// Share of visits to a volume that find an empty one, where stores are best effort.
  var emptyVolumes: Double
  var caches: [Cache]
  var jobs: [Job]
  var runs: [Run]
  /// Seconds from the first to the last run.
  var span: Double { (runs.last?.time ?? 0) - (runs.first?.time ?? 0) }
  static let defaultBranch = "main"
  static let start = 1_790_000_000.0
}
