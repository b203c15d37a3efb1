#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Compares two models on live runs, and may be looked at after every run without the error of looking often.
///
/// The mean difference lies within ``interval`` at all times at once with probability 1 − ``level``, so "stop
/// when zero is outside" raises at most a share ``level`` of false alarms however long it goes on.
///
/// Where both models predict every run, feed it paired losses: that needs the fewest runs. Where each job is
/// served by one of the two, feed it the loss of the one that served; the losses are then weighted by the
/// inverse of their probability, around means of what came before.
///
/// - SeeAlso: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and
///   asymptotic confidence sequences", Annals of Statistics 52 (2024), theorem 2.2 for the interval, theorem
///   3.2 for the weighting.
package struct SequentialComparison: Hashable, Sendable {
  /// Share of false alarms accepted.
  package let level: Double
  /// Fewest observations before anything is concluded: what the theory says of many must have begun to hold.
  package static let leastObservations = 50
  /// Number of observations at which the interval is about as narrow as it can be.
  private static let sharpest = 500.0

  private var count = 0
  private var mean = 0.0
  private var squares = 0.0
  private var armCounts = [0.0, 0.0]
  private var armMeans = [0.0, 0.0]

  /// Begins a comparison.
  ///
  /// - Parameter level: Share of false alarms accepted, 0.0001...0.5.
  package init(level: Double = 0.05) { self.level = min(max(level, 0.0001), 0.5) }

  /// Takes the losses of both models on one run; numbers that are not finite are not taken.
  package mutating func observe(candidate: Double, incumbent: Double) {
    take(incumbent - candidate)
  }

  /// Takes the loss of the model that served a run.
  ///
  /// - Parameter share: Probability with which the candidate was to serve, 0.01...0.99.
  package mutating func observe(_ variant: VariantAssignment.Variant, loss: Double, share: Double) {
    guard loss.isFinite else { return }
    let share = min(max(share, 0.01), 0.99)
    let arm = variant == .candidate ? 1 : 0
    let weight = arm == 1 ? -1 / share : 1 / (1 - share)
    take(armMeans[0] - armMeans[1] + weight * (loss - armMeans[arm]))
    armCounts[arm] += 1
    armMeans[arm] += (loss - armMeans[arm]) / armCounts[arm]
  }

  private mutating func take(_ difference: Double) {
    guard difference.isFinite else { return }
    count += 1
    let before = difference - mean
    mean += before / Double(count)
    squares += before * (difference - mean)
  }

  /// Observations taken.
  package var observations: Int { count }

  /// Whether there are enough observations, of each model where one serves each run.
  private var isLongEnough: Bool {
    let least = Self.leastObservations
    return count >= least && (armCounts == [0, 0] || armCounts.allSatisfy { $0 >= Double(least) })
  }

  /// Where the mean loss that the candidate saves lies; `nil` while there are too few observations.
  package var interval: ClosedRange<Double>? {
    guard isLongEnough else { return nil }
    let n = Double(count)
    let variance = squares / (n - 1)
    let rho = Self.rho(level)
    let inner = n * rho * rho + 1
    let width = (2 * inner / (n * n * rho * rho) * log(inner.squareRoot() / level)).squareRoot()
    let half = variance.squareRoot() * width
    guard half.isFinite, mean.isFinite else { return nil }
    return mean - half...mean + half
  }

  /// The one parameter of the interval, so that it is narrowest near ``sharpest`` observations (equation 10
  /// there).
  private static func rho(_ level: Double) -> Double {
    let twice = -2 * log(level)
    return ((twice + log(twice) + 1) / sharpest).squareRoot()
  }

  /// What may be concluded now.
  package enum Conclusion: String, Hashable, Sendable {
    /// Nothing yet.
    case open
    /// The candidate errs less.
    case candidateIsBetter = "candidate-is-better"
    /// The incumbent errs less.
    case incumbentIsBetter = "incumbent-is-better"
  }

  /// What may be concluded now.
  package var conclusion: Conclusion {
    guard let interval else { return .open }
    if interval.lowerBound > 0 { return .candidateIsBetter }
    return interval.upperBound < 0 ? .incumbentIsBetter : .open
  }
}
