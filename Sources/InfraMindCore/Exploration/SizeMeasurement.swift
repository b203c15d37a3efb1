#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// One run of a job on one size.
package struct SizeMeasurement: Hashable, Sendable {
  /// Number of the size in the list that a search is about, from 0.
  package var size: Int
  /// Natural logarithm of the duration in seconds.
  package let logDuration: Double

  /// States a run; `nil` unless the duration is finite and greater than zero.
  package init?(size: Int, seconds: Double) {
    guard size >= 0, let logarithm = Self.logarithm(of: seconds) else { return nil }
    self.size = size
    logDuration = logarithm
  }

  /// States a run by the logarithm of its duration.
  init(size: Int, logDuration: Double) {
    self.size = size
    self.logDuration = logDuration
  }

  /// Natural logarithm of a duration; `nil` unless it is finite and greater than zero.
  static func logarithm(of seconds: Double?) -> Double? {
    guard let seconds, seconds.isFinite, seconds > 0 else { return nil }
    return log(seconds)
  }
}
