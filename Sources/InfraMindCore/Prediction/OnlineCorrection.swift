/// What is learned about a job's forecasts while its runs finish, without learning the models anew.
package struct OnlineCorrection: Hashable, Sendable {
  /// What is corrected.
  package enum Part: Hashable, Sendable, CaseIterable {
    /// The middle: forecasts of this job that are mostly too low are raised.
    case middle
    /// The interval: ``AdaptiveInterval``.
    case interval
  }

  /// Widths of a forecast by which one run moves the middle of the next.
  static let step = 0.01

  private let parts: Set<Part>
  private var interval = AdaptiveInterval()
  private var middle = 0.0
  private var middleIfPassed = 0.0

  /// Nothing learned.
  package init(parts: Set<Part> = Set(Part.allCases)) { self.parts = parts }

  /// The forecast, corrected.
  package func applied(to forecast: RunOffsets) -> RunOffsets {
    var corrected = forecast
    if parts.contains(.middle) {
      corrected.middle += middle
      corrected.ifPassed += middleIfPassed
    }
    return parts.contains(.interval) ? interval.applied(to: corrected) : corrected
  }

  /// Takes how a run came out.
  ///
  /// - Parameters:
  ///   - outcome: Logarithm of how much longer than usual it took.
  ///   - isPassed: Whether it passed.
  ///   - told: The forecast that had been told for it.
  package mutating func take(_ outcome: Double, isPassed: Bool, told: RunOffsets) {
    guard outcome.isFinite else { return }
    let range = AdaptiveInterval.countedWidths
    let step = Self.step * min(max(told.high - told.low, range.lowerBound), range.upperBound)
    middle += outcome > told.middle ? step : -step
    if isPassed { middleIfPassed += outcome > told.ifPassed ? step : -step }
    interval.take(outcome, told: told)
  }
}
