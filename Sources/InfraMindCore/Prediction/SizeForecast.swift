#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a job is expected to do on one machine.
struct SizeForecast {
  /// The machine.
  var machine: Runner
  /// What it rests on.
  var basis: SizePrediction.Basis
  /// Mean duration of a run in seconds, in each of ``ScalingDraws/count`` predictions.
  var seconds: [Double]
  /// Mean bill of a run in dollars, in each prediction; zero where the price is unknown.
  var dollars: [Double]
  /// Percentiles of single runs' durations in seconds, with the spread of what is not known.
  var p50: Double
  var p90: Double
  var p95: Double
  /// Standard deviation of the logarithm of a single run's duration, with the spread of what is not known.
  var logDeviation: Double
  /// Standard deviation of the logarithm of a single run's duration about what is typical.
  var runDeviation: Double
  /// Mean time before a machine takes a run, in seconds; `nil` where no run told.
  var queueSeconds: Double?

  /// Whether it rests on runs on that size more than on those of other sizes.
  var isMeasured: Bool { basis == .measured }
  /// Mean of the mean durations.
  var meanSeconds: Double { Self.mean(seconds) }
  /// Mean of the mean bills.
  var meanDollars: Double { Self.mean(dollars) }

  /// Probability that a run takes longer than so many seconds, 0...1.
  func probability(ofMoreThan limit: Double) -> Double {
    guard limit > 0, p50 > 0 else { return 1 }
    return TailProbability.normal(above: log(limit / p50) / max(logDeviation, 1e-3))
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }
}
