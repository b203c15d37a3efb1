package import FoundationEssentials

/// Stores keep times as whole microseconds since 1970.
extension Date {
  /// The time so many microseconds after 1970.
  package init(microseconds: Int64) {
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    self.init(timeIntervalSince1970: Double(seconds) + Double(rest) / 1e6)
  }

  /// Microseconds since 1970; times that no clock shows become the nearest of the years -200,000 to 200,000.
  package var microseconds: Int64 {
    let seconds = timeIntervalSince1970
    guard seconds.isFinite else {
      return seconds == .infinity ? Self.mostMicroseconds : -Self.mostMicroseconds
    }
    let bounded = max(-6.3e12, min(seconds, 6.3e12))
    return Int64((bounded * 1e6).rounded())
  }

  private static let mostMicroseconds: Int64 = 6_300_000_000_000_000_000

  /// This time, as a store gives it back.
  package var inMicroseconds: Date { Date(microseconds: microseconds) }
}
