internal import AdapterKit
internal import DroneAdapter
internal import InfraMindCore
internal import Testing

@Suite struct JobEnvironmentTests {
  /// As a runner of Drone's sets them in a build of a pull request.
  static let stage = [
    "CI": "true", "DRONE": "true", "DRONE_REPO": "octocat/hello-world", "DRONE_REPO_OWNER": "octocat",
    "DRONE_REPO_NAME": "hello-world", "DRONE_REPO_VISIBILITY": "public", "DRONE_BUILD_NUMBER": "185",
    "DRONE_BUILD_EVENT": "pull_request", "DRONE_COMMIT_SHA": "9fc1ad6ebf12462f3f9773003e26b4c6f54a772e",
    "DRONE_COMMIT_AUTHOR": "octocat", "DRONE_BRANCH": "main", "DRONE_TARGET_BRANCH": "main",
    "DRONE_SOURCE_BRANCH": "feature/cache", "DRONE_PULL_REQUEST": "12", "DRONE_STAGE_NAME": "backend",
    "DRONE_STAGE_NUMBER": "1", "DRONE_STAGE_MACHINE": "node-large-1", "DRONE_STAGE_OS": "linux",
    "DRONE_STAGE_ARCH": "amd64", "DRONE_STAGE_TYPE": "docker", "DRONE_STAGE_STARTED": "1764000104",
    "DRONE_STEP_NAME": "test", "DRONE_SYSTEM_HOST": "drone.example.com", "DRONE_SYSTEM_PROTO": "https",
    "DRONE_CARD_PATH": "/dev/stdout",
  ]

  /// As an agent of Woodpecker's sets them in a pushed branch.
  static let workflow = [
    "CI": "woodpecker", "CI_SYSTEM_NAME": "woodpecker", "CI_SYSTEM_URL": "https://woodpecker.example.com",
    "CI_SYSTEM_HOST": "woodpecker.example.com", "CI_SYSTEM_PLATFORM": "linux/amd64",
    "CI_REPO": "octocat/hello-world", "CI_REPO_PRIVATE": "true", "CI_PIPELINE_NUMBER": "185",
    "CI_PIPELINE_EVENT": "push", "CI_WORKFLOW_NAME": "test", "CI_WORKFLOW_NUMBER": "2",
    "CI_COMMIT_SHA": "9fc1ad6ebf12462f3f9773003e26b4c6f54a772e", "CI_COMMIT_BRANCH": "main",
    "CI_COMMIT_AUTHOR": "octocat", "CI_MACHINE": "agent-1",
  ]

  private static func environment(
    _ variables: [String: String], _ changes: [String: String?] = [:]
  ) -> JobEnvironment? {
    Drone().jobEnvironment(of: changes.reduce(into: variables) { $0[$1.key] = $1.value })
  }

  @Test func `a stage is the very one that deliveries number`() throws {
    let job = try #require(Self.environment(Self.stage))
    #expect(
      job.run
        == RunReference(
          platform: .drone, source: "drone.example.com", repository: "octocat/hello-world", run: "185"))
    #expect(job.subject == .job(id: "1"))
    #expect((job.details.name, job.details.job) == ("backend", "backend"))
    #expect(job.details.branch == "feature/cache")
    #expect(job.details.event == "pull_request")
    #expect(job.details.isFromFork == nil)
    #expect(job.details.visibility == .public)
    #expect(job.details.runnerName == "node-large-1")
    #expect(job.details.runnerGroup == "docker linux/amd64")
    #expect(job.actor == "octocat")
    #expect(job.files == ["card": "/dev/stdout"])
  }

  @Test func `a workflow is the very one that the API numbers, also with variables for old plugins`() throws {
    let both = Self.workflow.merging(Self.stage) { own, _ in own }
    for variables in [Self.workflow, both] {
      let job = try #require(Self.environment(variables))
      #expect(
        job.run
          == RunReference(
            platform: .drone, source: "woodpecker.example.com", repository: "octocat/hello-world", run: "185")
      )
      #expect(job.subject == .job(id: "2"))
      #expect(job.details.name == "test")
      #expect(job.details.branch == "main")
      #expect(job.details.isFromFork == false)
      #expect(job.details.visibility == .private)
    }
  }

  @Test func `without a number a stage is joined by machine and name`() {
    #expect(
      Self.environment(Self.stage, ["DRONE_STAGE_NUMBER": "x"])?.subject
        == .joined(JobJoin(attempt: 1, runnerName: "node-large-1", job: "backend")))
  }

  @Test func `a tag is no branch`() {
    #expect(Self.environment(Self.stage, ["DRONE_BUILD_EVENT": "tag"])?.details.branch == nil)
    #expect(Self.environment(Self.workflow, ["CI_COMMIT_TAG": "v1"])?.details.branch == nil)
  }

  @Test(arguments: ["DRONE", "DRONE_REPO", "DRONE_BUILD_NUMBER", "DRONE_STAGE_NAME", "DRONE_SYSTEM_HOST"])
  func `what is no stage is not taken for one`(missing: String) {
    #expect(Self.environment(Self.stage, [missing: nil]) == nil)
  }

  @Test(arguments: ["CI_REPO", "CI_PIPELINE_NUMBER", "CI_WORKFLOW_NAME"])
  func `what is no workflow is not taken for one`(missing: String) {
    #expect(Self.environment(Self.workflow, [missing: nil]) == nil)
  }
}
