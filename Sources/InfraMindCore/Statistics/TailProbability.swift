#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How likely values far out are.
enum TailProbability {
  /// Probability that a standard normal number exceeds `value`.
  static func normal(above value: Double) -> Double { 0.5 * erfc(value / 2.0.squareRoot()) }

  /// Probability that a number of Student's distribution with so many degrees of freedom exceeds `value`.
  ///
  /// - SeeAlso: Wallace, "Bounds on Normal Approximations to Student's and the Chi-Square Distributions", Annals of
  ///   Mathematical Statistics 30 (1959): within 2 % of itself for 3 degrees and more.
  static func student(above value: Double, degrees: Double) -> Double {
    let degrees = max(degrees, 1)
    let size = (8 * degrees + 1) / (8 * degrees + 3) * (degrees * log1p(value * value / degrees)).squareRoot()
    return normal(above: value < 0 ? -size : size)
  }

  /// The number that one of Student's distribution with so many degrees of freedom does not exceed with this probability.
  ///
  /// - SeeAlso: Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.5 (Cornish and Fisher's expansion): for
  ///   probabilities up to 95 % within 2 % of itself for 2 degrees and more.
  static func studentQuantile(at probability: Double, degrees: Double) -> Double {
    let z = NormalQuantile.value(at: probability)
    let square = z * z
    let first = z * (square + 1) / 4
    let second = z * ((5 * square + 16) * square + 3) / 96
    let third = z * (((3 * square + 19) * square + 17) * square - 15) / 384
    return z + (first + (second + third / degrees) / degrees) / degrees
  }

  /// Probability that the next value of a sample of logarithms exceeds `logarithm`.
  ///
  /// The spread is that of the sample, pulled towards a usual one as if a few values had shown it, so that two equal
  /// values do not pass for certainty; few values make a wide tail.
  ///
  /// - Parameters:
  ///   - usualSpread: Standard deviation of logarithms that is believed beforehand.
  ///   - usualCount: How many values that belief is worth.
  static func next(
    above logarithm: Double, after values: DecayedMoments, usualSpread: Double, usualCount: Double
  ) -> Double {
    let count = max(values.effectiveCount, 1)
    let degrees = usualCount + count - 1
    let variance = (usualCount * usualSpread * usualSpread + (count - 1) * values.variance) / degrees
    let scale = (variance * (1 + 1 / count)).squareRoot()
    return student(above: (logarithm - values.mean) / scale, degrees: degrees)
  }
}
