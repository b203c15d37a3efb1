import Testing

@testable import InfraMindCore

@Suite struct LearningStudyTests {
  @Test func `comparing by jobs promotes few models that are no better, and runs alone or an early end many`()
    throws
  {
    let table = ComparisonStudy(streams: 40, length: 1500, seed: 1).table
    func figure(_ row: Int, _ column: Int) throws -> Double {
      try #require(table.rows[row].cells[column].value)
    }
    for row in table.rows { #expect(row.cells.count == table.columns.count) }
    // Paired, served by hash, and as if runs were independent; then the decision after 200 runs.
    #expect(try figure(0, 0) <= 5 && figure(1, 0) <= 5 && figure(0, 1) == 0 && figure(1, 1) <= 2.5)
    #expect(try figure(0, 2) >= 60)
    #expect(try figure(3, 0) >= 30)
    let excess = try table.rows.indices.map { try figure($0, 4) }
    #expect(excess[0] < excess[4] && excess[0] < excess[5], "comparing pays")
    #expect(
      ComparisonStudy(streams: 3, length: 300, seed: 2).table
        == ComparisonStudy(streams: 3, length: 300, seed: 2).table)
  }

  @Test func `the state of caches and the kinds of files changed make forecasts better, also those of sums`()
    throws
  {
    let table = try FeatureStudy(learnings: [("sums", LinearLearning())], seed: 1, jobs: 12).table()
    let errors = try table.rows.map { try #require($0.cells[0].value) }
    let (all, noCaches, noKinds, none) = (errors[0], errors[1], errors[3], errors[4])
    #expect(all < noCaches * 0.98 && all < noKinds * 0.98, "\(errors)")
    #expect(none > noCaches && none > noKinds && all < errors[5])
  }
}
