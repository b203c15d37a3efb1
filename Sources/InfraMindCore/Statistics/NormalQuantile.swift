#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The inverse of the standard normal distribution.
enum NormalQuantile {
  /// The number that a standard normal one does not exceed with this probability, which must lie between 0 and 1;
  /// right to about nine digits.
  ///
  /// - SeeAlso: Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003, with
  ///   one step of Newton's method.
  static func value(at probability: Double) -> Double {
    guard probability > 0 else { return -.infinity }
    guard probability < 1 else { return .infinity }
    let start = approximation(probability)
    let error = 0.5 * erfc(-start / 2.0.squareRoot()) - probability
    return start - error * (2 * Double.pi).squareRoot() * exp(start * start / 2)
  }

  private static func approximation(_ probability: Double) -> Double {
    let low = 0.02425
    if probability < low { return tail((-2 * log(probability)).squareRoot()) }
    if probability > 1 - low { return -tail((-2 * log(1 - probability)).squareRoot()) }
    let middle = probability - 0.5
    let square = middle * middle
    return middle * polynomial(Self.centralNumerator, square) / polynomial(Self.centralDenominator, square)
  }

  private static func tail(_ value: Double) -> Double {
    polynomial(tailNumerator, value) / polynomial(tailDenominator, value)
  }

  private static func polynomial(_ coefficients: [Double], _ value: Double) -> Double {
    coefficients.reduce(0) { $0 * value + $1 }
  }

  private static let centralNumerator = [
    -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02,
    -3.066479806614716e+01, 2.506628277459239e+00,
  ]
  private static let centralDenominator = [
    -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
    -1.328068155288572e+01, 1,
  ]
  private static let tailNumerator = [
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00,
    4.374664141464968e+00, 2.938163982698783e+00,
  ]
  private static let tailDenominator = [
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1,
  ]
}
