#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// An ensemble of decision trees, read from the text that LightGBM writes.
///
/// Predictions are LightGBM's own but for the last bits: the same comparisons, the same treatment of missing
/// values, of zeros and of categories; only the order in which the trees' values are added up is another.
///
/// - SeeAlso: LightGBM 4.7.0, `include/LightGBM/tree.h` and `src/boosting/gbdt_model_text.cpp`.
package struct TreeModel: Sendable {
  /// What its predictions are.
  package enum Objective: Hashable, Sendable {
    /// The sum of the trees, in the unit of the labels: `regression`, `regression_l1` and `quantile`.
    case value(String)
    /// A probability: 1 / (1 + e^(−steepness · sum)), of `binary`.
    case probability(steepness: Double)
  }

  /// The text it was read from.
  package let text: String
  /// Names of the features, in the order of a row.
  package let featureNames: [String]
  /// What its predictions are.
  package let objective: Objective
  private let trees: FlatTrees

  /// Reads a model.
  ///
  /// Read are models of one output whose trees have constant leaves, as LightGBM 4 writes them for the
  /// objectives `regression`, `regression_l1`, `quantile` and `binary`. What follows the trees, the settings
  /// of the training, is not looked at.
  ///
  /// - Throws: ``TreeModelError``, for whatever cannot be walked safely: no text makes a prediction crash or
  ///   never end.
  package init(text: String) throws(TreeModelError) {
    var reader = TreeModelReader(text)
    let header = try reader.header()
    var trees = FlatTrees(featureCount: header.featureNames.count)
    while let tree = try reader.tree() {
      guard trees.add(tree, features: header.featureNames.count) else {
        throw reader.damaged("the nodes of a tree, whose last line this is, do not make a tree")
      }
    }
    trees.arrange()
    self.text = text
    self.trees = trees
    featureNames = header.featureNames
    objective = header.objective
  }

  /// How many trees there are.
  package var treeCount: Int { trees.count }

  /// Share of the trees' nodes that ask for each feature, by name; features that no node asks for are
  /// missing.
  package var splitShares: [String: Double] {
    let counts = trees.splitCounts
    let all = Double(max(1, counts.reduce(0, +)))
    let shares = zip(featureNames, counts).filter { $1 > 0 }.map { ($0, Double($1) / all) }
    return Dictionary(shares, uniquingKeysWith: +)
  }

  /// How many leaves a tree has; none if there is no such tree.
  package func leafCount(ofTree index: Int) -> Int { trees.leafCount(ofTree: index) }

  /// Predicts a row.
  ///
  /// - Parameter row: A value for each feature, in their order, NaN where it is missing; what a short row
  ///   lacks is missing too, and what it has too much is not looked at.
  package func predict(_ row: [Double]) -> Double {
    row.withUnsafeBufferPointer { transformed(trees.sum($0)) }
  }

  /// Predicts a row of a table.
  package func predict(_ row: ArraySlice<Double>) -> Double {
    row.withUnsafeBufferPointer { transformed(trees.sum($0)) }
  }

  /// Predicts every row of a table, whose columns are the model's in their order.
  package func predict(_ table: FeatureTable) -> [Double] { sums(table).map(transformed) }

  /// The sums of the trees, before they become probabilities: what training continues from.
  package func sums(_ table: FeatureTable) -> [Double] {
    let width = table.features.count
    return table.values.withUnsafeBufferPointer { values in
      (0..<table.rowCount).map { index in
        trees.sum(UnsafeBufferPointer(rebasing: values[index * width..<(index + 1) * width]))
      }
    }
  }

  private func transformed(_ sum: Double) -> Double {
    switch objective {
    case .value: sum
    case .probability(let steepness): 1 / (1 + exp(-steepness * sum))
    }
  }
}
