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
  private let trainer: any TreeTraining
  /// What is asked of the trainer; its objective is replaced.
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

  package func learn(
    _ table: FeatureTable, labels: [Double], objective: TreeTrainingSettings.Objective
  ) throws -> any RowPredicting {
    var settings = settings
    settings.objective = objective
    return try trainer.train(table, labels: labels, weights: nil, settings: settings, continuing: nil)
  }
}
