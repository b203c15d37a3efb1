/// A rule by which others choose a machine's size, re-implemented to be measured beside ours.
///
/// Each sees the runs on the size that it chose last. None goes to a size with less memory than the largest peak seen,
/// even where its publication does not say so: that is to its favour.
package protocol SizeRule: Sendable {
  /// What it is called in tables.
  var name: String { get }
  /// Where its thresholds were published.
  var source: String { get }

  /// The size to take next, which may be today's.
  ///
  /// - Parameters:
  ///   - use: What the runs on today's size used.
  ///   - current: Today's place on the ladder.
  ///   - ladder: Smallest first, not empty.
  func place(for use: ObservedUse, from current: Int, on ladder: [Runner]) -> Int
}

/// What runs on one size used of it.
package struct ObservedUse: Sendable {
  /// One run.
  package struct Run: Sendable {
    /// Busy vCPUs on average.
    package var averageCPUs: Double
    /// Busy vCPUs in the busiest moment.
    package var peakCPUs: Double
    /// Busy vCPUs that nine tenths of the samples do not exceed.
    package var p90CPUs: Double
    /// The same for 95 % of them.
    package var p95CPUs: Double
    /// Largest memory in use, in GiB.
    package var peakGibibytes: Double
  }

  /// Oldest first, one at least.
  package var runs: [Run]

  /// Mean of one figure over the runs.
  func mean(_ figure: (Run) -> Double) -> Double {
    runs.reduce(0) { $0 + figure($1) } / Double(max(runs.count, 1))
  }
  /// Largest memory in use in any run, in GiB.
  var peakGibibytes: Double { runs.map(\.peakGibibytes).max() ?? 0 }
}

extension [Runner] {
  /// The smallest size with so many vCPUs and so much memory; the largest if there is none.
  func place(forCPUs cpus: Double, gibibytes: Double) -> Int {
    firstIndex { ($0.cpus ?? 0) >= cpus && ($0.memory?.gibibytes ?? 0) >= gibibytes } ?? count - 1
  }
}

/// All rules that are measured.
package enum SizeRules {
  /// In the order of the tables.
  package static let all: [any SizeRule] = [
    LowUseRule(figure: .average), LowUseRule(figure: .peak), TargetUseRule(), PercentileMarginRule(),
    HighPercentileRule(), PeakHeadroomRule(), RecentMeanRule(),
  ]
}
