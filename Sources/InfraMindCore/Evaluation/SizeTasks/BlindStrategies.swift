#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Sizes in random order.
struct RandomStrategy: SizeStrategy {
  var name: String { "random" }
  var role: EvaluationTable.Role { .baseline }
  var recommendsUnmeasured: Bool { false }
  var mostSeeds: Int { .max }

  func search(
    _ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64
  ) -> any SizeTaskSearch {
    var generator = SeededGenerator(seed: seed)
    return FixedOrder(left: Array(task.sizes.indices).shuffled(using: &generator))
  }
}

/// The size that is best on average for other jobs, then the second best, and so on.
struct BestOnAverageStrategy: SizeStrategy {
  var name: String { "best on average" }
  var role: EvaluationTable.Role { .baseline }
  var recommendsUnmeasured: Bool { false }
  var mostSeeds: Int { 1 }

  func search(
    _ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64
  ) -> any SizeTaskSearch {
    let scores = TaskProfiles(task, objective, teachers).averages
    return FixedOrder(left: task.sizes.indices.sorted { (scores[$0], $0) < (scores[$1], $1) })
  }
}

private struct FixedOrder: SizeTaskSearch {
  var left: [Int]
  var hasStopped: Bool { false }
  mutating func next() -> Int? { left.isEmpty ? nil : left.removeFirst() }
  mutating func take(_ measurement: SizeMeasurement) {}
  func recommendation() -> Int? { nil }
}

/// The smallest and the largest size, then those that a fit of a + b/n + c·n calls best.
///
/// The coefficients are not negative; *n* is the size in units of the smallest kind of part.
struct AmdahlFitStrategy: SizeStrategy {
  var name: String { "Amdahl fit" }
  var role: EvaluationTable.Role { .baseline }
  var recommendsUnmeasured: Bool { true }
  var mostSeeds: Int { 1 }

  func search(
    _ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64
  ) -> any SizeTaskSearch { AmdahlSearch(sizes: task.sizes, objective: objective) }
}

private struct AmdahlSearch: SizeTaskSearch {
  let sizes: [TrialSize]
  let objective: TrialObjective
  private var measured: [SizeMeasurement] = []
  var hasStopped: Bool { false }

  init(sizes: [TrialSize], objective: TrialObjective) {
    self.sizes = sizes
    self.objective = objective
  }

  private func units(_ size: Int) -> Double { exp2(sizes[size].doublings + sizes[size].partDoublings) }

  mutating func next() -> Int? {
    let tried = Set(measured.map(\.size))
    let left = sizes.indices.filter { !tried.contains($0) }
    switch measured.count {
    case 0: return left.first
    case 1: return left.last
    default:
      let values = predicted
      return left.min { values[$0] < values[$1] }
    }
  }

  mutating func take(_ measurement: SizeMeasurement) { measured.append(measurement) }

  func recommendation() -> Int? {
    guard measured.count > 1 else { return measured.first?.size }
    let values = predicted
    return values.indices.min { values[$0] < values[$1] }
  }

  /// Logarithm of the objective at each size: as measured where that is so.
  private var predicted: [Double] {
    let seen = Dictionary(measured.map { ($0.size, $0.logDuration) }, uniquingKeysWith: { $1 })
    let best = fit
    return sizes.indices.map { size in
      let (one, inverse, linear) = (best[0], best[1] / units(size), best[2] * units(size))
      let logarithm = seen[size] ?? log(max(one + inverse + linear, 1e-9))
      return objective.logValue(logDuration: logarithm, on: sizes[size])
    }
  }

  /// The best of the least-squares fits with some coefficients zero, none negative; errors are relative.
  private var fit: [Double] {
    var best: (error: Double, coefficients: [Double]) = (.infinity, [0, 0, 0])
    for mask in 1..<8 {
      let used = (0..<3).filter { mask & (1 << $0) != 0 }
      guard used.count <= measured.count else { continue }
      let rows = measured.map { run -> [Double] in
        let n = units(run.size)
        let terms = [1, 1 / n, n]
        return used.map { terms[$0] / exp(run.logDuration) }
      }
      var normal = SquareMatrix(symmetric: used.count) { i, j in rows.reduce(0) { $0 + $1[i] * $1[j] } }
      let scale = (0..<used.count).map { normal[$0, $0] }.max() ?? 1
      normal.addToDiagonal(1e-12 * scale)
      let right = used.indices.map { column in rows.reduce(0) { $0 + $1[column] } }
      guard let factor = CholeskyFactor(normal) else { continue }
      let solution = factor.solving(right)
      guard solution.allSatisfy({ $0 >= 0 }) else { continue }
      let error = rows.reduce(0) { sum, row in
        let off = zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 } - 1
        return sum + off * off
      }
      guard error < best.error - 1e-12 else { continue }
      var all = [0.0, 0, 0]
      for (place, value) in zip(used, solution) { all[place] = value }
      best = (error, all)
    }
    return best.coefficients
  }
}
