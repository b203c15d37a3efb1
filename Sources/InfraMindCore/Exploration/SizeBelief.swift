#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What is believed of one job's durations at some sizes: a mixture of Gaussians over their logarithms.
///
/// A measurement moves every component by the rule of conditioning and weighs it by how well it foresaw the
/// value.
struct SizeBelief: Sendable {
  /// One hypothesis.
  struct Component: Sendable {
    /// Probability up to a factor, greater than zero; in logarithms, lest many measurements make it vanish.
    var logWeight: Double
    /// Mean at each size.
    var mean: [Double]
    /// Covariance between sizes.
    var covariance: SquareMatrix

    /// States a hypothesis.
    init(weight: Double, mean: [Double], covariance: SquareMatrix) {
      logWeight = log(weight)
      self.mean = mean
      self.covariance = covariance
    }
  }

  /// Standard deviation of the logarithm of a duration when a size is run again.
  static let noise = 0.02

  private(set) var components: [Component]

  /// A belief; probabilities are made to sum to one.
  init(_ components: [Component]) {
    self.components = components
    normalise()
  }

  /// How many sizes it is about.
  var sizeCount: Int { components.first?.mean.count ?? 0 }

  /// Probability of each component.
  var probabilities: [Double] { components.map { exp($0.logWeight) } }

  /// Mean of the logarithm of the duration at each size.
  var mean: [Double] {
    (0..<sizeCount).map { size in
      components.reduce(0) { $0 + exp($1.logWeight) * $1.mean[size] }
    }
  }

  /// Takes a run in; one at an unknown size changes nothing.
  mutating func condition(on measurement: SizeMeasurement) {
    let size = measurement.size
    guard size < sizeCount else { return }
    for index in components.indices {
      let variance = components[index].covariance[size, size] + Self.noise * Self.noise
      let surprise = measurement.logDuration - components[index].mean[size]
      components[index].logWeight -= (log(variance) + surprise * surprise / variance) / 2
      let column = (0..<sizeCount).map { components[index].covariance[$0, size] }
      for other in column.indices { components[index].mean[other] += column[other] * surprise / variance }
      components[index].covariance.subtractOuter(column, scaledBy: 1 / variance)
    }
    normalise()
  }

  /// Draws durations, and leaves out for good what is too improbable for one draw out of `count`.
  ///
  /// - Parameter isFirst: Each component gets a draw, however improbable, lest the first measurement has
  ///   nothing to speak for.
  mutating func draws(_ count: Int, isFirst: Bool, using generator: inout SeededGenerator) -> SizeDraws {
    var counts = probabilities.map { max(isFirst ? 1 : 0, Int(($0 * Double(count)).rounded())) }
    if !counts.contains(where: { $0 > 0 }) { counts = counts.map { _ in 1 } }
    components = zip(components, counts).filter { $0.1 > 0 }.map(\.0)
    counts = counts.filter { $0 > 0 }
    normalise()

    var draws = SizeDraws(sizeCount: sizeCount)
    for (component, count) in zip(components, counts) {
      var covariance = component.covariance
      covariance.addToDiagonal(1e-7)
      let factor = CholeskyFactor(covariance)
      let weight = exp(component.logWeight) / Double(count)
      for _ in 0..<count {
        let normals = (0..<sizeCount).map { _ in generator.normal() }
        let moved = factor?.timesLower(normals) ?? normals.map { _ in 0 }
        draws.append(zip(component.mean, moved).map { $0 + $1 }, weight: weight)
      }
    }
    return draws
  }

  private mutating func normalise() {
    let highest = components.map(\.logWeight).max() ?? 0
    let total = components.reduce(0) { $0 + exp($1.logWeight - highest) }
    guard total > 0, total.isFinite else { return }
    for index in components.indices { components[index].logWeight -= highest + log(total) }
  }
}

/// Durations drawn from a belief, with weights that sum to one.
struct SizeDraws: Sendable {
  let sizeCount: Int
  /// Logarithms, draw after draw.
  private(set) var logDurations: [Double] = []
  private(set) var weights: [Double] = []

  init(sizeCount: Int) { self.sizeCount = sizeCount }

  var count: Int { weights.count }

  mutating func append(_ values: [Double], weight: Double) {
    logDurations += values
    weights.append(weight)
  }
}
