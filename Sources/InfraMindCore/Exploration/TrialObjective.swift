#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a run is to be small in: *t* · *p*^(1 − w), of duration *t* and price of an hour *p*.
package struct TrialObjective: Hashable, Sendable {
  /// w: 1 for time alone, 0 for money alone.
  package let timeWeight: Double

  /// An objective; the weight is brought into 0...1, and what is no number counts as ½.
  package init(timeWeight: Double) {
    self.timeWeight = timeWeight.isNaN ? 0.5 : min(max(timeWeight, 0), 1)
  }

  /// Time alone.
  package static let time = TrialObjective(timeWeight: 1)
  /// Money alone.
  package static let cost = TrialObjective(timeWeight: 0)
  /// The geometric middle of both.
  package static let mix = TrialObjective(timeWeight: 0.5)

  /// Natural logarithm of the objective of a run, up to a constant.
  func logValue(logDuration: Double, on size: TrialSize) -> Double {
    logDuration + (1 - timeWeight) * size.logPrice
  }

  /// How much a run on one size is worse than the best of all, of values of the logarithm: 0 for the best.
  static func excess(_ logValue: Double, over best: Double) -> Double { exp(min(logValue - best, 4)) - 1 }
}
