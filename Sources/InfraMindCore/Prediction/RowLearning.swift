/// Predicts a number from a row of features.
package protocol RowPredicting: Sendable {
  /// The prediction for a row, whose values stand in the order of the features learned from.
  func predict(_ row: [Double]) -> Double
}

extension TreeModel: RowPredicting {}

/// Learns to predict a number from rows of features.
package protocol RowLearning: Sendable {
  /// Learns.
  ///
  /// - Parameters:
  ///   - table: What is known of each row.
  ///   - labels: What is to be predicted, one for each row.
  ///   - objective: What is minimised.
  func learn(
    _ table: FeatureTable, labels: [Double], objective: TreeTrainingSettings.Objective
  ) throws -> any RowPredicting
}

/// Learns by growing trees.
package struct TreeLearning: RowLearning {
  /// How many models tell a risk together, each of another seed: of one alone the order of risks within a job depends
  /// much on the seed.
  static let riskModels = 2

  private let trainer: any TreeTraining
  /// How trees are grown; the objective, and for risks the number and size of the trees, are replaced.
  package var settings: TreeTrainingSettings

  /// Learns with a trainer: many small trees, each of which sees a part of the rows and of the features.
  package init(_ trainer: any TreeTraining) {
    self.trainer = trainer
    settings = TreeTrainingSettings(.median)
    settings.trees = 400
    settings.leaves = 15
    settings.learningRate = 0.045
    settings.leastRowsOfLeaf = 50
    settings.featureShare = 0.3
    settings.rowShare = 0.7
  }

  /// Learns.
  package func learn(
    _ table: FeatureTable, labels: [Double], objective: TreeTrainingSettings.Objective
  ) throws -> any RowPredicting {
    var settings = settings
    settings.objective = objective
    guard objective == .binary else { return try train(table, labels, settings) }
    // Whether a run fails is told by less than how long it takes: smaller trees.
    settings.leaves = max(2, settings.leaves / 2)
    settings.featureShare *= 2.0 / 3
    var models: [TreeModel] = []
    for member in 0..<Self.riskModels {
      settings.seed = self.settings.seed &+ UInt64(member)
      models.append(try train(table, labels, settings))
    }
    return MeanOfModels(models: models)
  }

  private func train(
    _ table: FeatureTable, _ labels: [Double], _ settings: TreeTrainingSettings
  ) throws -> TreeModel {
    try trainer.train(table, labels: labels, weights: nil, settings: settings, continuing: nil)
  }
}

/// The mean of what several models predict.
private struct MeanOfModels: RowPredicting {
  let models: [TreeModel]

  func predict(_ row: [Double]) -> Double {
    models.reduce(0) { $0 + $1.predict(row) } / Double(max(models.count, 1))
  }
}
