#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How fast a mean forgets.
struct Decay: Hashable, Sendable {
  /// Share that each new value takes, 0...1.
  let rate: Float

  /// Forgets half after so many values, greater than zero.
  init(halfLife: Double) { rate = Float(1 - exp2(-1 / halfLife)) }
}

/// A mean of which each new value takes the same share, corrected for the few values at the beginning.
///
/// Means over consecutive spans are joined exactly: what has been forgotten of an empty start is 1 − ``weight``.
struct FadingMean: Hashable, Sendable {
  private var sum: Float = 0
  /// 0 without values, near 1 after several half-lives.
  private(set) var weight: Float = 0

  /// Takes a value; one that is no number is not taken.
  mutating func add(_ value: Double, _ decay: Decay) {
    guard value.isFinite else { return }
    sum += decay.rate * (Float(value) - sum)
    weight += decay.rate * (1 - weight)
  }

  /// The mean, NaN without values.
  var value: Double { weight > 0 ? Double(sum / weight) : .nan }

  /// The mean of the values of both, those of `later` after these; both must forget equally fast.
  func followed(by later: FadingMean) -> FadingMean {
    var joined = self
    joined.sum = sum * (1 - later.weight) + later.sum
    joined.weight = weight * (1 - later.weight) + later.weight
    return joined
  }
}
