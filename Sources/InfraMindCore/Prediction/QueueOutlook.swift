#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a job waits for a machine that is ready now, in each pool.
///
/// A pool's counts (``QueueForecaster``) say it, or a model in their place: one that serves, or one learned here that
/// erred less than they did on the later part of the history.
package struct QueueOutlook: Sendable {
  /// Most pools told.
  static let mostPools = 20

  /// One pool.
  package struct Pool: Hashable, Sendable {
    /// Labels or group of the machines.
    package var name: String
    /// What is expected.
    package var forecast: QueueForecaster.Forecast
    /// Whether a model says it, in part at least.
    package var isByModel: Bool
  }

  /// The pools with most waits first.
  package let pools: [Pool]

  /// Forecasts.
  ///
  /// - Parameters:
  ///   - now: In Unix seconds; jobs that had not ended by then do not count.
  ///   - served: Models that serve.
  ///   - learning: What learns where none does.
  package init(
    _ pools: [QueueSeries], now: Double, served: NextRuns.Served, learning: any RowLearning
  ) throws {
    let known = pools.map { pool in
      QueueSeries(name: pool.name, waits: pool.waits.filter { $0.finished <= now })
    }.sorted { ($1.waits.count, $0.name) < ($0.waits.count, $1.name) }.prefix(Self.mostPools)
    var served = served
    if served.queue == nil || served.queueLimit == nil {
      let examples = RunExamples(waits: Array(known))
      served.queue = try served.queue ?? SpotModel.promoted(.queue, on: examples, by: learning)
      served.queueLimit = try served.queueLimit ?? SpotModel.promoted(.queueLimit, on: examples, by: learning)
    }
    self.pools = known.compactMap { pool in
      var trail = QueueTrail()
      for wait in pool.waits.sorted(by: { $0.finished < $1.finished }) { trail.take(wait) }
      let serving = served.serving(pool.name)
      let models = QueueModels(middle: serving.queue, limit: serving.queueLimit)
      guard let forecast = models.forecast(at: now, cpus: pool.waits.last?.cpus ?? .nan, after: trail) else {
        return nil
      }
      return Pool(
        name: pool.name, forecast: forecast, isByModel: models.middle != nil || models.limit != nil)
    }
  }
}

/// The models that stand in for a pool's counts.
struct QueueModels {
  /// Says the median; `nil` where the counts do.
  var middle: (any RowPredicting)?
  /// Says the 90th percentile; `nil` where the counts do.
  var limit: (any RowPredicting)?

  /// What is expected of a job that is ready at a time; `nil` as long as too few waits are known.
  func forecast(at time: Double, cpus: Double, after trail: QueueTrail) -> QueueForecaster.Forecast? {
    guard var forecast = trail.statistical(at: time),
      let row = QueueFeatures.row(at: time, cpus: cpus, after: trail)
    else { return nil }
    if let middle { forecast.median = Self.seconds(row.usual + middle.predict(row.values)) }
    if let limit { forecast.p90 = Self.seconds(row.usual + limit.predict(row.values)) }
    forecast.p90 = max(forecast.median, forecast.p90)
    return forecast
  }

  /// Seconds within a day.
  private static func seconds(_ level: Double) -> Double { min(max(0, expm1(min(level, 12))), 86_400) }
}
