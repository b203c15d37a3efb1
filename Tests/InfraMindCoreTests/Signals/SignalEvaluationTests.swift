import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SignalEvaluationTests {
  /// Folder of the bench, where somebody wants the figures: measuring takes minutes in a debug build.
  private static let bench = ProcessInfo.processInfo.environment["INFRAMIND_BENCH"]

  @Test(.enabled(if: bench != nil, "set INFRAMIND_BENCH to the bench's folder to measure"))
  func `the bench's figures reach what the shipped thresholds promise`() throws {
    let folder = URL(fileURLWithPath: Self.bench ?? "").appendingPathComponent("run-history")
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/travis").sorted()
    let projects = try files.map { (name: String($0.dropLast(4)), csvText: try text("travis/\($0)")) }
    let start = ContinuousClock.now
    let evaluation = try SignalEvaluation(
      projects: projects, reruns: try text("gha_reruns.csv"), omicron: try text("gha_omicron.csv"),
      pytorch: try text("pytorch_testtimes.csv"))
    let tables = evaluation.tables()
    print("measured in \(ContinuousClock.now - start)")
    for table in tables {
      print("## \(table.title)\n\(table.note)\n| method | \(table.columns.map(\.title).joined(separator: " | ")) |")
      for row in table.rows {
        let cells = zip(row.cells, table.columns).map { cell, column in
          let value = cell.value.map { String(format: "%.\(column.decimals)f", $0) } ?? "–"
          return value + (cell.standardError.map { String(format: " ± %.\(column.decimals)f", $0) } ?? "")
        }
        print("| \(row.name) | \(cells.joined(separator: " | ")) |")
      }
    }
    let slow = try #require(tables.first?.rows.first?.cells)
    #expect(try #require(slow[1].value) <= 1)
  }
}
