#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What other jobs teach about a new one: a mixture of Gaussians over the durations at all sizes.
///
/// Every job that was seen is one hypothesis, "the new one scales like this one, give or take"; one more is
/// the mean of all, drawn towards the physics of ``DurationSurface``, and one is that physics alone, for a
/// job unlike all others. Each stands for three amounts of irregularity, where memory is known with and
/// without cliffs, and where there are several families once more for a job that one of them suits far better.
/// The groups of jobs have equal votes; a job that works on far less or far more input has
/// less of one. Which hypotheses hold is left to the measurements.
package struct SizeExperience: Sendable {
  /// Standard deviation of the irregular part of one size when the profiles are smoothed.
  static let profileNoise = 0.06
  /// Least and most of the squared residual that counts for the irregularity of one size.
  static let residualBounds = 0.0009...0.25
  /// Residuals of a fit are smaller than those of what was not fitted.
  static let residualInflation = 1.3
  /// Factors on the irregularity, and their probabilities.
  static let irregularities: [(factor: Double, probability: Double)] = [(1.0 / 4, 0.3), (1, 0.4), (4, 0.3)]
  /// Probability that memory has cliffs, and their standard deviation.
  static let cliffProbability = 0.35
  static let cliffSpread = 0.55
  /// Probability that one family suits the job far better than another.
  static let familyProbability = 0.15
  /// How much less than any two jobs a job differs from one of the hypotheses.
  static let deviation = 0.6
  /// Standard deviation of the level around a profile's own, as the logarithm of the duration.
  static let deviationLevel = 1.0
  /// Votes of each group's own jobs, of the mean of all groups, and of the physics, for each group.
  static let votes = (jobs: 0.3, mean: 1.0, physics: 1.0)
  /// Votes of the physics in the mean of all groups.
  static let physicsVotes = 5.0
  /// Doublings of input over which the similarity of jobs fades.
  static let inputLength = 2.0

  private struct Fit: Sendable {
    var profile: SizeProfile
    var mean: [Double]
    var covariance: SquareMatrix
    var squaredResidual: Double
  }

  /// The sizes, in the order of every profile.
  package let sizes: [TrialSize]
  private let surface: DurationSurface
  private let fits: [Fit]

  /// Learns from profiles over the same sizes.
  ///
  /// It takes one factorisation for each profile. Profiles of another length, or without a duration, are left
  /// out.
  package init(sizes: [TrialSize], profiles: [SizeProfile]) {
    self.sizes = sizes
    let surface = DurationSurface(sizes)
    self.surface = surface
    let usable = profiles.filter {
      $0.logDurations.count == sizes.count && $0.logDurations.contains { $0 != nil }
    }
    let wide = surface.covariance(
      level: DurationSurface.levelSpread, scale: 1, cliff: Self.cliffSpread * 0.7)
    fits = usable.compactMap { Self.fit($0, shape: surface.shape, covariance: wide) }
  }

  /// How many jobs it rests on.
  package var profileCount: Int { fits.count }

  private static func fit(_ profile: SizeProfile, shape: [Double], covariance: SquareMatrix) -> Fit? {
    let seen = profile.logDurations.indices.filter { profile.logDurations[$0] != nil }
    let logs = seen.compactMap { profile.logDurations[$0] }
    // The level is the profile's own, whatever the unit of time.
    let level = zip(logs, seen).reduce(0) { $0 + $1.0 - shape[$1.1] } / Double(seen.count)
    var observed = covariance.restricted(to: seen)
    observed.addToDiagonal(profileNoise * profileNoise)
    guard let factor = CholeskyFactor(observed) else { return nil }

    let scaled = factor.solvingLower(zip(logs, seen).map { $0 - shape[$1] - level })
    let columns = (0..<covariance.size).map { size in
      factor.solvingLower(seen.map { covariance[$0, size] })
    }
    let mean = columns.indices.map { shape[$0] + level + dot(columns[$0], scaled) }
    let rest = SquareMatrix(symmetric: covariance.size) {
      covariance[$0, $1] - dot(columns[$0], columns[$1])
    }
    let squares = zip(logs, seen).map { min(pow($0 - mean[$1], 2), residualBounds.upperBound) }
    return Fit(
      profile: profile, mean: mean, covariance: rest,
      squaredResidual: squares.reduce(0, +) / Double(squares.count))
  }

  private static func dot(_ one: [Double], _ two: [Double]) -> Double {
    var sum = 0.0
    for index in one.indices { sum += one[index] * two[index] }
    return sum
  }
}

