#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A Gaussian process over the logarithm of the objective with expected improvement, after three random
/// sizes.
///
/// - SeeAlso: Alipourfard and others, "CherryPick", NSDI 2017. There the first three come from a Sobol
///   sequence.
struct CherryPickStrategy: SizeStrategy {
  /// Sizes tried before the process speaks.
  static let starts = 3
  /// Lengths, in doublings, of which the likeliest is used.
  static let lengths = [0.5, 1, 2, 4]
  var name: String { "CherryPick" }
  var role: EvaluationTable.Role { .baseline }
  var recommendsUnmeasured: Bool { false }
  var mostSeeds: Int { .max }

  func search(
    _ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64
  ) -> any SizeTaskSearch {
    var generator = SeededGenerator(seed: seed)
    let order = Array(task.sizes.indices).shuffled(using: &generator)
    return CherryPickSearch(sizes: task.sizes, objective: objective, order: order)
  }
}

private struct CherryPickSearch: SizeTaskSearch {
  let sizes: [TrialSize]
  let objective: TrialObjective
  let order: [Int]
  private var tried: [Int] = []
  private var values: [Double] = []
  var hasStopped: Bool { false }

  init(sizes: [TrialSize], objective: TrialObjective, order: [Int]) {
    self.sizes = sizes
    self.objective = objective
    self.order = order
  }

  mutating func take(_ measurement: SizeMeasurement) {
    tried.append(measurement.size)
    values.append(
      objective.logValue(logDuration: measurement.logDuration, on: sizes[measurement.size]))
  }

  func recommendation() -> Int? { nil }

  mutating func next() -> Int? {
    guard tried.count >= CherryPickStrategy.starts else {
      return tried.count < order.count ? order[tried.count] : nil
    }
    let left = sizes.indices.filter { !tried.contains($0) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = max(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count), 1e-6)
    let fitted = CherryPickStrategy.lengths.compactMap { fit(length: $0, mean: mean, variance: variance) }
    guard let best = fitted.max(by: { $0.likelihood < $1.likelihood }) else { return left.first }

    let least = values.min() ?? 0
    let gains = left.map { size -> Double in
      let cross = tried.map { correlation($0, size, best.length) * variance }
      let half = best.factor.solvingLower(cross)
      let expected = mean + zip(half, best.half).reduce(0) { $0 + $1.0 * $1.1 }
      let spread = max(variance - half.reduce(0) { $0 + $1 * $1 }, 1e-12).squareRoot()
      let score = (least - expected) / spread
      let density = exp(-score * score / 2) / (2 * Double.pi).squareRoot()
      return spread * (score * erfc(-score / 2.0.squareRoot()) / 2 + density)
    }
    return zip(left, gains).max { $0.1 < $1.1 }?.0
  }

  private struct Fit {
    var length: Double
    var factor: CholeskyFactor
    var half: [Double]
    var likelihood: Double
  }

  private func fit(length: Double, mean: Double, variance: Double) -> Fit? {
    var matrix = SquareMatrix(symmetric: tried.count) { correlation(tried[$0], tried[$1], length) * variance }
    matrix.addToDiagonal(variance * 0.01)
    guard let factor = CholeskyFactor(matrix) else { return nil }
    let half = factor.solvingLower(values.map { $0 - mean })
    let likelihood = -(half.reduce(0) { $0 + $1 * $1 } + factor.logDeterminant) / 2
    return Fit(length: length, factor: factor, half: half, likelihood: likelihood)
  }

  /// Matérn's correlation of smoothness 5/2; another family is one doubling away.
  private func correlation(_ one: Int, _ two: Int, _ length: Double) -> Double {
    let (first, second) = (sizes[one], sizes[two])
    let parts = first.doublings - second.doublings
    let part = first.partDoublings - second.partDoublings
    let family = first.family == second.family ? 0.0 : 1
    let scaled = (5 * (parts * parts + part * part + family)).squareRoot() / length
    return (1 + scaled + scaled * scaled / 3) * exp(-scaled)
  }
}
