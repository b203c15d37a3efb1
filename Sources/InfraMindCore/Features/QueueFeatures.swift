#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Describes a job that is ready to run by numbers: when, what for a machine, and how jobs of the same pool waited
/// that had ended by then.
///
/// Waits are told as differences of logarithms from the usual one, which is what the pool's counts expect
/// (``QueueForecaster``). NaN stands for what is not known.
package enum QueueFeatures {
  /// The features, in the order of a row.
  package static let features: [FeatureTable.Feature] = {
    var names = FeatureNames()
    describe(QueueTrail(), 0, cpus: .nan, usual: 0, limit: 0, in: &names)
    return names.names.map { FeatureTable.Feature($0) }
  }()

  /// A job that is ready to run.
  package struct Row: Sendable {
    /// One value for each of ``features``.
    package var values: [Double]
    /// What the pool's counts expect: logarithm of one more than their median's seconds.
    package var usual: Double
  }

  /// The row of a job that is ready at a time; `nil` as long as too few waits are known.
  package static func row(at time: Double, cpus: Double, after trail: QueueTrail) -> Row? {
    guard let expected = trail.statistical(at: time) else { return nil }
    let usual = SafeLog.ofCount(expected.median)
    var values = FeatureValues(capacity: features.count)
    describe(
      trail, time, cpus: cpus, usual: usual, limit: SafeLog.ofCount(expected.p90) - usual, in: &values)
    return Row(values: values.values, usual: usual)
  }

  /// The feature that says how far nine of ten waits reach without a model.
  static let limitName = "limit"
  private static let lagNames: [StaticString] = ["lag_1", "lag_2", "lag_3"]
  private static let spans: [(seconds: Double, mean: StaticString, ready: StaticString, busy: StaticString)] =
    [
      (600, "mean_10m", "ready_10m", "busy_10m"), (3600, "mean_1h", "ready_1h", "busy_1h"),
      (14_400, "mean_4h", "ready_4h", "busy_4h"),
    ]

  private static func describe(
    _ trail: QueueTrail, _ time: Double, cpus: Double, usual: Double, limit: Double,
    in sink: inout some FeatureSink
  ) {
    sink.add("usual", usual)
    sink.add("limit", limit)
    let latest = trail.latest.suffix(32).sorted { ($0.started, $0.queued) < ($1.started, $1.queued) }
    for (index, name) in lagNames.enumerated() {
      sink.add(name, index < latest.count ? latest[latest.count - 1 - index].level - usual : .nan)
    }
    sink.add("lag_age", SafeLog.ofCount(time - (latest.last?.started ?? .nan)))
    let twenty = latest.suffix(20).map { Float($0.level) }
    sink.add("median_20", RunTrail.median(twenty) - usual)
    sink.add("most_20", (twenty.max().map(Double.init) ?? .nan) - usual)
    for span in spans { addSpan(span, trail, time, usual: usual, to: &sink) }
    sink.add("busy_usually", trail.busy.value)
    sink.add("work", trail.work.value)
    sink.add("cpus", SafeLog.of(cpus))
    let days = (time / 86_400).rounded(.down)
    sink.add("hour", (time - days * 86_400) / 3600)
    let week = days + 4
    sink.add("weekday", week - (week / 7).rounded(.down) * 7)
  }

  /// Waits of late, each the less the longer ago, how many jobs became ready, and how many machines were busy.
  private static func addSpan(
    _ span: (seconds: Double, mean: StaticString, ready: StaticString, busy: StaticString),
    _ trail: QueueTrail, _ time: Double, usual: Double, to sink: inout some FeatureSink
  ) {
    var sum = 0.0
    var weight = 0.0
    var ready = 0
    for job in trail.latest {
      let age = max(0, time - job.started)
      if time - job.queued <= span.seconds { ready += 1 }
      guard age < 8 * span.seconds else { continue }
      let share = exp(-age / span.seconds)
      sum += share * job.level
      weight += share
    }
    sink.add(span.mean, weight > 0 ? sum / weight - usual : .nan)
    sink.add(span.ready, SafeLog.ofCount(Double(ready)))
    sink.add(span.busy, trail.busyMachines(over: span.seconds, before: time))
  }
}
