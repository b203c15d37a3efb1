#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A weighted sum of features, learned in small steps: what predicts where no library grows trees.
///
/// Features are centred and scaled as the rows learned from were, held within ±3, and 0 where missing.
package struct LinearModel: RowPredicting {
  private(set) var weights: [Double]
  private(set) var bias = 0.0
  private var centres: [Double]
  private var scales: [Double]
  private let objective: TreeTrainingSettings.Objective
  private var squares: [Double]
  private var biasSquare = 1e-8
  private let step: Double

  init(_ table: FeatureTable, objective: TreeTrainingSettings.Objective, step: Double) {
    let width = table.features.count
    var sums = Array(repeating: 0.0, count: width)
    var counts = sums
    var squareSums = sums
    for index in 0..<table.rowCount {
      for (column, value) in table.row(index).enumerated() where value.isFinite {
        sums[column] += value
        counts[column] += 1
      }
    }
    centres = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    for index in 0..<table.rowCount {
      for (column, value) in table.row(index).enumerated() where value.isFinite {
        squareSums[column] += (value - centres[column]) * (value - centres[column])
      }
    }
    scales = zip(squareSums, counts).map { $1 > 1 && $0 > 0 ? ($1 / $0).squareRoot() : 0 }
    weights = Array(repeating: 0, count: width)
    squares = Array(repeating: 1e-8, count: width)
    self.objective = objective
    self.step = step
  }

  package func predict(_ row: [Double]) -> Double {
    let sum = sum(of: scaled(row))
    return objective == .binary ? 1 / (1 + exp(-sum)) : sum
  }

  func scaled(_ row: some Collection<Double>) -> [Double] {
    var result = Array(repeating: 0.0, count: weights.count)
    for (column, value) in row.enumerated() where column < result.count && value.isFinite {
      result[column] = min(max((value - centres[column]) * scales[column], -3), 3)
    }
    return result
  }

  private func sum(of scaled: [Double]) -> Double {
    var sum = bias
    for column in weights.indices { sum += weights[column] * scaled[column] }
    return sum
  }

  /// Moves against the gradient of one row, less along features that have moved much (AdaGrad).
  ///
  /// - SeeAlso: Duchi, Hazan and Singer, "Adaptive subgradient methods", JMLR 12 (2011).
  mutating func learn(_ scaled: [Double], label: Double) {
    let slope = slope(at: sum(of: scaled), label)
    guard slope != 0 else { return }
    for column in weights.indices where scaled[column] != 0 {
      let gradient = slope * scaled[column]
      squares[column] += gradient * gradient
      weights[column] -= step * gradient / squares[column].squareRoot()
    }
    biasSquare += slope * slope
    bias -= step * slope / biasSquare.squareRoot()
  }

  private func slope(at sum: Double, _ label: Double) -> Double {
    switch objective {
    case .mean: return sum - label
    case .median: return sum > label ? 1 : -1
    case .quantile(let level): return sum >= label ? 1 - level : -level
    case .binary: return 1 / (1 + exp(-sum)) - label
    }
  }

  /// The mean of several states of a model, steadier than the last one.
  ///
  /// - SeeAlso: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992.
  mutating func average(_ states: [(weights: [Double], bias: Double)]) {
    guard !states.isEmpty else { return }
    let share = 1 / Double(states.count)
    for column in weights.indices { weights[column] = states.reduce(0) { $0 + $1.weights[column] } * share }
    bias = states.reduce(0) { $0 + $1.bias } * share
  }
}

/// Learns weighted sums.
package struct LinearLearning: RowLearning {
  /// How often all rows are gone through.
  package var passes = 6
  /// Seed of the order of the rows.
  package var seed: UInt64 = 1

  package init() {}

  package func learn(
    _ table: FeatureTable, labels: [Double], objective: TreeTrainingSettings.Objective
  ) throws -> any RowPredicting {
    var model = LinearModel(table, objective: objective, step: objective == .binary ? 0.03 : 0.01)
    let rows = (0..<min(table.rowCount, labels.count)).map { model.scaled(table.row($0)) }
    var order = Array(rows.indices)
    var generator = SeededGenerator(seed: seed)
    var states: [(weights: [Double], bias: Double)] = []
    for pass in 0..<passes {
      order.shuffle(using: &generator)
      for (place, index) in order.enumerated() {
        model.learn(rows[index], label: labels[index])
        guard pass >= passes / 2, place % 500 == 0 else { continue }
        states.append((model.weights, model.bias))
      }
    }
    model.average(states)
    return model
  }
}
