import FoundationEssentials
import Testing

@testable import InfraMindCore

@Suite struct InMemoryRunHistoryTests {
  private func run(
    _ id: String, repository: String = "acme/shop", matrix: [String: String] = [:], at seconds: Double = 0,
    visibility: RepositoryVisibility? = nil
  ) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: repository, pipeline: "ci.yml", job: "test", matrix: matrix,
      run: id,
      conclusion: .success)
    run.startedAt = Date(timeIntervalSince1970: 1_790_000_000 + seconds)
    run.visibility = visibility
    return run
  }

  private func key(_ repository: String, _ variant: [String: String] = [:]) -> JobKey {
    JobKey(
      platform: .gitHubActions, repository: repository, pipeline: "ci.yml", job: "test",
      variant: JobVariant(variant))
  }

  @Test func `runs come oldest first, whatever their order was`() {
    let history = InMemoryRunHistory([run("b", at: 2), run("c", at: 3), run("a", at: 1)])
    #expect(history.runs(of: key("acme/shop")).map(\.run) == ["a", "b", "c"])
    #expect(!history.isEmpty)
  }

  @Test func `a row gets the runs whose matrix has its values`() {
    let history = InMemoryRunHistory([
      run("1", matrix: ["node": "20", "os": "ubuntu"]), run("2", matrix: ["node": "22", "os": "ubuntu"]),
      run("3"),
    ])
    #expect(history.runs(of: key("acme/shop", ["node": "22"])).map(\.run) == ["2"])
    #expect(history.runs(of: key("acme/shop")).map(\.run) == ["1", "2", "3"])
  }

  @Test func `an empty repository matches only where the history holds one`() {
    let one = InMemoryRunHistory([run("1", visibility: .public)])
    #expect(one.runs(of: key("")).count == 1)
    #expect(one.visibility(of: "") == .public)
    let two = InMemoryRunHistory([run("1", visibility: .public), run("2", repository: "acme/other")])
    #expect(two.runs(of: key("")).isEmpty)
    #expect(two.visibility(of: "") == nil)
  }

  @Test func `repositories are compared without case`() {
    #expect(InMemoryRunHistory([run("1")]).runs(of: key("ACME/Shop")).count == 1)
  }

  @Test func `visibility is that of the latest run that tells it`() {
    let history = InMemoryRunHistory([
      run("1", at: 1, visibility: .private), run("2", at: 2, visibility: .public), run("3", at: 3),
    ])
    #expect(history.visibility(of: "Acme/shop") == .public)
    #expect(history.visibility(of: "acme/other") == nil)
    var fork = run("4", at: 4, visibility: .private)
    fork.isFromFork = true
    #expect(InMemoryRunHistory(history.runs + [fork]).visibility(of: "acme/shop") == .public)
  }

  @Test func `a history without runs is empty`() {
    #expect(InMemoryRunHistory().isEmpty)
    #expect(InMemoryRunHistory().runs(of: key("")).isEmpty)
  }

  // MARK: - Runs that only a name joins

  private var matrixJob: JobDefinition {
    let place = SourcePosition(file: "ci.yml", line: 1, column: 1)
    let rows = ["20", "22"].map { node in
      JobRow(
        matrix: ["node": node], variant: JobVariant(["node": node]), name: "Tests (\(node))",
        runner: .platformDefault(place))
    }
    return JobDefinition(key: key("acme/shop"), name: "Tests", position: place, rows: rows, steps: [])
  }

  private func named(_ id: String, _ name: String, pipeline: String = "ci.yml", at seconds: Double) -> JobRun
  {
    var run = run(id, at: seconds)
    (run.job, run.name, run.pipeline) = ("", name, pipeline)
    return run
  }

  @Test func `a run of which only the reported name is known belongs to the row of that name`() {
    let history = InMemoryRunHistory([
      named("1", "Tests (22)", at: 1), named("2", "Tests (20)", at: 2),
      named("3", "Tests (22)", pipeline: "", at: 3),
      named("4", "Tests (22)", pipeline: "other.yml", at: 4), run("5", matrix: ["node": "22"], at: 0),
    ])
    let job = matrixJob
    #expect(history.runs(of: job, row: job.rows[1]).map(\.run) == ["5", "1", "3"])
    #expect(
      history.runs(of: job, row: job.rows[1]).allSatisfy { $0.job == "test" && $0.matrix == ["node": "22"] })
    #expect(history.runs(of: job, row: nil).map(\.run) == ["5", "1", "2", "3"])
    #expect(history.runs(of: key("acme/shop")).map(\.run) == ["5"])
  }
}

@Suite struct NamePatternTests {
  @Test(arguments: [
    ("specs */*", "specs 1/12", true), ("specs *", "specs 11", true), ("specs *", "specs all", false),
    ("specs *", "specs ", false), ("* of *", "3 of 4", true), ("specs *", "specs 1 more", false),
    ("*s", "12s", true),
  ])
  func `a star stands for a number and nothing else`(pattern: String, name: String, matches: Bool) throws {
    #expect(try #require(NamePattern(pattern)).matches(name) == matches)
  }

  @Test(arguments: ["specs", "*", "* *", ""])
  func `a name without a star, or with nothing else, is no pattern`(name: String) {
    #expect(NamePattern(name) == nil)
  }
}
