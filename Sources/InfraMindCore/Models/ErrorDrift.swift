/// Watches the losses of a model that serves for a lasting rise above what they were when it was accepted.
///
/// - SeeAlso: Page, "Continuous inspection schemes", Biometrika 41 (1954); Gama et al., "A survey on concept
///   drift adaptation", ACM Computing Surveys 46 (2014), section 3.2.2.
package struct ErrorDrift: Hashable, Sendable {
  /// Mean loss when the model was accepted.
  package let mean: Double
  /// Standard deviation of single losses then, greater than zero.
  package let deviation: Double
  /// Rise that is not worth an alarm, in standard deviations.
  package static let tolerance = 0.15
  /// Sum of rises beyond the tolerance that is: without a rise it is reached by luck about once in e¹⁵ /
  /// 0.045 losses.
  package static let limit = 50.0
  /// A single loss counts for no more than so many standard deviations.
  package static let largest = 5.0

  private var sum = 0.0
  private var least = 0.0
  private var count = 0
  private var leastAt = 0
  /// How many losses had been taken when the rise began; `nil` as long as there is none.
  package private(set) var risenAfter: Int?

  /// Begins to watch.
  package init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation > 0 && deviation.isFinite ? deviation : 1
  }

  /// Begins to watch, from losses on runs that the model was accepted by.
  package init(acceptedOn losses: [Double]) {
    let count = Double(max(1, losses.count))
    let mean = losses.reduce(0, +) / count
    let squares = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(mean: mean, deviation: (squares / max(1, count - 1)).squareRoot())
  }

  /// Takes a loss; one that is not finite is not taken.
  package mutating func observe(_ loss: Double) {
    guard loss.isFinite else { return }
    let distance = (loss - mean) / deviation
    sum += min(max(distance, -Self.largest), Self.largest) - Self.tolerance
    count += 1
    if sum < least {
      least = sum
      leastAt = count
    }
    if risenAfter == nil, sum - least > Self.limit { risenAfter = leastAt }
  }

  /// Whether the losses rose for good; stays so once it is.
  package var hasRisen: Bool { risenAfter != nil }
}
