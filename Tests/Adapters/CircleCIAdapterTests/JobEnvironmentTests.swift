internal import AdapterKit
internal import CircleCIAdapter
internal import InfraMindCore
internal import Testing

@Suite struct JobEnvironmentTests {
  /// As CircleCI sets them in a step of a pushed branch.
  static let push = [
    "CI": "true", "CIRCLECI": "true", "CIRCLE_JOB": "test-20", "CIRCLE_BUILD_NUM": "9031",
    "CIRCLE_WORKFLOW_ID": "91d2f6d1-1b86-4a7e-8b64-5d7bb3a4c930",
    "CIRCLE_WORKFLOW_JOB_ID": "a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e6f",
    "CIRCLE_PIPELINE_ID": "2c9d7a36-53a1-4b0c-90b1-3f0f6f7c1a20", "CIRCLE_NODE_INDEX": "0",
    "CIRCLE_NODE_TOTAL": "2", "CIRCLE_SHA1": "6f1a0c9b7d2e4f8390aab1c2d3e4f5061728394a",
    "CIRCLE_BRANCH": "main", "CIRCLE_REPOSITORY_URL": "git@github.com:acme/shop.git",
    "CIRCLE_PROJECT_USERNAME": "acme", "CIRCLE_PROJECT_REPONAME": "shop", "CIRCLE_USERNAME": "ada",
    "CIRCLE_BUILD_URL": "https://circleci.com/gh/acme/shop/9031",
  ]

  private static func environment(_ changes: [String: String?]) -> JobEnvironment? {
    let changed = changes.reduce(into: push) { $0[$1.key] = $1.value }
    return CircleCI().jobEnvironment(of: changed)
  }

  @Test func `a step tells its run, and the very job that deliveries name`() throws {
    let job = try #require(Self.environment([:]))
    #expect(
      job.run
        == RunReference(
          platform: .circleCI, source: "circleci.com", repository: "acme/shop",
          run: "91d2f6d1-1b86-4a7e-8b64-5d7bb3a4c930"))
    #expect(job.subject == .job(id: "a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e6f"))
    #expect(job.actor == "ada")
    #expect(job.details.name == "test-20")
    #expect(job.details.pipeline == nil)
    #expect(job.details.branch == "main")
    #expect(job.details.headCommit == "6f1a0c9b7d2e4f8390aab1c2d3e4f5061728394a")
    #expect(job.details.isFromFork == nil)
    #expect((job.details.workflow, job.details.runnerLabels, job.details.cpus) == (nil, nil, nil))
  }

  @Test(arguments: [["CIRCLE_PR_NUMBER": "88"], ["CIRCLE_BRANCH": "pull/88"]])
  func `a fork's pull request is one`(changes: [String: String]) {
    #expect(Self.environment(changes)?.details.isFromFork == true)
  }

  @Test func `a project without a repository's name is of the repository that it checks out`() {
    let changes = ["CIRCLE_PROJECT_USERNAME": nil, "CIRCLE_PROJECT_REPONAME": nil] as [String: String?]
    #expect(Self.environment(changes)?.run.repository == "acme/shop")
  }

  @Test func `a server of one's own is its own source`() {
    let job = Self.environment(["CIRCLE_BUILD_URL": "https://CI.example.com/gh/acme/shop/9031"])
    #expect(job?.run.source == "ci.example.com")
  }

  @Test func `without an id the job is joined by its name`() {
    let job = Self.environment(["CIRCLE_WORKFLOW_JOB_ID": nil])
    #expect(job?.subject == .joined(JobJoin(attempt: 1, runnerName: "", job: "test-20")))
  }

  @Test(arguments: [
    ["CIRCLECI": nil], ["CIRCLECI": "false"], ["CIRCLE_WORKFLOW_ID": ""], ["CIRCLE_JOB": nil],
    ["CIRCLE_PROJECT_USERNAME": nil, "CIRCLE_REPOSITORY_URL": "/srv/git/x"],
  ])
  func `what is no job of CircleCI is not taken for one`(changes: [String: String?]) {
    #expect(Self.environment(changes) == nil)
  }
}
