import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CacheEvaluationTests {
  private static let environment = ProcessInfo.processInfo.environment

  @Test(.enabled(if: environment["INFRAMIND_CACHE_TABLES"] != nil))
  func `the tables are printed`() {
    let seed = Self.environment["INFRAMIND_CACHE_TABLES"].flatMap(UInt64.init) ?? 1
    let traces = Self.environment["INFRAMIND_CACHE_TRACES"].flatMap(Int.init) ?? 40
    for table in CacheEvaluation(traces: traces, seed: seed).tables() {
      print("\n\(table.title)\n\(table.columns.map(\.title).joined(separator: " | "))")
      for row in table.rows {
        let cells = zip(row.cells, table.columns).map { cell, column in
          guard let value = cell.value else { return "–" }
          let error = cell.standardError.map { " ± " + FigureText.fixed($0, column.decimals) } ?? ""
          return FigureText.fixed(value, column.decimals) + error
        }
        print("\(row.name): \(cells.joined(separator: " | "))")
      }
    }
  }
}
