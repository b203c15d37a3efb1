internal import AdapterKit
internal import AdapterTesting
internal import CircleCIAdapter
internal import FoundationEssentials
internal import InfraMindCore
internal import Testing

/// Runs that deliveries tell of, found by the jobs of a checkout.
@Suite struct JoinTests {
  private static let checkout = SampleRepository(files: [
    ".circleci/config.yml": """
    version: 2.1
    setup: true
    jobs:
      plan:
        docker: [{image: cimg/base:current}]
        steps: [checkout]
    workflows:
      plan: {jobs: [plan]}
    """,
    ".circleci/continue_config.yml": """
    version: 2.1
    jobs:
      test:
        docker: [{image: cimg/base:current}]
        parameters: {node: {type: string}}
        steps: [checkout]
    workflows:
      main:
        jobs:
          - test:
              matrix: {parameters: {node: ["20", "22"]}}
    """,
  ])

  private static func facts(_ name: String, workflow: String) throws -> [JobRunFacts] {
    let body = """
      {"type": "job-completed", "id": "d\(name)", "happened_at": "2026-08-11T09:18:40.018Z",
       "workflow": {"id": "\(workflow)", "name": "main", "created_at": "2026-08-11T09:12:58.900Z",
        "url": "https://app.circleci.com/pipelines/github/acme/shop/1/workflows/\(workflow)"},
       "pipeline": {"id": "p", "number": 1, "vcs": {"target_repository_url": "https://github.com/acme/shop"}},
       "project": {"slug": "github/acme/shop"},
       "job": {"id": "j\(name)", "number": 7, "name": "\(name)", "status": "success",
        "started_at": "2026-08-11T09:13:02.300Z", "stopped_at": "2026-08-11T09:18:40.018Z"}}
      """
    let told = try Deliveries.job(Array(body.utf8))
    return [told.run, told.job]
  }

  @Test func `jobs of the config that a setup config goes on with find their runs`() throws {
    let facts =
      try Self.facts("plan", workflow: "w1") + Self.facts("test-20", workflow: "w2")
      + Self.facts("test-22", workflow: "w2")
    #expect(
      CircleCI().joins(of: facts, in: Self.checkout) == [
        "plan": ["w1"], "test-20": ["w2"], "test-22": ["w2"],
      ])
  }

  @Test func `what is measured in a job of the continued config joins it, too`() throws {
    let environment = try #require(
      CircleCI().jobEnvironment(of: [
        "CIRCLECI": "true", "CIRCLE_WORKFLOW_ID": "w2", "CIRCLE_WORKFLOW_JOB_ID": "jtest-20",
        "CIRCLE_JOB": "test-20", "CIRCLE_PROJECT_USERNAME": "acme", "CIRCLE_PROJECT_REPONAME": "shop",
      ]))
    let inside = JobRunFacts(
      run: environment.run, subject: environment.subject, stage: .finished,
      time: try Date("2026-08-11T09:18:39Z"), details: environment.details)
    let facts = try Self.facts("test-20", workflow: "w2") + [inside]
    #expect(CircleCI().joins(of: facts, in: Self.checkout)["test-20"] == ["w2"])
  }

  @Test func `a step of a setup config is known by the key that it continues with`() throws {
    let variables = [
      "CIRCLECI": "true", "CIRCLE_WORKFLOW_ID": "w1", "CIRCLE_JOB": "plan", "CIRCLE_CONTINUATION_KEY": "k",
      "CIRCLE_PROJECT_USERNAME": "acme", "CIRCLE_PROJECT_REPONAME": "shop",
    ]
    #expect(CircleCI().jobEnvironment(of: variables)?.details.pipeline == ".circleci/config.yml")
  }
}
