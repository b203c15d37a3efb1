#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Tells when a job's runs began to take lastingly longer, or shorter.
///
/// Each run is compared with medians of runs at least ten runs older, of all and of those with the same
/// machine, event or branch: for a rise the highest of these, for a fall the lowest. How much likelier the
/// distance is with a change of 20 % than without adds up (``ShiftAlarm``); each direction has its own sum,
/// hence its own false alarms.
struct ShiftDetector: Sendable {
  /// Runs that are too new to be compared with: a change must not hide itself.
  private static let lag = 10
  private static let windows = [20, 50]
  private static let alike = 10
  private static let fewestAlike = 3
  private static let fewest = 20
  /// Runs from which on evidence counts in full: medians and scale of a few runs are uncertain.
  private static let settled = 90.0
  /// The scale, as a logarithm of a ratio, of jobs with few runs.
  private static let usualScale = 0.2
  /// Runs that the usual scale is worth.
  private static let usualWeight = 20.0
  private static let scaleWindow = 200
  /// Runs from which on the scale is measured at every eighth only.
  private static let settledScale = 50
  /// Runs among which the beginning is looked for.
  private static let originWindow = 60

  /// Distances from the highest and the lowest median.
  private var rises = NumberRing(capacity: Self.scaleWindow + Self.lag)
  private var falls = NumberRing(capacity: Self.originWindow)
  private var taken = 0
  private var scale = Self.usualScale
  private var rising: ShiftAlarm
  private var falling: ShiftAlarm
  /// The change under way; `nil` if there is none.
  private(set) var shift: DurationShift?

  /// A detector that needs so much evidence.
  init(threshold: Double = ShiftAlarm.usualThreshold) {
    rising = ShiftAlarm(threshold: threshold)
    falling = ShiftAlarm(threshold: threshold)
  }

  /// What one run tells: the evidence for a rise and for a fall.
  struct Evidence: Hashable, Sendable {
    var rise: Double
    var fall: Double
  }

  /// Takes the run that ended last, which `recent` does not yet hold.
  ///
  /// - Returns: Its evidence; `nil` while there is nothing to compare it with.
  @discardableResult
  mutating func take(_ logarithm: Double, after recent: RecentRuns, context: RunContext) -> Evidence? {
    guard let medians = medians(recent, context) else { return nil }
    taken &+= 1
    if taken < Self.settledScale || taken.isMultiple(of: 8) { scale = measuredScale }
    let rise = logarithm - medians.upperBound
    let fall = logarithm - medians.lowerBound
    rises.append(rise)
    falls.append(fall)
    let belief = min(1, Double(recent.taken) / Self.settled)
    let evidence = Evidence(
      rise: belief * ShiftScale.evidence(rise, scale: scale),
      fall: belief * ShiftScale.evidence(-fall, scale: scale))
    let isRise = rising.take(evidence.rise)
    let isFall = falling.take(evidence.fall)
    if isRise {
      shift = began(rises.latest(Self.originWindow), scale, logarithm, recent)
    } else if isFall {
      shift = began(falls.latest(Self.originWindow).map { -$0 }, scale, logarithm, recent)
    } else if !rising.isRaised, !falling.isRaised {
      shift = nil
    }
    return evidence
  }

  private func medians(_ recent: RecentRuns, _ context: RunContext) -> ClosedRange<Double>? {
    let old = recent.latest(RecentRuns.capacity, skipping: Self.lag)
    guard old.count >= Self.fewest, let first = OrderStatistics.median(Array(old.prefix(Self.windows[0])))
    else { return nil }
    var (low, high) = (first, first)
    func include(_ numbers: [Double]) {
      guard let middle = OrderStatistics.median(numbers) else { return }
      low = min(low, middle)
      high = max(high, middle)
    }
    // A window that is not full would be the shorter one over again.
    for window in Self.windows.dropFirst() where old.count >= window { include(Array(old.prefix(window))) }
    for property in 0..<RunContext.count {
      let alike = recent.latest(Self.alike, skipping: Self.lag, sharing: property, with: context)
      if alike.count >= Self.fewestAlike { include(alike) }
    }
    return low...high
  }

  private var measuredScale: Double {
    let distances = rises.latest(Self.scaleWindow, skipping: Self.lag).map(abs)
    let own = SlowRunDetector.normalRatio * (OrderStatistics.median(distances) ?? 0)
    let count = Double(distances.count)
    let square =
      (count * own * own + Self.usualWeight * Self.usualScale * Self.usualScale) / (count + Self.usualWeight)
    return (square + ShiftScale.least * ShiftScale.least).squareRoot()
  }

  private func began(
    _ distances: [Double], _ scale: Double, _ latest: Double, _ recent: RecentRuns
  ) -> DurationShift? {
    guard let origin = ShiftOrigin(distances, scale: scale) else { return nil }
    let after = [latest] + recent.latest(origin.likeliest)
    let before = recent.latest(Self.windows[0], skipping: origin.likeliest)
    guard let new = OrderStatistics.median(after), let old = OrderStatistics.median(before) else {
      return nil
    }
    let number = recent.taken
    return DurationShift(
      ratio: exp(new - old), likeliest: number - origin.likeliest,
      earliest: number - origin.range.upperBound, latest: number - origin.range.lowerBound, found: number)
  }
}

/// A lasting change of how long a job takes. Runs are named by their number among the job's successful runs,
/// from 0.
package struct DurationShift: Hashable, Sendable {
  /// Median after over median before: above 1 for a rise.
  package var ratio: Double
  /// The run with which it most likely began.
  package var likeliest: Int
  /// The first run with which it may have begun, with a probability of 90 % for all up to ``latest``.
  package var earliest: Int
  /// The last run with which it may have begun.
  package var latest: Int
  /// The run that raised the alarm.
  package var found: Int
}
