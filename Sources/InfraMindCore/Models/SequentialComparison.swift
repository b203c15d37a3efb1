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
/// Runs of one job are not independent: some jobs err more than others for good, whichever model serves them. So
/// the spread of the mean is taken from the sums of jobs, and runs count for as many as their spread amounts to.
///
/// - SeeAlso: Liang and Zeger, "Longitudinal data analysis using generalized linear models", Biometrika 73 (1986),
///   for sums of jobs; Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and
///   asymptotic confidence sequences", Annals of Statistics 52 (2024), theorem 2.2 for the interval, theorem
///   3.2 for the weighting.
package struct SequentialComparison: Hashable, Sendable {
  /// Share of false alarms accepted.
  package let level: Double
  /// Fewest observations before anything is concluded: what the theory says of many must have begun to hold.
  package static let leastObservations = 50
  /// Fewest jobs, of each model where one serves each job: from fewer their spread is not known.
  package static let leastJobs = 8
  /// Number of independent observations at which the interval is about as narrow as it can be.
  private static let sharpest = 200.0

  private var count = 0
  private var mean = 0.0
  private var squares = 0.0
  private var armCounts = [0.0, 0.0]
  private var armMeans = [0.0, 0.0]
  /// Of each job its observations and their sum.
  private var jobs: [Int: SIMD2<Double>] = [:]
  private var armJobs: [Set<Int>] = [[], []]
  /// Over jobs: squares of the observations, their products with the sums, squares of the sums.
  private var products = SIMD3<Double>.zero

  /// Begins a comparison.
  ///
  /// - Parameter level: Share of false alarms accepted, 0.0001...0.5.
  package init(level: Double = 0.05) { self.level = min(max(level, 0.0001), 0.5) }

  /// Takes the losses of both models on one run; numbers that are not finite are not taken.
  ///
  /// - Parameter job: Which job's run it is; `nil` for one that is independent of all others.
  package mutating func observe(candidate: Double, incumbent: Double, job: Int? = nil) {
    take(incumbent - candidate, job)
  }

  /// Takes the loss of the model that served a run.
  ///
  /// - Parameters:
  ///   - loss: Best told as a difference from the loss of a rule without a model on the same run: jobs then differ
  ///     less.
  ///   - share: Probability with which the candidate was to serve, 0.01...0.99.
  ///   - job: Which job's run it is; `nil` for one that is independent of all others.
  package mutating func observe(
    _ variant: VariantAssignment.Variant, loss: Double, share: Double, job: Int? = nil
  ) {
    guard loss.isFinite else { return }
    let share = min(max(share, 0.01), 0.99)
    let arm = variant == .candidate ? 1 : 0
    let weight = arm == 1 ? -1 / share : 1 / (1 - share)
    take(armMeans[0] - armMeans[1] + weight * (loss - armMeans[arm]), job)
    armCounts[arm] += 1
    armMeans[arm] += (loss - armMeans[arm]) / armCounts[arm]
    if let job { armJobs[arm].insert(job) }
  }

  private mutating func take(_ difference: Double, _ job: Int?) {
    guard difference.isFinite else { return }
    count += 1
    let before = difference - mean
    mean += before / Double(count)
    squares += before * (difference - mean)
    guard let job else {
      products += SIMD3(1, difference, difference * difference)
      return
    }
    let old = jobs[job] ?? .zero
    let new = old + SIMD2(1, difference)
    jobs[job] = new
    products += SIMD3(new.x * new.x, new.x * new.y, new.y * new.y)
    products -= SIMD3(old.x * old.x, old.x * old.y, old.y * old.y)
  }

  /// Observations taken.
  package var observations: Int { count }

  /// Whether there are enough observations, of each model where one serves each run.
  private var isLongEnough: Bool {
    let least = Self.leastObservations
    guard count >= least, jobs.isEmpty || jobs.count >= Self.leastJobs else { return false }
    guard armCounts != [0, 0] else { return true }
    return armCounts.allSatisfy { $0 >= Double(least) }
      && (jobs.isEmpty || armJobs.allSatisfy { $0.count >= Self.leastJobs })
  }

  /// Where the mean loss that the candidate saves lies; `nil` while there are too few observations.
  package var interval: ClosedRange<Double>? {
    guard isLongEnough else { return nil }
    let n = Double(count)
    let alone = squares * n / (n - 1)
    guard !jobs.isEmpty else { return interval(variance: alone, observations: n) }
    let groups = Double(jobs.count)
    let together = products.z - 2 * mean * products.y + mean * mean * products.x
    let variance = max(alone, together * groups / (groups - 1))
    let independent = variance > 0 ? max(groups, n * alone / variance) : n
    return interval(variance: variance, observations: independent, freedom: groups - 1)
  }

  /// - Parameters:
  ///   - variance: Of the sum of all differences.
  ///   - observations: How many independent ones they amount to.
  ///   - freedom: How many numbers the variance was estimated from, less one.
  private func interval(
    variance: Double, observations: Double, freedom: Double = .infinity
  ) -> ClosedRange<Double>? {
    let rho = Self.rho(level)
    let inner = observations * rho * rho + 1
    let normal = (2 * inner / (observations * rho * rho) * log(inner.squareRoot() / level)).squareRoot()
    // The quantile of Student's distribution in place of the normal one, to its first order.
    let student = normal * (1 + (normal * normal + 1) / (4 * freedom))
    let half = variance.squareRoot() * student / Double(count)
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
