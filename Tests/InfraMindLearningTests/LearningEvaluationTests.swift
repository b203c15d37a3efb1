import Foundation
import InfraMindCore
import InfraMindLearning
import Testing

/// Prints what the parts around models change; measuring takes minutes in a debug build.
@Suite(
  .asksLightGBM,
  .enabled(
    if: ProcessInfo.processInfo.environment["INFRAMIND_MEASURE_LEARNING"] != nil,
    "set INFRAMIND_MEASURE_LEARNING to measure"))
struct LearningEvaluationTests {
  @Test func `what models and what is around them change, with LightGBM`() throws {
    let begun = ContinuousClock.now
    let trainer = LightGBMTrainer(try LightGBMHere.library(), threads: 1)
    let tables = try LearningEvaluation(seed: 1, trainer: trainer).tables()
    for table in tables {
      print("## \(table.title)\n\(table.note)\n| \(table.columns.map(\.title).joined(separator: " | ")) |")
      for row in table.rows {
        let cells = zip(row.cells, table.columns).map { cell, column in
          [cell.value, cell.standardError].map { value in
            value.map { String(format: "%.\(column.decimals)f", $0) } ?? "–"
          }.joined(separator: " ± ")
        }
        print("| \(row.name) | \(cells.joined(separator: " | ")) |")
      }
      #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count })
    }
    print("measured in \(ContinuousClock.now - begun)")
  }
}
