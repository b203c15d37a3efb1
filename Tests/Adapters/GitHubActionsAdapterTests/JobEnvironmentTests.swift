internal import AdapterKit
internal import GitHubActionsAdapter
internal import InfraMindCore
internal import Testing

@Suite struct JobEnvironmentTests {
  /// As `actions/runner` sets them in a step of a pushed branch.
  static let push = [
    "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "octo/cat", "GITHUB_RUN_ID": "33714470481", "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_JOB": "build", "GITHUB_WORKFLOW": "CI", "GITHUB_EVENT_NAME": "push", "GITHUB_ACTOR": "octocat",
    "GITHUB_WORKFLOW_REF": "octo/cat/.github/workflows/ci.yml@refs/heads/main", "GITHUB_HEAD_REF": "",
    "GITHUB_SHA": "3484a3fb816e0859fd6e1cea078d76385ff50625", "GITHUB_REF_NAME": "main",
    "GITHUB_REF_TYPE": "branch", "RUNNER_NAME": "GitHub Actions 5", "RUNNER_OS": "Linux",
    "GITHUB_STEP_SUMMARY": "/home/runner/summary", "GITHUB_OUTPUT": "/home/runner/output",
  ]

  private static func environment(_ changes: [String: String?]) -> JobEnvironment? {
    let changed = changes.reduce(into: push) { $0[$1.key] = $1.value }
    return GitHubActions().jobEnvironment(of: changed)
  }

  @Test func `a step of a pushed branch tells its run, and what joins it to its job`() throws {
    let job = try #require(Self.environment([:]))
    #expect(
      job.run
        == RunReference(
          platform: .gitHubActions, source: "github.com", repository: "octo/cat", run: "33714470481"))
    #expect(job.subject == .joined(JobJoin(attempt: 2, runnerName: "GitHub Actions 5", job: "build")))
    #expect(job.actor == "octocat")
    #expect(job.files == ["summary": "/home/runner/summary", "output": "/home/runner/output"])
    #expect(job.details.pipeline == ".github/workflows/ci.yml")
    #expect(job.details.workflow == "CI")
    #expect(job.details.job == "build")
    #expect(job.details.event == "push")
    #expect(job.details.branch == "main")
    #expect(job.details.isFromFork == false)
    #expect(job.details.headCommit == "3484a3fb816e0859fd6e1cea078d76385ff50625")
    #expect((job.details.name, job.details.runnerLabels, job.details.matrix) == (nil, nil, nil))
  }

  @Test func `a pull request's merge commit and a fork are not claimed to be known`() throws {
    let job = try #require(
      Self.environment([
        "GITHUB_EVENT_NAME": "pull_request", "GITHUB_HEAD_REF": "feature", "GITHUB_REF_NAME": "7/merge",
      ]))
    #expect(job.details.branch == "feature")
    #expect(job.details.headCommit == nil)
    #expect(job.details.isFromFork == nil)
  }

  @Test func `a tag is no branch`() throws {
    let job = try #require(Self.environment(["GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"]))
    #expect(job.details.branch == nil)
  }

  @Test func `a workflow of another repository is no file of this one`() throws {
    let job = try #require(
      Self.environment(["GITHUB_WORKFLOW_REF": "octo/rules/.github/workflows/all.yml@main"]))
    #expect(job.details.pipeline == nil)
  }

  @Test func `an Enterprise Server is its own source`() throws {
    #expect(
      Self.environment(["GITHUB_SERVER_URL": "https://GHE.example.com/"])?.run.source == "ghe.example.com")
  }

  @Test(arguments: [
    ["GITHUB_ACTIONS": nil], ["GITHUB_ACTIONS": "false"], ["GITHUB_RUN_ID": ""], ["GITHUB_REPOSITORY": nil],
    ["GITEA_ACTIONS": "true"], ["FORGEJO_ACTIONS": "true"],
  ])
  func `what is no job of GitHub is not taken for one`(changes: [String: String?]) {
    #expect(Self.environment(changes) == nil)
  }

  @Test(arguments: push.keys.sorted())
  func `a variable that is missing leaves its part out, or the job unknown`(name: String) {
    let job = Self.environment([name: nil])
    #expect(job == nil || job?.run.platform == .gitHubActions)
  }
}
