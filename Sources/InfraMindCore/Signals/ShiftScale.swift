#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How likely distances from an expectation are with a change, against without: Student's t with three
/// degrees of freedom, so that single slow runs add little.
enum ShiftScale {
  /// The change that is looked for, as a logarithm: +20 %. Larger ones are found all the sooner.
  static let change = 0.18
  /// Least scale, as a logarithm of a ratio.
  static let least = 0.05
  private static let freedom = 3.0
  /// Most that one run can tell: three or four runs are needed for an alarm, however slow they are.
  private static let most = 1.0

  /// Bounded logarithm of the likelihood ratio of a distance, all in logarithms.
  static func evidence(_ distance: Double, scale: Double) -> Double {
    min(max(ratio(distance, change: change, scale: scale), -most), most)
  }

  /// Logarithm of the likelihood ratio with a change of any size.
  static func ratio(_ distance: Double, change: Double, scale: Double) -> Double {
    let with = (distance - change) / scale
    let without = distance / scale
    return (freedom + 1) / 2 * (log1p(without * without / freedom) - log1p(with * with / freedom))
  }
}
