#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The lower triangle *L* with *L Lᵀ* = *A* of a symmetric, positive definite matrix *A*.
///
/// It takes *n*³/6 multiplications, once; each solution *n*².
struct CholeskyFactor: Sendable {
  /// *L*; zero above the diagonal.
  let lower: SquareMatrix

  /// Factors a matrix, of which only the lower triangle is read; `nil` unless it is positive definite and
  /// finite.
  init?(_ matrix: SquareMatrix) {
    let size = matrix.size
    var values = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row, column]
        for index in 0..<column { sum -= values[row * size + index] * values[column * size + index] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          values[row * size + row] = sum.squareRoot()
        } else {
          values[row * size + column] = sum / values[column * size + column]
        }
      }
    }
    var lower = SquareMatrix(zeros: size)
    for row in 0..<size { for column in 0...row { lower[row, column] = values[row * size + column] } }
    self.lower = lower
  }

  /// Rows, and columns.
  var size: Int { lower.size }

  /// *x* with *L x* = `right`, *n* values.
  func solvingLower(_ right: [Double]) -> [Double] {
    var solution = right
    for row in 0..<size {
      for column in 0..<row { solution[row] -= lower[row, column] * solution[column] }
      solution[row] /= lower[row, row]
    }
    return solution
  }

  /// *x* with *A x* = `right`, *n* values.
  func solving(_ right: [Double]) -> [Double] {
    var solution = solvingLower(right)
    for row in stride(from: size - 1, through: 0, by: -1) {
      for other in (row + 1)..<max(size, row + 1) { solution[row] -= lower[other, row] * solution[other] }
      solution[row] /= lower[row, row]
    }
    return solution
  }

  /// *L x*: with independent standard normal *x*, a draw with covariance *A*.
  func timesLower(_ vector: [Double]) -> [Double] {
    (0..<size).map { row in
      var sum = 0.0
      for column in 0...row { sum += lower[row, column] * vector[column] }
      return sum
    }
  }

  /// Natural logarithm of the determinant of *A*.
  var logDeterminant: Double {
    var sum = 0.0
    for index in 0..<size { sum += log(lower[index, index]) }
    return 2 * sum
  }
}
