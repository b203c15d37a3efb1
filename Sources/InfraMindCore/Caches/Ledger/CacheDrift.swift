/// How much slower a step became while a cache went on restoring one entry.
struct CacheDrift: Hashable, Sendable {
  /// Median seconds in the first third of the time, and in the last.
  private(set) var before = 0.0
  private(set) var after = 0.0

  /// Looks for the step that slowed down most.
  ///
  /// - Returns: `nil` unless some step of a job took at least a quarter, two seconds and three standard errors more.
  init?(of family: CacheFamily, in ledger: CacheLedger) {
    let hash = UInt32(truncatingIfNeeded: stableHash(family.text))
    for (_, notes) in ledger.notes.sorted(by: { $0.key < $1.key }) {
      let runs = notes.history.filter { sample in
        sample.caches.contains { $0.family == hash && $0.kind == .hit }
      }
      guard runs.count >= 12 else { continue }
      let third = runs.count / 3
      for step in Set(runs.flatMap { $0.steps.map(\.name) }).sorted() {
        let seconds = runs.map { run in run.steps.first { $0.name == step }.map { Double($0.seconds) } }
        compare(seconds.prefix(third).compactMap(\.self), seconds.suffix(third).compactMap(\.self))
      }
    }
    guard after > before else { return nil }
  }

  private mutating func compare(_ early: [Double], _ late: [Double]) {
    guard early.count >= 4, late.count >= 4, let first = WeightedSample(early).median,
      let last = WeightedSample(late).median
    else { return }
    let spread = Self.variance(early, first) + Self.variance(late, last)
    let rise = last - first
    guard rise > max(2, first / 4, 3 * spread.squareRoot()), rise > after - before else { return }
    (before, after) = (first, last)
  }

  /// Variance of a median, from the median distance to it.
  private static func variance(_ values: [Double], _ median: Double) -> Double {
    let scale = 1.4826 * (WeightedSample(values.map { abs($0 - median) }).median ?? 0)
    return 1.57 * scale * scale / Double(values.count)
  }

  /// Seconds a day that the step could be faster; none to all of what it lost.
  func gain(perDay: Double) -> Interval {
    Interval(low: 0, middle: perDay * (after - before) / 2, high: perDay * (after - before))
  }
}
