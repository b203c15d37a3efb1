/// Watches how long one job, or one of its steps, takes: for single slow runs and for lasting changes.
///
/// The state takes less than 4 KB however many runs it has seen, and a run costs some tens of microseconds.
package struct DurationWatch: Sendable {
  private var recent = RecentRuns()
  private var slow = SlowRunDetector()
  private var shifts = ShiftDetector()

  /// Nothing seen yet.
  package init() {}

  /// How many runs it has learned from: the number of the next one.
  package var taken: Int { recent.taken }
  /// The lasting change under way; `nil` if there is none.
  package var shift: DurationShift? { shifts.shift }

  /// What is to be expected of the next run; `nil` with too few earlier ones.
  package func expectation(of context: RunContext) -> SlowRunDetector.Expectation? {
    slow.expectation(after: recent, context: context)
  }

  /// Learns from a run that succeeded and whose author is trusted, in the order of their ends.
  ///
  /// - Parameters:
  ///   - seconds: How long it took; what is no duration (NaN, infinite, zero, negative) is left out.
  ///   - expectation: What was expected of it when it started; by default what is expected now.
  /// - Returns: The evidence for changes; `nil` if it was left out or nothing can be told yet.
  @discardableResult
  package mutating func take(
    seconds: Double, context: RunContext, expectation: SlowRunDetector.Expectation? = nil
  ) -> (rise: Double, fall: Double)? {
    guard let logarithm = RecentRuns.logarithm(ofSeconds: seconds) else { return nil }
    if let expectation = expectation ?? self.expectation(of: context) {
      slow.take(logarithm, against: expectation)
    }
    let evidence = shifts.take(logarithm, after: recent, context: context)
    recent.append(logarithm, context)
    return evidence.map { ($0.rise, $0.fall) }
  }
}
