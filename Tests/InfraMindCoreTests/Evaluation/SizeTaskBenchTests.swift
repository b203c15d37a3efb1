import Foundation
import Testing

@testable import InfraMindCore

/// The whole evaluation on the bench, on demand: minutes, in release.
@Suite struct SizeTaskBenchTests {
  private static let folder =
    URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
    + "/../shared/bench/runner-size/"

  private static var isWanted: Bool { ProcessInfo.processInfo.environment["INFRAMIND_BENCH_SIZES"] != nil }

  private static func text(_ name: String) -> String? {
    try? String(contentsOfFile: folder + name, encoding: .utf8)
  }

  @Test(.enabled(if: Self.isWanted, "set INFRAMIND_BENCH_SIZES to the number of seeds"))
  func `the bench is evaluated`() throws {
    let seeds = Int(ProcessInfo.processInfo.environment["INFRAMIND_BENCH_SIZES"] ?? "") ?? 1
    let evaluation = try SizeTaskEvaluation(
      measurements: try #require(Self.text("measurements.csv")),
      configurations: try #require(Self.text("configs.csv")),
      workloads: try #require(Self.text("workloads.csv")))
    let clock = ContinuousClock()
    let start = clock.now
    let tables = evaluation.tables(seeds: seeds)
    print("seconds:", clock.now - start)
    for table in tables {
      print("\n\(table.title): \(table.note)\n" + table.columns.map(\.title).joined(separator: " | "))
      for row in table.rows {
        let cells = row.cells.map { cell in
          guard let value = cell.value else { return "–" }
          return String(format: "%.1f", value)
            + (cell.standardError.map { String(format: " ± %.1f", $0) } ?? "")
        }
        print("\(row.role.rawValue): \(row.name): " + cells.joined(separator: " | "))
      }
    }
    #expect(tables.count == 3)
  }
}