extension SizeExperience {
  /// What is believed of a job before its first run.
  ///
  /// - Parameters:
  ///   - wanted: Numbers of the sizes that are in question, in the order of the belief.
  ///   - group: A group that must not teach, such as the job's own when methods are compared; `nil` for none.
  ///   - inputDoublings: Size of the job's input; `nil` if unknown.
  ///   - level: Natural logarithm of a typical duration, used where no job was seen.
  func belief(
    over wanted: [Int], withoutGroup group: String?, inputDoublings: Double?, level: Double
  ) -> SizeBelief {
    let teachers = fits.filter { $0.profile.group != group }
    var votes: [String: Double] = [:]
    for fit in teachers { votes[fit.profile.group, default: 0] += 1 }
    let shares = teachers.map { 1 / (votes[$0.profile.group] ?? 1) }
    let weights = zip(teachers, shares).map { fit, share in
      share * Self.similarity(fit.profile.inputDoublings, inputDoublings)
    }
    let irregular = irregularity(of: teachers, shares: shares)
    let centre = centre(of: teachers, level: level)
    let middle = mean(of: teachers, weights: weights, centre: centre)
    let plain = surface.shape.map { $0 + centre }
    let groups = Double(max(1, votes.count))

    var components: [SizeBelief.Component] = []
    for (cliff, family, share) in kinds(over: wanted) {
      let wide = surface.covariance(
        level: DurationSurface.levelSpread, scale: 1, cliff: cliff, family: family
      ).restricted(to: wanted)
      let near = surface.covariance(
        level: Self.deviationLevel, scale: Self.deviation, cliff: cliff, family: family
      ).restricted(to: wanted)
      let around = teachers.map { $0.covariance.restricted(to: wanted).adding(near) }
      for (factor, probability) in Self.irregularities {
        let variance = irregular * factor * factor
        func add(_ weight: Double, _ mean: [Double], _ covariance: SquareMatrix) {
          guard weight > 1e-4 else { return }
          var covariance = covariance
          covariance.addToDiagonal(variance)
          components.append(
            SizeBelief.Component(
              weight: weight * share * probability, mean: wanted.map { mean[$0] }, covariance: covariance
            ))
        }
        for index in teachers.indices {
          add(Self.votes.jobs * weights[index], teachers[index].mean, around[index])
        }
        add(Self.votes.mean * groups, middle, wide)
        add(Self.votes.physics * groups, plain, wide)
      }
    }
    return SizeBelief(components)
  }

  /// With and without cliffs of memory, and families that differ as usual or far more, where there are any.
  private func kinds(over wanted: [Int]) -> [(cliff: Double, family: Double, share: Double)] {
    typealias Choice = (spread: Double, share: Double)
    let cliffs: [Choice] =
      surface.knowsMemory
      ? [(0, 1 - Self.cliffProbability), (Self.cliffSpread, Self.cliffProbability)] : [(0, 1)]
    let (usual, unusual) = DurationSurface.familySpread
    let families: [Choice] =
      Set(wanted.map { sizes[$0].family }).count > 1
      ? [(usual, 1 - Self.familyProbability), (unusual, Self.familyProbability)] : [(usual, 1)]
    return cliffs.flatMap { cliff in
      families.map { (cliff.spread, $0.spread, cliff.share * $0.share) }
    }
  }

  private static func similarity(_ one: Double?, _ two: Double?) -> Double {
    guard let one, let two else { return 1 }
    let distance = (one - two) / inputLength
    return exp(-distance * distance / 2)
  }

  private func irregularity(of teachers: [Fit], shares: [Double]) -> Double {
    let total = shares.reduce(0, +)
    guard total > 0 else { return 0.01 }
    let sum = zip(teachers, shares).reduce(0) { $0 + $1.0.squaredResidual * $1.1 }
    return max(sum / total * Self.residualInflation, Self.residualBounds.lowerBound)
  }

  /// Level of the durations on average, over the shape of the surface.
  private func centre(of teachers: [Fit], level: Double) -> Double {
    guard !teachers.isEmpty, !sizes.isEmpty else { return level }
    let shape = surface.shape
    let sum = teachers.reduce(0) { sum, fit in
      sum + zip(fit.mean, shape).reduce(0) { $0 + $1.0 - $1.1 } / Double(shape.count)
    }
    return sum / Double(teachers.count)
  }

  private func mean(of teachers: [Fit], weights: [Double], centre: Double) -> [Double] {
    let shape = surface.shape
    let total = weights.reduce(0, +)
    return shape.indices.map { size in
      let sum = zip(teachers, weights).reduce(0) { $0 + $1.0.mean[size] * $1.1 }
      return (sum + Self.physicsVotes * (shape[size] + centre)) / (total + Self.physicsVotes)
    }
  }
}
