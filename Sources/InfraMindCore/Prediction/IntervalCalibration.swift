#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How much wider or narrower a job's intervals must be for them to hold what they promise.
///
/// Two things can be off. Single runs may scatter otherwise than thought: every run that arrives is compared with the
/// interval stated before it, which is widened a little after a miss and narrowed a ninth of that after a hit, so that
/// in the long run a tenth of the runs miss it, whatever their distribution and however it drifts. And sizes may
/// differ otherwise than the scaling model says: the first run on a new size is compared with what was predicted there.
///
/// - SeeAlso: Gibbs and Candès, "Adaptive Conformal Inference Under Distribution Shift", NeurIPS 2021; Angelopoulos,
///   Candès and Tibshirani, "Conformal PID Control for Time Series Prediction", NeurIPS 2023 (quantile tracking).
struct IntervalCalibration: Hashable, Sendable {
  /// Share of the runs that may miss the interval.
  static let missRate = 0.1
  /// Step of the logarithm of the factor.
  static let step = 0.05
  /// Largest logarithm of the factor, and its negative the smallest.
  static let largest = 0.7
  /// How many sizes' worth of belief the scaling model starts with.
  static let usualSizes = 4.0

  /// Runs compared so far.
  private(set) var runs = 0.0
  private var logFactor = 0.0
  /// New sizes compared so far.
  private(set) var sizes = 0.0
  private var squares = 0.0

  /// What the spread of single runs is multiplied by.
  var runFactor: Double { exp(logFactor) }
  /// What the model's own error is multiplied by.
  var modelFactor: Double {
    min(max(((Self.usualSizes + squares) / (Self.usualSizes + sizes)).squareRoot(), 0.7), 3)
  }

  /// Tells that a run was, or was not, inside the interval stated before it.
  mutating func runWasInside(_ isInside: Bool) {
    runs += 1
    let moved = logFactor + Self.step * ((isInside ? 0 : 1) - Self.missRate)
    logFactor = min(max(moved, -Self.largest), Self.largest)
  }

  /// Tells how far the first run on a new size was from its prediction, in units of the deviation stated.
  mutating func sizeWasOff(by deviations: Double) {
    guard deviations.isFinite else { return }
    sizes += 1
    squares += min(deviations * deviations, 25)
  }

  /// Adds all of another: factors of runs in proportion to how many they rest on.
  mutating func merge(_ other: IntervalCalibration) {
    let total = runs + other.runs
    if total > 0 { logFactor = (logFactor * runs + other.logFactor * other.runs) / total }
    runs = total
    sizes += other.sizes
    squares += other.squares
  }
}
