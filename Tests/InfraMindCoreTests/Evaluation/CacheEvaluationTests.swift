import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CacheEvaluationTests {
  private static let environment = ProcessInfo.processInfo.environment

  @Test(.enabled(if: environment["INFRAMIND_CACHE_DEBUG"] != nil))
  func `debug`() {
    for (p, r, salt) in [(Platform.gitHubActions, CacheStoreRules.gitHub, UInt64(2)), (.circleCI, .circleCI, 3), (.gitLabCI, .gitLab, 4)] {
      for result in CacheEvaluation(traces: 12, seed: 1).played(p, r, thrash: false, hasPlants: true, salt: salt) {
        let found = result.outcomes[.ledger]?.found ?? [:]
        for (i, c) in result.trace.caches.enumerated() {
          let isFound = found[i] != nil
          let losing = c.plant != nil
          if isFound == losing { continue }
          let jobs = result.trace.jobs.filter { $0.caches.contains(i) }
          print("\(p)", isFound ? "WRONG" : "MISSED", c.plant.map { "\($0)" } ?? "-", "uncapped/day", Int(result.uncapped[i] / result.days), "work", Int(c.work), "restore", Int(c.restoring), "save", Int(c.saving), "eff", c.efficiency, "jobs", jobs.count, "jobwork", Int(jobs[0].work), "runs", result.trace.runs.count, found[i].map { "\($0.kind) \($0.evidence)" } ?? "")
        }
      }
    }
  }

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
