internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import GitHubActionsAdapter
internal import InfraMindCore
internal import Testing

/// Runs that deliveries and views from inside tell of, found by the jobs of a checkout.
@Suite struct JoinTests {
  private static let checkout = SampleRepository(files: [
    ".github/workflows/ci.yml": """
    on: [push]
    jobs:
      build: {runs-on: ubuntu-latest, steps: [{run: make}]}
      unit:
        name: Unit
        uses: ./.github/workflows/called.yml
      matrix:
        strategy: {matrix: {node: [20, 22]}}
        runs-on: ubuntu-latest
        steps: [{run: make}]
    """,
    ".github/workflows/called.yml": """
    on: {workflow_call: {}}
    jobs:
      build:
        strategy: {matrix: {python: ["3.12", "3.13"]}}
        runs-on: ubuntu-latest
        steps: [{run: make}]
    """,
  ])

  private static func facts(_ name: String, run: Int, machine: String) throws -> [JobRunFacts] {
    let repository = #""repository": {"full_name": "octo/cat", "html_url": "https://github.com/octo/cat"}"#
    let job = """
      {"action": "completed", \(repository),
       "workflow_job": {"id": \(run)0, "run_id": \(run), "run_attempt": 1, "name": "\(name)",
        "status": "completed", "conclusion": "success", "runner_name": "\(machine)", "labels": ["ubuntu-latest"],
        "created_at": "2026-08-11T09:12:58Z", "started_at": "2026-08-11T09:13:02Z",
        "completed_at": "2026-08-11T09:18:40Z", "steps": []}}
      """
    let whole = """
      {"action": "completed", \(repository),
       "workflow_run": {"id": \(run), "name": "CI", "path": ".github/workflows/ci.yml", "run_attempt": 1,
        "status": "completed", "event": "push", "updated_at": "2026-08-11T09:18:41Z"}}
      """
    return try [("workflow_job", job), ("workflow_run", whole)].flatMap {
      event, body throws -> [JobRunFacts] in
      guard case .facts(let facts, then: _) = try Deliveries.decoded(body, event: event) else { return [] }
      return facts
    }
  }

  /// What a probe in the job tells: `GITHUB_JOB` is the id in the called file.
  private static func inside(_ job: String, run: Int, machine: String) throws -> JobRunFacts {
    let environment = try #require(
      GitHubActions().jobEnvironment(of: [
        "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "octo/cat", "GITHUB_RUN_ID": "\(run)",
        "GITHUB_RUN_ATTEMPT": "1", "GITHUB_JOB": job, "RUNNER_NAME": machine,
        "GITHUB_WORKFLOW_REF": "octo/cat/.github/workflows/ci.yml@refs/heads/main",
      ]))
    return JobRunFacts(
      run: environment.run, subject: environment.subject, stage: .finished, time: Deliveries.now,
      details: environment.details)
  }

  @Test func `a job of a called workflow finds its runs by name, whatever id the probe saw`() throws {
    let name = "Unit / build (3.13)"
    let told = try Self.facts(name, run: 1, machine: "one")
    let measured =
      try Self.facts(name, run: 2, machine: "two") + [Self.inside("build", run: 2, machine: "two")]
    let own = try Self.facts("build", run: 3, machine: "three")
    let measuredOwn =
      try Self.facts("build", run: 4, machine: "four") + [Self.inside("build", run: 4, machine: "four")]
    let joins = GitHubActions().joins(of: told + measured + own + measuredOwn, in: Self.checkout)
    #expect(joins["Unit / build (3.13)"] == ["1", "2"])
    #expect(joins["Unit / build (3.12)"] == [])
    #expect(joins["build"] == ["3", "4"])
  }

  @Test func `a row of a matrix keeps its runs where the probe saw the job's id, but no matrix`() throws {
    let facts =
      try Self.facts("matrix (20)", run: 1, machine: "one") + [Self.inside("matrix", run: 1, machine: "one")]
      + Self.facts("matrix (22)", run: 2, machine: "two")
    let joins = GitHubActions().joins(of: facts, in: Self.checkout)
    #expect(joins["matrix (20)"] == ["1"])
    #expect(joins["matrix (22)"] == ["2"])
  }
}
