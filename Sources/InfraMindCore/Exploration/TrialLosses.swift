#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What each choice of a size would lose in each of the drawn worlds.
struct TrialLosses: Sendable {
  private let sizeCount: Int
  private let objectiveCount: Int
  private let weights: [Double]
  /// Weight of the draw where the size is more than the tolerance from the best, else zero; draw after draw,
  /// in it objective after objective.
  private var misses: [Double]
  /// Weight times excess over the best, limited; in the same order.
  private var excesses: [Double]
  /// Probability of being worse than tolerated, mean over the objectives.
  private(set) var expectedMiss: [Double]
  /// Mean over the objectives, limited as a trial's is.
  private(set) var expectedTrialExcess: [Double]
  /// Expected excess of the best choice that can be made now, mean over the objectives.
  private(set) var leastExcess: Double

  init(_ draws: SizeDraws, sizes: [TrialSize], objectives: [TrialObjective], settings: SizeSearch.Settings) {
    let count = sizes.count
    sizeCount = count
    objectiveCount = objectives.count
    weights = draws.weights
    let columns = count * objectives.count
    misses = [Double](repeating: 0, count: draws.count * columns)
    excesses = misses
    var trial = [Double](repeating: 0, count: count)
    let share = 1 / Double(objectives.count)
    let prices = objectives.map { objective in sizes.map { objective.logValue(logDuration: 0, on: $0) } }
    for draw in 0..<draws.count {
      for objective in objectives.indices {
        let start = draw * columns + objective * count
        var best = Double.infinity
        for size in 0..<count {
          best = min(best, draws.logDurations[draw * count + size] + prices[objective][size])
        }
        for size in 0..<count {
          let value = draws.logDurations[draw * count + size] + prices[objective][size]
          let excess = TrialObjective.excess(value, over: best)
          let weight = draws.weights[draw]
          misses[start + size] = excess > settings.tolerance ? weight : 0
          excesses[start + size] = weight * min(excess, settings.excessLimit)
          trial[size] += weight * min(excess, settings.trialExcessLimit) * share
        }
      }
    }
    expectedTrialExcess = trial
    expectedMiss = []
    leastExcess = 0
    let byObjective = sums(of: misses)
    expectedMiss = (0..<count).map { size in
      objectives.indices.reduce(0) { $0 + byObjective[$1 * count + size] } * share
    }
    leastExcess = meanOfLeast(sums(of: excesses))
  }

  /// Probability of each size to be worse than tolerated, for one objective.
  func expectedMiss(of objective: Int) -> [Double] {
    Array(sums(of: misses)[objective * sizeCount..<(objective + 1) * sizeCount])
  }

  /// What the best choice is expected to lose once a trial has shown its result, mean over the objectives.
  func afterTrial(
    of size: Int, draws: SizeDraws, bins: Int, using generator: inout SeededGenerator
  ) -> (miss: Double, excess: Double) {
    let shown = (0..<draws.count).map {
      draws.logDurations[$0 * sizeCount + size] + SizeBelief.noise * generator.normal()
    }
    let order = shown.indices.sorted { shown[$0] < shown[$1] }
    let columns = sizeCount * objectiveCount
    var miss = 0.0
    var excess = 0.0
    var missSums = [Double](repeating: 0, count: columns)
    var excessSums = missSums
    var passed = 0.0
    var bin = 0
    for (rank, draw) in order.enumerated() {
      let start = draw * columns
      for column in 0..<columns {
        missSums[column] += misses[start + column]
        excessSums[column] += excesses[start + column]
      }
      passed += weights[draw]
      let isLast = rank == order.count - 1
      guard isLast || passed * Double(bins) >= Double(bin + 1) else { continue }
      miss += meanOfLeast(missSums)
      excess += meanOfLeast(excessSums)
      for column in 0..<columns {
        missSums[column] = 0
        excessSums[column] = 0
      }
      bin = max(bin + 1, Int(passed * Double(bins)))
    }
    return (miss, excess)
  }

  private func sums(of values: [Double]) -> [Double] {
    let columns = sizeCount * objectiveCount
    var sums = [Double](repeating: 0, count: columns)
    for draw in weights.indices {
      for column in 0..<columns { sums[column] += values[draw * columns + column] }
    }
    return sums
  }

  private func meanOfLeast(_ sums: [Double]) -> Double {
    guard sizeCount > 0 else { return 0 }
    var total = 0.0
    for objective in 0..<objectiveCount {
      var least = Double.infinity
      for size in 0..<sizeCount { least = min(least, sums[objective * sizeCount + size]) }
      total += least
    }
    return total / Double(objectiveCount)
  }
}
