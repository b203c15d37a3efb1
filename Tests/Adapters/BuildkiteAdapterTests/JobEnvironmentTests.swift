internal import AdapterKit
internal import BuildkiteAdapter
internal import InfraMindCore
internal import Testing

@Suite struct JobEnvironmentTests {
  /// As the agent sets them in a job of a pushed branch.
  static let push = [
    "CI": "true", "BUILDKITE": "true", "BUILDKITE_JOB_ID": "0194b92a-4d74-46bb-a1bf-61c73c5642a1",
    "BUILDKITE_BUILD_ID": "018f3c56-c87c-47e9-95ee-aa47397b4496", "BUILDKITE_BUILD_NUMBER": "1287",
    "BUILDKITE_ORGANIZATION_SLUG": "acme-inc", "BUILDKITE_PIPELINE_SLUG": "shop",
    "BUILDKITE_REPO": "git@github.com:acme-inc/shop.git", "BUILDKITE_LABEL": "test node 20 on linux",
    "BUILDKITE_STEP_KEY": "test", "BUILDKITE_COMMAND": "npm ci\nnpm test", "BUILDKITE_RETRY_COUNT": "1",
    "BUILDKITE_COMMIT": "6f1a0c9b7d2e4f8390aab1c2d3e4f5061728394a", "BUILDKITE_BRANCH": "main",
    "BUILDKITE_SOURCE": "webhook", "BUILDKITE_PULL_REQUEST": "false", "BUILDKITE_PULL_REQUEST_REPO": "",
    "BUILDKITE_AGENT_NAME": "linux-medium-7f9c", "BUILDKITE_AGENT_META_DATA_QUEUE": "linux-medium",
    "BUILDKITE_BUILD_CREATOR": "Sam Example", "BUILDKITE_BUILD_CREATOR_EMAIL": "sam@example.com",
  ]

  private static func environment(_ changes: [String: String?]) -> JobEnvironment? {
    let changed = changes.reduce(into: push) { $0[$1.key] = $1.value }
    return Buildkite().jobEnvironment(of: changed)
  }

  @Test func `a job tells its build, and the very job that deliveries name`() throws {
    let job = try #require(Self.environment([:]))
    #expect(
      job.run
        == RunReference(
          platform: .buildkite, source: "buildkite.com", repository: "acme-inc/shop",
          run: "018f3c56-c87c-47e9-95ee-aa47397b4496"))
    #expect(job.subject == .job(id: "0194b92a-4d74-46bb-a1bf-61c73c5642a1"))
    #expect(job.actor == "sam@example.com")
    #expect(job.details.name == "test node 20 on linux")
    #expect(job.details.job == "test")
    #expect(job.details.workflow == "shop")
    #expect(job.details.attempt == 2)
    #expect(job.details.branch == "main")
    #expect(job.details.event == "webhook")
    #expect(job.details.isFromFork == false)
    #expect(job.details.runnerName == "linux-medium-7f9c")
    #expect(job.details.runnerGroup == "linux-medium")
    #expect((job.details.pipeline, job.details.runnerLabels, job.details.matrix) == (nil, nil, nil))
  }

  @Test(arguments: [
    ("https://github.com/stranger/shop.git", true), ("https://github.com/Acme-Inc/shop", false), (nil, nil),
  ])
  func `a pull request is a fork's if its code is of another repository`(
    repository: String?, isFromFork: Bool?
  ) {
    let changes = ["BUILDKITE_PULL_REQUEST": "88", "BUILDKITE_PULL_REQUEST_REPO": repository]
    #expect(Self.environment(changes)?.details.isFromFork == isFromFork)
  }

  @Test(arguments: [
    (["BUILDKITE_LABEL": ""], "test"), (["BUILDKITE_LABEL": nil, "BUILDKITE_STEP_KEY": nil], "npm ci"),
    (["BUILDKITE_LABEL": nil, "BUILDKITE_STEP_KEY": nil, "BUILDKITE_COMMAND": ""], nil),
  ])
  func `a step without a label is called by its key, or its command`(
    changes: [String: String?], name: String?
  ) {
    #expect(Self.environment(changes)?.details.name == name)
  }

  @Test func `a repository that no address names is the pipeline`() {
    #expect(Self.environment(["BUILDKITE_REPO": "/srv/git/shop"])?.run.repository == "acme-inc/shop")
  }

  @Test(arguments: [
    ["BUILDKITE": nil], ["BUILDKITE_JOB_ID": ""], ["BUILDKITE_BUILD_ID": nil],
    ["BUILDKITE_REPO": nil, "BUILDKITE_PIPELINE_SLUG": nil],
  ])
  func `what is no job of Buildkite is not taken for one`(changes: [String: String?]) {
    #expect(Self.environment(changes) == nil)
  }
}
