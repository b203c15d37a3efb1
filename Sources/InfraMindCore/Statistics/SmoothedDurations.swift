#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Draws durations that lie between and around those seen, so that a bill's steps do not hide its spread.
///
/// Ten runs of 2 min 50 s say that three minutes are billed, and nothing of the run that will take a little longer.
/// Each logarithm is moved by a normal random number of the usual bandwidth (1.06 σ n^-⅕) and drawn towards the
/// middle by as much as that widens the whole, so that the spread stays what it is.
///
/// - SeeAlso: Silverman and Young, "The bootstrap: to smooth or not to smooth?", Biometrika 74 (1987).
struct SmoothedDurations {
  private let logarithms: [Double]
  private let middles: [Double]
  private let bandwidth: Double
  private let shrink: Double

  /// Prepares to draw.
  ///
  /// - Parameters:
  ///   - seconds: Durations, greater than zero.
  ///   - weights: One for each, not negative.
  ///   - groups: Which durations have a common middle: the size of the machine, one for each.
  init(seconds: [Double], weights: [Double], groups: [Double]) {
    let logarithms = seconds.map { log($0) }
    var pairs: [Double: [(value: Double, weight: Double)]] = [:]
    for (index, group) in groups.enumerated() {
      pairs[group, default: []].append((logarithms[index], weights[index]))
    }
    let middleOf = pairs.compactMapValues { WeightedSample($0).median }
    let middles = groups.map { middleOf[$0] ?? 0 }
    let total = weights.reduce(0, +)
    let variance = zip(weights, zip(logarithms, middles)).reduce(0) { sum, pair in
      let distance = pair.1.0 - pair.1.1
      return sum + pair.0 * distance * distance
    }
    let sigma = total > 0 ? (variance / total).squareRoot() : 0
    let factor = 1.06 * pow(max(DecayingWeights.effectiveCount(weights), 1), -0.2)
    self.logarithms = logarithms
    self.middles = middles
    bandwidth = sigma * factor
    shrink = 1 / (1 + factor * factor).squareRoot()
  }

  /// New durations in seconds, one for each given.
  func draw(_ random: inout SeededGenerator) -> [Double] {
    logarithms.indices.map { index in
      let moved = logarithms[index] - middles[index] + bandwidth * random.normal()
      return exp(middles[index] + moved * shrink)
    }
  }
}
