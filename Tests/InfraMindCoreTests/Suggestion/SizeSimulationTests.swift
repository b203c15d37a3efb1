import Foundation
import Testing

@testable import InfraMindCore

/// The adviser and the rules of others against jobs whose truth is known; `docs/sizes.md` has the tables.
@Suite struct SizeSimulationTests {
  /// Jobs: a few in every run of the tests, 20,000 for the tables.
  static let jobs = ProcessInfo.processInfo.environment["INFRAMIND_SIMULATED_JOBS"].flatMap { Int($0) }

  @Test(arguments: [1, 2])
  func `regret is far below that of every rule, no move is short of memory, and intervals hold`(stages: Int)
    throws
  {
    let tables = SyntheticEvaluation(jobs: Self.jobs ?? 120, seed: 7, stages: stages).tables()
    if Self.jobs != nil { tables.forEach(Self.print) }
    let regret = try #require(tables.first)
    let ours = try #require(regret.rows.first)
    let value = { (row: EvaluationTable.Row, column: Int) in row.cells[column].value ?? .nan }
    for column in 0..<3 {
      for row in regret.rows where row.role == .baseline { #expect(value(ours, column) < value(row, column)) }
      #expect(value(ours, column) < value(try #require(regret.rows.first { $0.name == "no change" }), column))
    }
    let trust = try #require(tables.last?.rows.first)
    #expect(value(trust, 0) < 0.5)
    #expect(value(trust, 1) < 5)
    for column in 2..<5 { #expect(value(trust, column) > 85) }
  }

  @Test func `equal seeds give equal tables, and the oracle regrets nothing`() throws {
    let tables = SyntheticEvaluation(jobs: 10, seed: 3).tables()
    #expect(tables == SyntheticEvaluation(jobs: 10, seed: 3).tables())
    let oracle = try #require(tables[0].rows.first { $0.name == "best size" })
    #expect(oracle.cells.prefix(3).allSatisfy { $0.value == 0 })
  }

  private static func print(_ table: EvaluationTable) {
    Swift.print("\n\(table.title)\n| method | \(table.columns.map(\.title).joined(separator: " | ")) |")
    for row in table.rows {
      let cells = zip(row.cells, table.columns).map { cell, column in
        guard let value = cell.value else { return "-" }
        let error = cell.standardError.map { " ± \(FigureText.fixed($0, column.decimals))" } ?? ""
        return FigureText.fixed(value, column.decimals) + error
      }
      Swift.print("| \(row.name) | \(cells.joined(separator: " | ")) |")
    }
  }
}
