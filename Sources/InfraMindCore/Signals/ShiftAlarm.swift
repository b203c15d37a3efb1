/// Adds up evidence for a lasting change, one run after another, and keeps in mind whether it is under way
/// (CUSUM).
///
/// - SeeAlso: Page, "Continuous Inspection Schemes", Biometrika 41 (1954).
struct ShiftAlarm: Hashable, Sendable {
  /// Evidence at which a change is told. Set so that less than one episode falls on 200 runs of histories in
  /// which nobody planted a change, some of which changed all the same; halves of the projects set it at 3.3
  /// to 3.9.
  static let usualThreshold = 3.6
  /// How far above the threshold the sum may rise: the less, the sooner an end is seen.
  private static let room = 1.0
  /// Share of the threshold at which the evidence counts as gone.
  private static let end = 0.5

  private let threshold: Double
  private var sum = 0.0
  /// Whether a change is under way.
  private(set) var isRaised = false

  /// No evidence yet.
  init(threshold: Double = Self.usualThreshold) { self.threshold = threshold }

  /// Takes one run's evidence.
  ///
  /// - Parameter evidence: Logarithm of how much likelier the run is with the change than without.
  /// - Returns: Whether an episode begins with it.
  mutating func take(_ evidence: Double) -> Bool {
    sum = min(max(0, sum + evidence), threshold + Self.room)
    if isRaised {
      if sum <= Self.end * threshold { isRaised = false }
      return false
    }
    isRaised = sum >= threshold
    return isRaised
  }
}
