/// Trains ensembles of trees. The core is handed something that can; the library behind it is none of its business.
package protocol TreeTraining: Sendable {
  /// Trains a model.
  ///
  /// - Parameters:
  ///   - table: What is known of each row.
  ///   - labels: What is to be predicted, one for each row, in the unit that predictions shall have.
  ///   - weights: How much each row counts, not negative; `nil` if all count the same.
  ///   - settings: Objective, number and size of the trees, seed.
  ///   - previous: A model to continue from, by adding trees; `nil` to begin anew.
  /// - Throws: ``TreeTrainingError``.
  func train(
    _ table: FeatureTable, labels: [Double], weights: [Double]?, settings: TreeTrainingSettings,
    continuing previous: TreeModel?
  ) throws -> TreeModel
}

/// How trees are trained. Words and defaults are LightGBM's.
package struct TreeTrainingSettings: Hashable, Sendable {
  /// What is minimised.
  package enum Objective: Hashable, Sendable {
    /// Squared error.
    case mean
    /// Absolute error.
    case median
    /// Pinball loss at a level of 0...1.
    case quantile(Double)
    /// Cross entropy of labels 0 and 1; predictions are probabilities.
    case binary
  }

  /// What is minimised.
  package var objective: Objective
  /// Number of trees.
  package var trees = 400
  /// Most leaves of a tree.
  package var leaves = 31
  /// Step of each tree.
  package var learningRate = 0.05
  /// Fewest rows of a leaf.
  package var leastRowsOfLeaf = 20
  /// Share of the features that a tree may look at, 0...1.
  package var featureShare = 1.0
  /// Share of the rows that a tree is grown on, 0...1; drawn anew for every tree.
  package var rowShare = 1.0
  /// Penalty on the squares of the leaves' values.
  package var shrinkage = 0.0
  /// Seed of all random draws.
  package var seed: UInt64 = 1

  /// Settings for an objective.
  package init(_ objective: Objective) { self.objective = objective }
}
