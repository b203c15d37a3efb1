/// A small dense square matrix, row after row.
struct SquareMatrix: Hashable, Sendable {
  /// Rows, and columns.
  let size: Int
  /// `size` × `size` values, row after row.
  private(set) var values: [Double]

  /// A matrix of zeros; a negative size counts as zero.
  init(zeros size: Int) {
    self.size = max(0, size)
    values = [Double](repeating: 0, count: self.size * self.size)
  }

  /// A symmetric matrix, whose entry is asked for once on and below the diagonal.
  init(symmetric size: Int, _ entry: (_ row: Int, _ column: Int) -> Double) {
    self.init(zeros: size)
    for row in 0..<self.size {
      for column in 0...row {
        let value = entry(row, column)
        values[row * self.size + column] = value
        values[column * self.size + row] = value
      }
    }
  }

  /// An entry; both from 0.
  subscript(_ row: Int, _ column: Int) -> Double {
    get { values[row * size + column] }
    set { values[row * size + column] = newValue }
  }

  /// Rows and columns of these numbers, in this order.
  func restricted(to indices: [Int]) -> SquareMatrix {
    SquareMatrix(symmetric: indices.count) { self[indices[$0], indices[$1]] }
  }

  /// The sum of two symmetric matrices of the same size.
  func adding(_ other: SquareMatrix) -> SquareMatrix {
    var sum = self
    for index in sum.values.indices { sum.values[index] += other.values[index] }
    return sum
  }

  /// Adds a value to each entry of the diagonal.
  mutating func addToDiagonal(_ value: Double) {
    for index in 0..<size { values[index * size + index] += value }
  }

  /// Takes `column × columnᵀ × factor` away.
  mutating func subtractOuter(_ column: [Double], scaledBy factor: Double) {
    for row in 0..<size {
      let scaled = column[row] * factor
      guard scaled != 0 else { continue }
      for index in 0..<size { values[row * size + index] -= scaled * column[index] }
    }
  }
}
