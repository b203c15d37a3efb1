/// What is remembered of a job's caches: the state they were left in, and what it is worth to find them warm.
struct CacheTrail: Hashable, Sendable {
  private static let shareDecay = Decay(halfLife: 8)
  private static let levelDecay = Decay(halfLife: 6)

  /// Share of the last run's restores that found something, NaN without any.
  private(set) var last = Float.nan
  /// Whether the last run with a cache wrote an entry.
  private(set) var hasSaved = false
  /// When it ended, in Unix seconds.
  private(set) var time = Double.nan
  /// The same share, over runs.
  private(set) var share = FadingMean()
  /// Logarithm of the seconds spent restoring.
  private(set) var seconds = FadingMean()
  /// How far passed runs were from what was usual before them, where all caches were found and where one was not.
  private(set) var warm = FadingMean()
  private(set) var cold = FadingMean()

  /// Takes what a run's caches did.
  ///
  /// - Parameter distance: How far the run was from what was usual; NaN unless it passed.
  mutating func take(_ use: CacheUse, at time: Double, distance: Double) {
    last = Float(use.foundShare)
    hasSaved = use.hasSaved
    self.time = time
    share.add(use.foundShare, Self.shareDecay)
    seconds.add(SafeLog.ofCount(use.seconds), Self.shareDecay)
    if use.hits > 0, use.partials + use.misses == 0 {
      warm.add(distance, Self.levelDecay)
    } else {
      cold.add(distance, Self.levelDecay)
    }
  }

  /// The trail of two spans of time, of which `later` begins when this one ends.
  func followed(by later: CacheTrail) -> CacheTrail {
    guard !later.last.isNaN else { return self }
    var joined = later
    joined.share = share.followed(by: later.share)
    joined.seconds = seconds.followed(by: later.seconds)
    joined.warm = warm.followed(by: later.warm)
    joined.cold = cold.followed(by: later.cold)
    return joined
  }
}
