#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How the values of a feature were spread when a model was trained.
package struct FeatureProfile: Hashable, Sendable {
  /// The feature.
  package var name: String
  /// Inner bounds of the classes, ascending: a value belongs to the first whose bound it does not exceed,
  /// else to the last class.
  package var bounds: [Double]
  /// Share of the rows in each class, one more than bounds, and of those without a value at the end.
  package var shares: [Double]

  /// States a profile.
  package init(name: String, bounds: [Double], shares: [Double]) {
    self.name = name
    self.bounds = bounds
    self.shares = shares
  }

  /// Classes of about equal size, fewer where many values are equal.
  ///
  /// - Parameter classes: Most classes, at least 1.
  package init(of values: [Double], name: String, classes: Int = 10) {
    let sorted = values.filter { !$0.isNaN }.sorted()
    var bounds: [Double] = []
    for index in 1..<max(2, classes) where !sorted.isEmpty {
      let bound = sorted[min(sorted.count - 1, index * sorted.count / max(2, classes))]
      if bound > bounds.last ?? -.infinity, bound < sorted[sorted.count - 1] { bounds.append(bound) }
    }
    self.init(name: name, bounds: bounds, shares: Self.shares(of: values, bounds))
  }

  /// Profiles of all columns of a table.
  package static func profiles(of table: FeatureTable) -> [FeatureProfile] {
    table.features.enumerated().map { index, feature in
      FeatureProfile(
        of: (0..<table.rowCount).map { table.values[$0 * table.features.count + index] }, name: feature.name)
    }
  }

  private static func shares(of values: [Double], _ bounds: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: bounds.count + 2)
    for value in values {
      counts[value.isNaN ? bounds.count + 1 : bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    }
    return counts.map { values.isEmpty ? 0 : $0 / Double(values.count) }
  }

  /// How far new values are spread differently: the population stability index, 0 if not at all.
  ///
  /// Of empty classes half a row is assumed, so the index stays finite.
  ///
  /// - SeeAlso: Siddiqi, "Credit Risk Scorecards", 2006: up to 0.1 nothing, above 0.25 a shift.
  package func stabilityIndex(of values: [Double], trainedOn rows: Int) -> Double {
    guard !values.isEmpty, rows > 0 else { return 0 }
    let now = Self.shares(of: values, bounds)
    return zip(shares, now).reduce(0) { sum, pair in
      guard pair.0 > 0 || pair.1 > 0 else { return sum }
      let before = max(pair.0, 0.5 / Double(rows))
      let after = max(pair.1, 0.5 / Double(values.count))
      return sum + (after - before) * log(after / before)
    }
  }

  /// The index that values of the same spread exceed by luck in about one case of a thousand.
  ///
  /// - SeeAlso: Yurdakul, "Statistical Properties of Population Stability Index", 2018: chi-squared times 1/n
  ///   + 1/m.
  package func luckyIndex(of count: Int, trainedOn rows: Int) -> Double {
    guard count > 0, rows > 0 else { return .infinity }
    let freedom = Double(max(1, shares.count { $0 > 0 } - 1))
    // Wilson and Hilferty's approximation of the quantile of chi-squared; 3.09 is the normal one.
    let root = 1 - 2 / (9 * freedom) + 3.09 * (2 / (9 * freedom)).squareRoot()
    return freedom * root * root * root * (1 / Double(count) + 1 / Double(rows))
  }
}
