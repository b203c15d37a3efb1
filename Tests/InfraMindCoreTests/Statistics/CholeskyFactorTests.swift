import Testing

@testable import InfraMindCore

@Suite struct CholeskyFactorTests {
  private func matrix(_ rows: [[Double]]) -> SquareMatrix {
    SquareMatrix(symmetric: rows.count) { rows[$0][$1] }
  }

  @Test func `a matrix of two rows is factored and solved as by hand`() throws {
    let factor = try #require(CholeskyFactor(matrix([[4, 2], [2, 3]])))
    #expect(factor.lower[0, 0] == 2)
    #expect(factor.lower[1, 0] == 1)
    #expect(factor.lower[0, 1] == 0)
    #expect(abs(factor.lower[1, 1] - 2.0.squareRoot()) < 1e-15)
    #expect(abs(factor.logDeterminant - 2.0794415416798357) < 1e-12)
    let solution = factor.solving([8, 7])
    #expect(abs(solution[0] - 1.25) < 1e-12)
    #expect(abs(solution[1] - 1.5) < 1e-12)
    let draw = factor.timesLower([1, 0])
    #expect(draw == [2, 1])
  }

  @Test(arguments: [[[1.0, 2], [2, 1]], [[0.0]], [[Double.nan]], [[-1.0]], [[Double.infinity]]])
  func `what is not positive definite has no factor`(_ rows: [[Double]]) {
    #expect(CholeskyFactor(matrix(rows)) == nil)
  }

  @Test func `solving takes a product back`() throws {
    var generator = SeededGenerator(seed: 7)
    let size = 12
    let root = (0..<size).map { _ in (0..<size).map { _ in generator.normal() } }
    var product = SquareMatrix(symmetric: size) { i, j in zip(root[i], root[j]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    product.addToDiagonal(0.1)
    let wanted = (0..<size).map { _ in generator.normal() }
    let right = (0..<size).map { row in (0..<size).reduce(0) { $0 + product[row, $1] * wanted[$1] } }
    let factor = try #require(CholeskyFactor(product))
    for (one, two) in zip(factor.solving(right), wanted) { #expect(abs(one - two) < 1e-8) }
  }

  @Test func `a matrix without rows has an empty factor`() throws {
    let factor = try #require(CholeskyFactor(SquareMatrix(zeros: 0)))
    #expect(factor.solving([]).isEmpty)
    #expect(factor.logDeterminant == 0)
  }
}
