internal import AdapterKit
internal import GitLabCIAdapter
internal import InfraMindCore
internal import Testing

@Suite struct JobEnvironmentTests {
  /// As GitLab sets them in a job of a pushed branch.
  static let push = [
    "CI": "true", "GITLAB_CI": "true", "CI_SERVER_URL": "https://gitlab.example.org/gitlab",
    "CI_SERVER_HOST": "gitlab.example.org", "CI_JOB_ID": "3580121300", "CI_JOB_NAME": "unit",
    "CI_PIPELINE_ID": "743121198", "CI_PIPELINE_SOURCE": "push", "CI_PROJECT_PATH": "acme/apps/web",
    "CI_PROJECT_VISIBILITY": "internal", "CI_CONFIG_PATH": ".gitlab-ci.yml", "CI_COMMIT_BRANCH": "main",
    "CI_COMMIT_SHA": "95d49d1efbd941908580e79d65e4b5ecaf4a8305", "CI_NODE_TOTAL": "1",
    "CI_RUNNER_DESCRIPTION": "big machine", "CI_RUNNER_TAGS": #"["docker", "linux"]"#,
    "GITLAB_USER_LOGIN": "dev1",
  ]

  private static func environment(_ changes: [String: String?]) -> JobEnvironment? {
    let changed = changes.reduce(into: push) { $0[$1.key] = $1.value }
    return GitLabCI().jobEnvironment(of: changed)
  }

  @Test func `a job of a pushed branch tells its run and its own id`() throws {
    let job = try #require(Self.environment([:]))
    #expect(
      job.run
        == RunReference(
          platform: .gitLabCI, source: "gitlab.example.org/gitlab", repository: "acme/apps/web",
          run: "743121198"))
    #expect(job.subject == .job(id: "3580121300"))
    #expect(job.actor == "dev1")
    #expect(job.files == [:])
    #expect(job.details.name == "unit")
    #expect(job.details.job == "unit")
    #expect(job.details.pipeline == ".gitlab-ci.yml")
    #expect(job.details.event == "push")
    #expect(job.details.branch == "main")
    #expect(job.details.visibility == .internal)
    #expect(job.details.runnerName == "big machine")
    #expect((job.details.isFromFork, job.details.runnerLabels) == (nil, nil))
  }

  @Test(arguments: [
    (["CI_JOB_NAME": "unit 2/3", "CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"], "unit"),
    (["CI_JOB_NAME": "unit: [a, b]", "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4"], "unit"),
    (["CI_JOB_NAME": "a: [b]: [c]", "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4"], nil),
    (["CI_JOB_NAME": "unit: [a]", "CI_NODE_TOTAL": "1"], "unit: [a]"),
    (["CI_PIPELINE_SOURCE": "parent_pipeline"], nil),
  ])
  func `the job's id is told where the name shows it for sure`(changes: [String: String], id: String?) {
    #expect(Self.environment(changes)?.details.job == id)
  }

  @Test func `the file of a child pipeline is not told`() {
    #expect(Self.environment(["CI_PIPELINE_SOURCE": "push"])?.details.pipeline == ".gitlab-ci.yml")
    #expect(Self.environment(["CI_PIPELINE_SOURCE": "parent_pipeline"])?.details.pipeline == nil)
  }

  @Test func `a merge request from another project is a fork's`() {
    let ids = ["CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2", "CI_MERGE_REQUEST_PROJECT_ID": "1"]
    #expect(Self.environment(ids)?.details.isFromFork == true)
    #expect(
      Self.environment(ids.merging(["CI_MERGE_REQUEST_PROJECT_ID": "2"]) { $1 })?.details.isFromFork == false)
  }

  @Test(arguments: [
    (["CI_SERVER_URL": "https://gitlab.com"], "gitlab.com"),
    (["CI_SERVER_URL": nil, "CI_SERVER_FQDN": "gitlab.example.org:8443"], "gitlab.example.org:8443"),
    (["CI_SERVER_URL": nil], "gitlab.example.org"),
  ])
  func `the server is the source`(changes: [String: String?], source: String) {
    #expect(Self.environment(changes)?.run.source == source)
  }

  @Test(arguments: [
    ["GITLAB_CI": nil], ["GITLAB_CI": "false"], ["CI_JOB_ID": ""], ["CI_PIPELINE_ID": nil],
    ["CI_PROJECT_PATH": nil],
  ])
  func `what is no job of GitLab is not taken for one`(changes: [String: String?]) {
    #expect(Self.environment(changes) == nil)
  }
}
