/// Rows of numbers that a model learns from or predicts: one column for each feature, by name.
package struct FeatureTable: Sendable {
  /// One feature.
  package struct Feature: Hashable, Sendable {
    /// Its name, without spaces.
    package var name: String
    /// Whether its values are numbers of categories, whole and not negative, which have no order.
    package var isCategorical: Bool

    /// Names a feature.
    package init(_ name: String, isCategorical: Bool = false) {
      self.name = name
      self.isCategorical = isCategorical
    }
  }

  /// The features, in the order of a row.
  package let features: [Feature]
  /// All values, row after row; NaN where a value is missing.
  package private(set) var values: [Double] = []

  /// An empty table.
  package init(features: [Feature]) { self.features = features }

  /// How many rows there are.
  package var rowCount: Int { features.isEmpty ? 0 : values.count / features.count }

  /// Adds a row: one value for each feature, else it is left out and `false` is returned.
  @discardableResult
  package mutating func append(_ row: [Double]) -> Bool {
    guard row.count == features.count else { return false }
    values += row
    return true
  }

  /// The values of a row, which must exist.
  package func row(_ index: Int) -> ArraySlice<Double> {
    values[index * features.count..<(index + 1) * features.count]
  }
}
