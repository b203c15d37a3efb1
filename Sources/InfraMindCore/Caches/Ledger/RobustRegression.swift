/// Linear regression whose large residuals count less, for one small design and many responses.
///
/// - SeeAlso: Holland and Welsch, "Robust regression using iteratively reweighted least-squares", 1977;
///   Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.5, for Student's tail.
struct RobustRegression {
  /// Coefficients and their covariance.
  struct Fit {
    var coefficients: [Double]
    var covariance: [[Double]]
    /// How far apart the responses lie.
    var range: Double

    /// A weighted sum of coefficients, by their column, with its standard error.
    func estimate(_ combination: [Int: Double]) -> CacheSavings.Estimate {
      var (mean, variance) = (0.0, 0.0)
      for (left, weight) in combination {
        mean += weight * coefficients[left + 1]
        for (right, other) in combination { variance += weight * other * covariance[left + 1][right + 1] }
      }
      return CacheSavings.Estimate(mean: mean, standardError: max(0, variance).squareRoot())
    }
  }

  private let rows: [[Double]]
  private static let tail = 2.326

  /// A design: one row for each observation, without the constant, all of one length.
  init(_ rows: [[Double]]) { self.rows = rows.map { [1] + $0 } }

  /// Fits responses, one for each row; `nil` with fewer rows than would tell, or values that are not finite.
  func fit(_ responses: [Double]) -> Fit? {
    guard let size = rows.first?.count, rows.count > size + 3, responses.allSatisfy(\.isFinite) else {
      return nil
    }
    var weights = [Double](repeating: 1, count: rows.count)
    var coefficients: [Double] = []
    var inverse: [[Double]] = []
    // No effect is larger than all that was seen to vary: where columns cannot be told apart, that is all known.
    let range = max((responses.max() ?? 0) - (responses.min() ?? 0), 0.1)
    var scale = range / 4
    for _ in 0..<6 {
      let ridge = min(max(max(scale * scale, 25e-6) / (range * range), 1e-9), 1)
      guard let solved = solve(responses, weights, size, ridge) else { return nil }
      (coefficients, inverse) = solved
      let residuals = zip(rows, responses).map { row, response in
        response - zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
      }
      scale = 1.4826 * (WeightedSample(residuals.map(abs)).median ?? 0)
      guard scale > 1e-9 else { break }
      weights = residuals.map { abs($0) <= 1.345 * scale ? 1 : 1.345 * scale / abs($0) }
    }
    let freedom = Double(rows.count - size)
    let residuals = zip(rows, responses).map { row, response in
      response - zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let squares = zip(residuals, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    // Of few rows neither measure of the spread is sure: the larger, widened as Student's distribution is wider
    // than the normal one where one in a hundred lies beyond. Times are told to a hundredth of a second at best.
    let wider = 1 + (Self.tail * Self.tail + 1) / (4 * freedom)
    let variance = max(scale * scale * Double(rows.count) / freedom, squares / freedom, 25e-6) * wider * wider
    return Fit(
      coefficients: coefficients, covariance: inverse.map { $0.map { $0 * variance } }, range: range)
  }

  /// Weighted least squares with a ridge: what the coefficients' spread is held to be beforehand, in the noise's
  /// terms, which only columns that cannot be told apart feel.
  private func solve(_ responses: [Double], _ weights: [Double], _ size: Int, _ ridge: Double)
    -> ([Double], [[Double]])?
  {
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: 2 * size), count: size)
    var right = [Double](repeating: 0, count: size)
    for (row, (response, weight)) in zip(rows, zip(responses, weights)) {
      for i in 0..<size where row[i] != 0 {
        right[i] += weight * row[i] * response
        for j in 0..<size { matrix[i][j] += weight * row[i] * row[j] }
      }
    }
    for i in 0..<size {
      matrix[i][i] += i == 0 ? 0 : ridge
      matrix[i][size + i] = 1
    }
    guard Self.eliminate(&matrix, size) else { return nil }
    let inverse = matrix.map { Array($0[size...]) }
    let coefficients = inverse.map { row in zip(row, right).reduce(0) { $0 + $1.0 * $1.1 } }
    return (coefficients, inverse)
  }

  /// Gauss and Jordan's elimination with pivots; whether the matrix had an inverse.
  private static func eliminate(_ matrix: inout [[Double]], _ size: Int) -> Bool {
    for column in 0..<size {
      let pivot = (column..<size).max { abs(matrix[$0][column]) < abs(matrix[$1][column]) } ?? column
      guard abs(matrix[pivot][column]) > 1e-12 else { return false }
      matrix.swapAt(column, pivot)
      let divisor = matrix[column][column]
      matrix[column] = matrix[column].map { $0 / divisor }
      for other in 0..<size where other != column && matrix[other][column] != 0 {
        let factor = matrix[other][column]
        for place in column..<(2 * size) { matrix[other][place] -= factor * matrix[column][place] }
      }
    }
    return true
  }
}
