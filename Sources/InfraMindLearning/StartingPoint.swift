internal import InfraMindCore

/// Where training that continues a model begins: its sums, moved to the level of the new labels.
///
/// LightGBM moves to the labels' level only where it begins anew. Without that, labels that all lie on one
/// side of the model (a job that became slower) look all alike to an objective that knows only sides, and no
/// tree would grow.
struct StartingPoint {
  /// One for each row.
  let sums: [Double]
  /// What was added to the model's own sums.
  let shift: Double

  init(
    _ model: TreeModel, _ table: FeatureTable, _ labels: [Double], _ weights: [Double]?,
    _ objective: TreeTrainingSettings.Objective
  ) {
    let own = model.sums(table)
    let errors = zip(labels, own).map { $0 - $1 }
    let weights = weights ?? errors.map { _ in 1 }
    let shift: Double
    switch objective {
    case .mean: shift = Self.mean(errors, weights)
    case .median: shift = Self.quantile(0.5, errors, weights)
    case .quantile(let level): shift = Self.quantile(level, errors, weights)
    case .binary: shift = 0
    }
    self.shift = shift
    sums = own.map { $0 + shift }
  }

  private static func mean(_ values: [Double], _ weights: [Double]) -> Double {
    let total = weights.reduce(0, +)
    return total > 0 ? zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total : 0
  }

  /// The least value that values of at least that share of the weight do not exceed.
  private static func quantile(_ level: Double, _ values: [Double], _ weights: [Double]) -> Double {
    let total = weights.reduce(0, +)
    var passed = 0.0
    for index in values.indices.sorted(by: { values[$0] < values[$1] }) where weights[index] > 0 {
      passed += weights[index]
      if passed >= level * total { return values[index] }
    }
    return 0
  }
}
