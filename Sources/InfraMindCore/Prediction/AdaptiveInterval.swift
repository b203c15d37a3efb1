#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Moves one bound of forecasts so that the wanted share of outcomes stays within it, whatever the forecasts do wrong
/// and however the job changes.
///
/// The bound is moved by a number of widths, which each outcome beyond it raises and each within it lowers by less, in
/// the proportion that balances at the wanted share (quantile tracking). Where the sum of all errors grows beyond
/// what chance explains, a second, saturating term pushes back the harder the larger it is, so that the share of no
/// job stays far off for long. Nothing is assumed of the distribution of the outcomes; one bound each for what lies
/// above and below.
///
/// - SeeAlso: Gibbs and Candès, "Adaptive Conformal Inference Under Distribution Shift", NeurIPS 2021; Angelopoulos,
///   Candès and Tibshirani, "Conformal PID Control for Time Series Prediction", NeurIPS 2023.
package struct AdaptiveBound: Hashable, Sendable {
  /// Share of outcomes that may lie beyond the bound.
  package static let wantedMisses = 0.1
  /// Widths by which one outcome beyond the bound moves it.
  static let step = 0.01
  /// Widths that the sum of errors pushes by where the tangent of its pressure is 1.
  static let push = 1.0
  /// Pressure is the sum of errors over this and the square root of the number of outcomes; a bound that is fair has
  /// 0.7 by chance, since √(0.1 · 0.9) is 0.3.
  static let patience = 0.45
  /// Outcomes added to that number, so that the first few do not throw the bound about.
  static let headStart = 60.0

  private var moved = 0.0
  private var errors = 0.0
  private var count = 0.0

  /// A bound that is not moved yet.
  package init() {}

  /// By how many widths forecasts are to be moved outwards.
  package var shift: Double {
    let pressure = errors / (count + Self.headStart).squareRoot() / Self.patience
    return moved + Self.push * tan(min(max(pressure, -1.4), 1.4))
  }

  /// Takes whether an outcome lay beyond the bound that was told for it.
  package mutating func take(isBeyond: Bool) {
    let error = (isBeyond ? 1 : 0) - Self.wantedMisses
    moved += Self.step * error
    errors += error
    count += 1
  }
}

/// The interval of a job's forecasts that eight outcomes of ten lie in, one of ten on either side.
package struct AdaptiveInterval: Hashable, Sendable {
  /// Widths, in logarithms, between which a forecast's own width counts when its bounds are moved: moving them by
  /// very much helps nobody, and an outcome can lie beyond an interval of no width however it is stretched.
  static let countedWidths = 0.02...0.5

  private var lower = AdaptiveBound()
  private var upper = AdaptiveBound()

  /// An interval that is not moved yet.
  package init() {}

  /// The forecast with its bounds moved.
  package func applied(to forecast: RunOffsets) -> RunOffsets {
    let range = Self.countedWidths
    let width = min(max(forecast.high - forecast.low, range.lowerBound), range.upperBound)
    var moved = forecast
    moved.low -= lower.shift * width
    moved.high += upper.shift * width
    guard moved.low > moved.high else { return moved }
    moved.low = (moved.low + moved.high) / 2
    moved.high = moved.low
    return moved
  }

  /// Takes what a run turned out to take, in logarithms as the forecast that was told for it.
  package mutating func take(_ outcome: Double, told: RunOffsets) {
    guard outcome.isFinite else { return }
    lower.take(isBeyond: outcome < told.low)
    upper.take(isBeyond: outcome > told.high)
  }
}
