import Foundation
import InfraMindCore
import InfraMindLearning
import Testing

/// Measures on the tables of builds in the folder that `INFRAMIND_BUILDS` names, and prints what `inframind evaluate`
/// does. Not part of the tests otherwise.
@Suite struct BuildEvaluationRun {
  private static let folder = ProcessInfo.processInfo.environment["INFRAMIND_BUILDS"]

  @Test(.enabled(if: folder != nil, "INFRAMIND_BUILDS names no folder"))
  func `the tables of builds`() throws {
    let folder = URL(fileURLWithPath: try #require(Self.folder))
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "csv" }.sorted { $0.path < $1.path }
    let projects = try files.map {
      (name: $0.lastPathComponent, csvText: try String(contentsOf: $0, encoding: .utf8))
    }
    let trainer = (try? LightGBMHere.library()).map { LightGBMTrainer($0) }
    let start = ProcessInfo.processInfo.systemUptime
    let evaluation = try BuildEvaluation(
      projects: projects, trainer: trainer, stopwatch: { ProcessInfo.processInfo.systemUptime })
    print("read and replayed: \(ProcessInfo.processInfo.systemUptime - start) s")
    for table in try evaluation.tables() {
      print("\n\(table.title): \(table.note)\n\(table.columns.map(\.title))")
      for row in table.rows {
        let cells = row.cells.enumerated().map { index, cell in
          let decimals = table.columns[index].decimals
          let value = cell.value.map { String(format: "%.\(decimals)f", $0) } ?? "-"
          return value + (cell.standardError.map { String(format: " ± %.\(decimals)f", $0) } ?? "")
        }
        print("\(row.role) | \(row.name) | \(cells.joined(separator: " | "))")
      }
    }
    print("all: \(ProcessInfo.processInfo.systemUptime - start) s")
  }
}
