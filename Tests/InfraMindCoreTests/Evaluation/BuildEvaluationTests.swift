import Testing

@testable import InfraMindCore

@Suite struct BuildEvaluationTests {
  /// A project of 150 builds: one branch is half as slow again, and fails often.
  private func project(_ seed: UInt64, last: (seconds: Double, status: String)? = nil) -> String {
    var random = SeededGenerator(seed: seed)
    var text = "started,status,duration_s,jobs,is_pr,core_member,branch,src_churn,sloc\n"
    for index in 0..<150 {
      let branch = index % 3
      let seconds = (branch == 2 ? 150 : 100) * (0.95 + 0.1 * random.uniform())
      let status = random.uniform() < (branch == 2 ? 0.6 : 0.1) ? "failed" : "passed"
      let end = index == 149 ? last ?? (seconds, status) : (seconds, status)
      text +=
        "\(index * 400),\(end.1),\(end.0),1,0,1,\(branch),\(Int(20 * random.uniform())),\(5_000 + index)\n"
    }
    return text
  }

  private func tables(_ texts: [String], trainer: (any TreeTraining)? = nil) throws -> [EvaluationTable] {
    let projects = texts.enumerated().map { (name: "p\($0.offset).csv", csvText: $0.element) }
    return try BuildEvaluation(projects: projects, trainer: trainer).tables()
  }

  private func figure(_ table: EvaluationTable, _ row: String, _ column: Int) throws -> Double {
    try #require(table.rows.first { $0.name == row }?.cells[column].value)
  }

  @Test func `what can be learned is learned: ours are better than the last builds`() throws {
    let tables = try tables([1, 2, 3, 4].map { project($0) })
    #expect(tables.count == 4)
    for table in tables {
      for row in table.rows { #expect(row.cells.count == table.columns.count) }
    }
    let ours = "ours, without LightGBM"
    let passed = try (
      figure(tables[0], ours, 2), figure(tables[0], "median of the last 5 passed, per job", 2)
    )
    #expect(passed.0 < passed.1 * 0.85)
    let all = try (figure(tables[1], ours, 1), figure(tables[1], "median of the last 5", 1))
    #expect(all.0 < all.1 / 2)
    let covered = try figure(tables[2], ours, 0)
    #expect(abs(covered - 90) < 4)
    let risk = try (figure(tables[3], ours, 0), figure(tables[3], "failures of the last 20", 0))
    #expect(risk.0 > risk.1 + 0.1)
  }

  @Test func `the same tables give the same figures`() throws {
    let texts = [1, 2].map { project($0) }
    let first = try tables(texts)
    let second = try tables(texts)
    #expect(first == second)
  }

  @Test func `how the last build ends changes no forecast of another`() throws {
    func forecasts(_ text: String) throws -> [RunForecast?] {
      let replay = BuildReplay(try BuildHistory(name: "p", csv: text))
      let outcome = try WalkForward(rounds: 3, learning: LinearLearning()).outcome([replay])
      return replay.forecasts(outcome.offsets[0], correcting: Set(OnlineCorrection.Part.allCases))
    }
    let calm = try forecasts(project(5))
    let wild = try forecasts(project(5, last: (90_000, "errored")))
    #expect(calm.count == 150 && calm == wild)
    #expect(calm.compactMap(\.self).count > 50)
  }

  @Test func `without builds there is nothing to measure, and a wrong table is refused with a sentence`()
    throws
  {
    #expect(try tables([]).isEmpty)
    #expect(try tables(["started,status,duration_s,jobs\n1,passed,5,1\n"]).isEmpty)
    let error = #expect(throws: BuildHistoryError.self) { try tables([project(1), "hello\n"]) }
    #expect(error?.description.hasPrefix("p1.csv:1: ") == true)
  }
}
