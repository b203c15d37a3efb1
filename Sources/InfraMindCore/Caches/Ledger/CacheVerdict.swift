/// What to do about a cache, with what speaks for it.
package struct CacheVerdict: Hashable, Sendable {
  /// The kinds of advice.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It pays, or nothing better is known.
    case keep
    /// Its key is to blame, see ``Fault``.
    case fixKey = "fix-key"
    /// Restoring takes a large part of what it saves.
    case shrinkPaths = "shrink-paths"
    /// What other branches write is not worth its place.
    case saveOnDefaultBranch = "save-on-default-branch"
    /// Another family keeps the same.
    case share
    /// Some of its jobs gain nothing.
    case split
    /// It is unused for so long that the platform drops it.
    case warmUp = "warm-up"
    /// It pays, and there is no room for it under the platform's limit.
    case moveToObjectStorage = "move-to-object-storage"
    /// It costs more than it brings.
    case delete
    /// It is nearly always found, so that nobody sees what it saves: some runs without it would tell.
    case tryWithout = "try-without"
    /// Nothing shows that it brings more than it costs, though enough runs were looked at.
    case putAside = "put-aside"
    /// There is too little to tell.
    case undecided
  }

  /// What is wrong with a key.
  package enum Fault: String, Hashable, Sendable, CaseIterable {
    /// The commit stands in it.
    case holdsCommit = "holds-commit"
    /// The run's id or number stands in it.
    case holdsRun = "holds-run"
    /// It is another one each time, whatever makes it so.
    case isNewEveryTime = "new-every-time"
    /// It never changes, while what it should keep does.
    case isNeverRenewed = "never-renewed"
    /// A change of the lockfile finds nothing, where an older entry would help.
    case lacksFallback = "lacks-fallback"
    /// Nothing is ever written under it.
    case isNeverWritten = "never-written"
  }

  /// The family.
  package var family: CacheFamily
  /// What to do.
  package var kind: Kind
  /// What is wrong with its key, if that is.
  package var fault: Fault?
  /// Figures that speak for it, whole sentences.
  package var evidence: [String]
  /// What would change it, a whole sentence.
  package var changedBy: String
  /// Seconds a day that following it brings; `nil` if unknown.
  package var secondsPerDay: Interval?
  /// Dollars a day that the platform takes for keeping entries; `nil` where it is free or unknown.
  package var keepingDollarsPerDay: Double?

  /// Dollars a day that following it brings: the seconds at the price of a minute of the job's machine, as they add up over
  /// many runs, and what is no longer kept; `nil` if the seconds are unknown.
  package func dollarsPerDay(perMinute: Money) -> Interval? {
    let kept = [.delete, .putAside].contains(kind) ? keepingDollarsPerDay ?? 0 : 0
    func dollars(_ seconds: Double) -> Double { seconds / 60 * perMinute.dollars + kept }
    return secondsPerDay.map {
      Interval(low: dollars($0.low), middle: dollars($0.middle), high: dollars($0.high))
    }
  }

  /// Whether it costs without bringing anything as it stands.
  package var isLosing: Bool {
    switch kind {
    case .delete: true
    case .fixKey: fault != .lacksFallback
    case .keep, .shrinkPaths, .saveOnDefaultBranch, .share, .split, .warmUp, .moveToObjectStorage,
      .tryWithout, .putAside, .undecided:
      false
    }
  }
}
