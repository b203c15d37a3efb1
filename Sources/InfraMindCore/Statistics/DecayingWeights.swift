#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Weights that make runs count less as they age.
enum DecayingWeights {
  /// Weights runs so that each loses half its weight every `halfLife`.
  ///
  /// - Parameters:
  ///   - ages: Age of each run in seconds, in any order; a negative age counts as zero.
  ///   - halfLife: In seconds, greater than zero.
  /// - Returns: One weight in 0...1 for each age; they do not sum to one.
  /// - SeeAlso: Kubernetes VPA, `pkg/recommender/util/decaying_histogram.go`.
  static func weights(ages: [Double], halfLife: Double) -> [Double] {
    precondition(halfLife > 0, "half-life must be positive")
    return ages.map { exp2(-max(0, $0) / halfLife) }
  }

  /// How many equally weighted observations these weights are worth: (Σw)² / Σw²; 0 without weight.
  ///
  /// - SeeAlso: Kish, "Survey Sampling", 1965.
  static func effectiveCount(_ weights: [Double]) -> Double {
    let sum = weights.reduce(0, +)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    return squares > 0 ? sum * sum / squares : 0
  }
}
