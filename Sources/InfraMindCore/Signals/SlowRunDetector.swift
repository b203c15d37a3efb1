#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Tells whether one successful run took longer than the job's runs do.
///
/// A run is compared with the slowest of several expectations: the median of the last five runs, the last
/// run, the 90th percentile of the last twenty, and the median of five and the last of those on the same
/// machine, for the same event and on the same branch. What any of these explains is no news. How far it lies
/// above, in units of the job's own spread, is its score; how rare that score is (``ScoreTail``) decides.
///
/// The spread never counts as less than 15 %: below that, a run is slow by too little to matter, and of many
/// quiet jobs each would have its alarms.
package struct SlowRunDetector: Sendable {
  /// A run as rare as this is called slow. Set so that fewer than one run in a hundred is, in what was not
  /// used to set it too.
  package static let rarity = 0.009
  /// Fewer earlier runs say nothing.
  static let fewestRuns = 5
  /// Smallest spread, as a logarithm of a ratio.
  static let leastSpread = 0.15
  /// The spread, as a logarithm of a ratio, of jobs with few runs.
  private static let usualSpread = 0.2
  private static let fewestDeviations = 10
  /// From the median distance to the standard deviation, in a normal distribution.
  static let normalRatio = 1.4826

  /// Distances of runs from the median of the five before them.
  private var deviations = NumberRing(capacity: 100)
  private var tail = ScoreTail()
  private var taken = 0
  private var spread = Self.usualSpread
  /// Runs from which on the spread is measured at every eighth only.
  private static let settled = 40

  /// None seen yet.
  package init() {}

  /// What was to be expected of a run before it ended.
  package struct Expectation: Sendable {
    /// Logarithm of the median of the last five, in seconds.
    let usual: Double
    /// Logarithm of the slowest expectation, in seconds.
    let slowest: Double
    let spread: Double
    fileprivate let tail: ScoreTail

    /// How far above the slowest expectation a duration lies, in spreads.
    func score(_ logarithm: Double) -> Double { (logarithm - slowest) / spread }

    /// Share of runs, above 0, that come out at least this slow.
    func share(reaching logarithm: Double) -> Double { tail.share(reaching: score(logarithm)) }

    /// Judges a duration in seconds; `nil` if it is not slow.
    package func slowRun(seconds: Double) -> SlowRun? {
      guard let logarithm = RecentRuns.logarithm(ofSeconds: seconds) else { return nil }
      let share = share(reaching: logarithm)
      guard share <= SlowRunDetector.rarity, logarithm > slowest else { return nil }
      return SlowRun(
        usual: .milliseconds(Int64((exp(usual) * 1000).rounded())), ratio: exp(logarithm - usual),
        share: share)
    }
  }

  /// What is to be expected of the next run; `nil` with fewer than ``fewestRuns`` earlier ones.
  package func expectation(after recent: RecentRuns, context: RunContext) -> Expectation? {
    let five = recent.latest(5)
    guard five.count >= Self.fewestRuns, let usual = OrderStatistics.median(five) else { return nil }
    var slowest = max(usual, five[0])
    if let high = OrderStatistics.quantile(recent.latest(20), 0.9) { slowest = max(slowest, high) }
    for property in 0..<RunContext.count {
      let alike = recent.latest(5, sharing: property, with: context)
      guard let last = alike.first, let middle = OrderStatistics.median(alike) else { continue }
      slowest = max(slowest, last, middle)
    }
    return Expectation(
      usual: usual, slowest: slowest,
      spread: (spread * spread + Self.leastSpread * Self.leastSpread).squareRoot(), tail: tail)
  }

  /// Learns from a run that succeeded.
  ///
  /// - Parameters:
  ///   - logarithm: Of its seconds.
  ///   - expectation: What was expected of it.
  mutating func take(_ logarithm: Double, against expectation: Expectation) {
    tail.take(expectation.score(logarithm))
    deviations.append(abs(logarithm - expectation.usual))
    taken &+= 1
    if taken < Self.settled || taken.isMultiple(of: 8) { spread = measuredSpread }
  }

  private var measuredSpread: Double {
    guard deviations.count >= Self.fewestDeviations,
      let middle = OrderStatistics.median(deviations.latest(100))
    else { return Self.usualSpread }
    return Self.normalRatio * middle
  }
}

/// A run that took longer than the job's runs do.
public struct SlowRun: Hashable, Sendable {
  /// Median of the last five successful runs before it.
  public var usual: Duration
  /// Its time as a multiple of the usual one, above 1.
  public var ratio: Double
  /// Share of the job's runs, above 0, that come out at least as slow, as far as is known.
  public var share: Double

  /// In how many runs one is as slow as this: rounded, and never more than the 1,000 that can be known.
  public var oncePerRuns: Int { Int(min(1000, max(1, 1 / max(share, 1e-9))).rounded()) }
}
