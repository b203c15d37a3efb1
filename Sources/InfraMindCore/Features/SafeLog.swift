#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Logarithms of what may be zero, negative or missing.
enum SafeLog {
  /// The natural logarithm of a number, which is lifted to 10⁻⁶ if it is smaller; NaN of NaN.
  static func of(_ value: Double) -> Double { value.isNaN ? value : log(max(value, 1e-6)) }

  /// Logarithm of one more than a count, which is lifted to 0 if it is smaller; NaN of NaN.
  static func ofCount(_ value: Double) -> Double { value.isNaN ? value : log1p(max(value, 0)) }
}
