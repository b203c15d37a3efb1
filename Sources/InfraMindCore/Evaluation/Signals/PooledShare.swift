/// A share over all projects, with the standard error that comes of there being other projects.
struct PooledShare: Hashable, Sendable {
  private var hits: [Double] = []
  private var counts: [Double] = []

  /// Adds one project's hits among so many cases; a project without cases is left out.
  mutating func add(_ hits: Int, of count: Int) {
    guard count > 0 else { return }
    self.hits.append(Double(hits))
    counts.append(Double(count))
  }

  /// Hits of all projects by cases of all; `nil` without cases.
  var value: Double? {
    let cases = counts.reduce(0, +)
    return cases > 0 ? hits.reduce(0, +) / cases : nil
  }

  /// The largest share of one project.
  var worst: Double? { zip(hits, counts).map { $0 / $1 }.max() }

  /// Its standard error: the jackknife's, leaving out one project at a time; `nil` for fewer than two.
  var standardError: Double? {
    let number = Double(hits.count)
    guard number >= 2 else { return nil }
    let (allHits, allCases) = (hits.reduce(0, +), counts.reduce(0, +))
    let left = zip(hits, counts).map { (allHits - $0) / max(allCases - $1, 1) }
    let mean = left.reduce(0, +) / number
    let squares = left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares * (number - 1) / number).squareRoot()
  }

  /// The share as a cell of a table, times a factor: 100 for per cent.
  func cell(times factor: Double = 100) -> EvaluationTable.Cell {
    EvaluationTable.Cell(value.map { $0 * factor }, standardError: standardError.map { $0 * factor })
  }
}
