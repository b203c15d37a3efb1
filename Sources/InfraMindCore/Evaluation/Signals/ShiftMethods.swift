/// What the product does.
struct WatchShiftScoring: ShiftScoring {
  private var watch = DurationWatch()

  mutating func score(seconds: Double, context: RunContext) -> Double {
    watch.take(seconds: seconds, context: context)?.rise ?? 0
  }
}

/// The bench's `sustained_window`: the median of the last five builds against that of the twenty before them,
/// in units of the median distance between neighbours' medians.
struct WindowShiftScoring: ShiftScoring {
  private var recent = RecentRuns()
  private var distances = NumberRing(capacity: 55)

  mutating func score(seconds: Double, context: RunContext) -> Double {
    guard let logarithm = RecentRuns.logarithm(ofSeconds: seconds) else { return 0 }
    if let middle = OrderStatistics.median(recent.latest(5)) { distances.append(abs(logarithm - middle)) }
    recent.append(logarithm, context)
    let before = recent.latest(20, skipping: 5)
    guard before.count == 20, let old = OrderStatistics.median(before),
      let new = OrderStatistics.median(recent.latest(5)),
      let spread = OrderStatistics.median(distances.latest(50, skipping: 5))
    else { return 0 }
    return (new - old) / max(SlowRunDetector.normalRatio * spread, 0.03)
  }
}

/// The bench's `sustained_cusum`: distances from the median of the fifty builds before, in spreads, less half
/// a spread and at most three, add up.
struct SumShiftScoring: ShiftScoring {
  private var recent = RecentRuns()
  private var distances = NumberRing(capacity: 50)

  mutating func score(seconds: Double, context: RunContext) -> Double {
    guard let logarithm = RecentRuns.logarithm(ofSeconds: seconds) else { return 0 }
    defer { recent.append(logarithm, context) }
    let before = recent.latest(50)
    guard before.count >= 20, let middle = OrderStatistics.median(before) else { return 0 }
    let distance = logarithm - middle
    let spread = OrderStatistics.median(distances.latest(50)).map { $0 * SlowRunDetector.normalRatio } ?? 0.2
    distances.append(abs(distance))
    return min(max(distance / max(spread, 0.03), -3), 3) - 0.5
  }
}
