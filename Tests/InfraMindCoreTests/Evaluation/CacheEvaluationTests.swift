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

  @Test func `under thrash the ledger brings more than the set-up actions' defaults`() throws {
    let results = CacheEvaluation(traces: 5, seed: 3).played(
      .gitHubActions, .gitHub, thrash: true, hasPlants: false, salt: 1)
    func sum(_ policy: CacheSimulation.Policy) -> Double {
      results.reduce(0) { $0 + ($1.outcomes[policy]?.netLater ?? 0) / $1.days }
    }
    let base = sum(.asWritten)
    #expect(sum(.ledger) > base + 0.15 * abs(base))
    #expect(sum(.none) == 0)
  }

  @Test func `equal seeds give equal results`() {
    func nets(_ seed: UInt64) -> [Double] {
      CacheEvaluation(traces: 2, seed: seed).played(
        .buildkite, .buildkite, thrash: false, hasPlants: false, salt: 1
      )
      .flatMap { result in CacheSimulation.Policy.allCases.map { result.outcomes[$0]?.net ?? .nan } }
    }
    #expect(nets(5) == nets(5))
    #expect(nets(5) != nets(6))
  }

  @Test func `each table has what its columns say, and a row of ours`() {
    let results = CacheEvaluation(traces: 2, seed: 5).played(
      .circleCI, .circleCI, thrash: false, hasPlants: true, salt: 1)
    for table in [
      CacheEvaluation.netTable("", "", results, written: "as written"), CacheEvaluation.plantTable(results),
    ] {
      #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count })
      #expect(table.rows.contains { $0.role == .ours })
    }
  }
}
