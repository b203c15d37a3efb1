#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Figures over scored builds, as the bench defines them.
enum BuildMetrics {
  /// A build and what was predicted of it.
  struct Prediction: Sendable {
    var project: Int
    var actual: Double
    var predicted: Double
  }

  /// Mean absolute error in seconds.
  static func meanError(_ predictions: [Prediction]) -> Double {
    mean(predictions.map { abs($0.actual - $0.predicted) })
  }

  /// Sum of the absolute errors over the sum of what the builds took, in percent.
  static func sumError(_ predictions: [Prediction]) -> Double {
    let errors = predictions.reduce(0) { $0 + abs($1.actual - $1.predicted) }
    return 100 * errors / predictions.reduce(0) { $0 + $1.actual }
  }

  /// Median of the relative errors, in percent.
  static func medianError(_ predictions: [Prediction]) -> Double {
    100 * BuildBaselines.median(predictions.map { abs($0.actual - $0.predicted) / $0.actual })
  }

  /// Mean over the projects of a figure of each.
  static func meanOverProjects<Item>(
    _ items: [Item], project: (Item) -> Int, _ figure: ([Item]) -> Double
  ) -> Double {
    // In the order of the projects: in that of a dictionary, the last digit would differ from start to start.
    let projects = Dictionary(grouping: items, by: project).sorted { $0.key < $1.key }
    return mean(projects.map { figure($0.value) }.filter(\.isFinite))
  }

  /// Share of builds with a relative error of at most `bound`, in percent.
  static func within(_ bound: Double, _ predictions: [Prediction]) -> Double {
    let near = predictions.count { abs($0.actual - $0.predicted) / $0.actual <= bound }
    return 100 * Double(near) / Double(predictions.count)
  }

  /// A build and the interval told for it.
  struct Bounds: Sendable {
    var project: Int
    var actual: Double
    var predicted: Double
    var low: Double
    var high: Double
  }

  /// Share of builds that took no longer than the upper bound, in percent.
  static func covered(_ bounds: [Bounds]) -> Double {
    100 * Double(bounds.count { $0.actual <= $0.high }) / Double(bounds.count)
  }

  /// Share of builds within both bounds, in percent.
  static func inside(_ bounds: [Bounds]) -> Double {
    100 * Double(bounds.count { $0.actual <= $0.high && $0.actual >= $0.low }) / Double(bounds.count)
  }

  /// The smallest of the projects' shares under the upper bound, in percent.
  static func worstCovered(_ bounds: [Bounds]) -> Double {
    Dictionary(grouping: bounds, by: \.project).values.map(covered).min() ?? .nan
  }

  /// Mean distance of the projects' shares under the upper bound from 90 percent.
  static func coverageDeviation(_ bounds: [Bounds]) -> Double {
    meanOverProjects(bounds, project: \.project) { abs(covered($0) - 90) }
  }

  /// Median width of the interval relative to the prediction, in percent.
  static func width(_ bounds: [Bounds]) -> Double {
    100 * BuildBaselines.median(bounds.map { ($0.high - $0.low) / $0.predicted })
  }

  /// Mean pinball loss of the upper bound, in logarithms.
  static func pinball(_ bounds: [Bounds]) -> Double {
    mean(
      bounds.map { build in
        let excess = SafeLog.of(build.actual) - SafeLog.of(build.high)
        return excess > 0 ? 0.9 * excess : -0.1 * excess
      })
  }

  /// A build, the score that says how likely it is to fail, and whether it did.
  struct Risk: Sendable {
    var project: Int
    var failed: Bool
    var score: Double
  }

  /// Probability that a failed build has a higher score than a passed one, ties counting half; NaN unless there are
  /// both.
  static func areaUnderCurve(_ risks: [Risk]) -> Double {
    let sorted = risks.sorted { $0.score < $1.score }
    let positives = Double(sorted.count { $0.failed })
    let negatives = Double(sorted.count) - positives
    guard positives > 0, negatives > 0 else { return .nan }
    var ranks = 0.0
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].score == sorted[start].score { end += 1 }
      let rank = Double(start + end + 1) / 2
      ranks += rank * Double(sorted[start..<end].count { $0.failed })
      start = end
    }
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)
  }

  /// Mean precision over the failed builds, each at the threshold of its own score.
  static func averagePrecision(_ risks: [Risk]) -> Double {
    let sorted = risks.sorted { $0.score > $1.score }
    let positives = sorted.count { $0.failed }
    guard positives > 0 else { return .nan }
    var found = 0
    var sum = 0.0
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].score == sorted[start].score { end += 1 }
      let here = sorted[start..<end].count { $0.failed }
      found += here
      sum += Double(here) * Double(found) / Double(end)
      start = end
    }
    return sum / Double(positives)
  }

  /// Standard error of a figure if other projects had been drawn: the jackknife that leaves one project out.
  ///
  /// - SeeAlso: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 11.
  static func standardError<Item>(
    _ items: [Item], project: (Item) -> Int, _ figure: ([Item]) -> Double
  ) -> Double? {
    let projects = Set(items.map(project)).sorted()
    guard projects.count > 1 else { return nil }
    let figures = projects.map { left in figure(items.filter { project($0) != left }) }
    let middle = mean(figures)
    let squares = figures.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    let count = Double(figures.count)
    return (squares * (count - 1) / count).squareRoot()
  }

  static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }
}
