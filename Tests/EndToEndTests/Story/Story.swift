import Foundation
import Testing

/// What a platform's users go through, told by its example: from the history to the report that is brought up to date.
struct Story: CustomTestStringConvertible, Sendable {
  /// The platform, which is also the name of the example's folder.
  var platform: String
  /// The platform's host.
  var source: String
  /// The file that the job is in, from the example's root.
  var pipeline: String
  /// Labels of the machine that the job's file asks for.
  var labels: [String]
  var cpus: Double
  var memory: Double
  /// What names the file to the command; none where the job's environment does.
  var arguments: [String] = []
  /// Variables of the job that has the sizes chosen and reports, a pull request's; `{api}` stands for the code host.
  var environment: [String: String]
  /// The variable that names the API of the code host, and the one with the token.
  var api: String
  var token: String
  /// Where the sizes are found after `inject`: a file, or `nil` for standard output.
  var result: String?
  /// What stands there for the size of the file, and for the one that is suggested.
  var own: String
  var chosen: String
  /// What a comment with the suggestion holds.
  var shown = "| build |"
  /// The right that a token needs for the comment.
  var right = "pull-requests: write, or api on GitLab"

  var testDescription: String { platform }

  /// The job's id in the example, and what it is called in the history.
  static let job = "build"
  static let commit = "0123456789abcdef0123456789abcdef01234567"

  /// Runs of a job that has far more of a machine than it needs.
  var history: String {
    (0..<45).map { number in
      let day = "2026-\(10 + number / 30)-" + String(format: "%02d", 1 + number % 30)
      let list = labels.map { "\"\($0)\"" }.joined(separator: ",")
      return """
        {"platform":"\(platform)","source":"\(source)","repository":"acme/shop","pipeline":"\(pipeline)",\
        "job":"\(Self.job)","name":"\(Self.job)","run":"\(100 + number)","jobID":"\(5000 + number)",\
        "startedAt":"\(day)T10:00:00Z","finishedAt":"\(day)T10:1\(number % 3):00Z","conclusion":"success",\
        "runner":{"labels":[\(list)],"cpus":\(cpus),"memoryGiB":\(memory)},"visibility":"private",\
        "use":{"averageCPUs":0.9,"peakCPUs":1.1,"averageMemoryGiB":0.9,"peakMemoryGiB":1.2,"cpuSeconds":560}}

        """
    }.joined()
  }

  static let all = [gitHubActions, gitLabCI, circleCI, buildkite, teamCity, drone]

  static let gitHubActions = Story(
    platform: "github-actions", source: "github.com", pipeline: ".github/workflows/ci.yml",
    labels: ["linux-8-core"], cpus: 8, memory: 32,
    environment: [
      "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_RUN_ID": "17",
      "GITHUB_JOB": "inframind",
      "RUNNER_NAME": "one", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/12/merge",
      "GITHUB_HEAD_REF": "fix", "INFRAMIND_HEAD_SHA": commit, "GITHUB_OUTPUT": "output",
      "GITHUB_WORKFLOW_REF": "acme/shop/.github/workflows/ci.yml@refs/pull/12/merge",
      "GITHUB_STEP_SUMMARY": "summary",
    ], api: "GITHUB_API_URL", token: "GITHUB_TOKEN", result: "output", own: #""build":"linux-8-core""#,
    chosen: #""build":"ubuntu-latest""#, right: "pull-requests: write")

  static let gitLabCI = Story(
    platform: "gitlab-ci", source: "gitlab.com", pipeline: ".gitlab/pipeline.yml",
    labels: ["saas-linux-large-amd64"],
    cpus: 8,
    memory: 32, arguments: [".gitlab/pipeline.yml", "--platform", "gitlab-ci", "--output", "jobs.yml"],
    environment: [
      "GITLAB_CI": "true", "CI_JOB_ID": "9", "CI_PIPELINE_ID": "17", "CI_PROJECT_PATH": "acme/shop",
      "CI_SERVER_URL": "https://gitlab.com", "CI_JOB_NAME": "inframind", "CI_COMMIT_SHA": commit,
      "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "12", "CI_PROJECT_ID": "5",
      "CI_MERGE_REQUEST_PROJECT_ID": "5", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "5",
      "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "fix", "CI_MERGE_REQUEST_PROJECT_PATH": "acme/shop",
    ], api: "CI_API_V4_URL", token: "INFRAMIND_GITLAB_TOKEN", result: "jobs.yml",
    own: "saas-linux-large-amd64",
    chosen: "saas-linux-small-amd64", right: "api")

  static let circleCI = Story(
    platform: "circleci", source: "circleci.com", pipeline: ".circleci/continue-config.yml",
    labels: ["docker", "large"], cpus: 4,
    memory: 8,
    arguments: [
      ".circleci/continue-config.yml", "--platform", "circleci", "--way", "config", "--output", "config.yml",
    ],
    environment: [
      "CIRCLECI": "true", "CIRCLE_WORKFLOW_ID": "w", "CIRCLE_JOB": "inframind", "CIRCLE_WORKFLOW_JOB_ID": "j",
      "CIRCLE_PROJECT_USERNAME": "acme", "CIRCLE_PROJECT_REPONAME": "shop", "CIRCLE_SHA1": commit,
      "CIRCLE_BRANCH": "fix", "CIRCLE_REPOSITORY_URL": "git@github.com:acme/shop.git",
      "CIRCLE_PULL_REQUEST": "https://github.com/acme/shop/pull/12", "CIRCLE_CONTINUATION_KEY": "key",
    ], api: "GITHUB_API_URL", token: "GITHUB_TOKEN", result: "config.yml", own: "resource_class: large",
    chosen: "resource_class: small")

  static let buildkite = Story(
    platform: "buildkite", source: "buildkite.com", pipeline: ".buildkite/pipeline.yml",
    labels: ["queue=linux-large"],
    cpus: 8, memory: 32, arguments: [".buildkite/pipeline.yml"],
    environment: [
      "BUILDKITE": "true", "BUILDKITE_JOB_ID": "j", "BUILDKITE_BUILD_ID": "b", "BUILDKITE_BUILD_NUMBER": "17",
      "BUILDKITE_ORGANIZATION_SLUG": "acme", "BUILDKITE_PIPELINE_SLUG": "shop",
      "BUILDKITE_REPO": "git@github.com:acme/shop.git", "BUILDKITE_LABEL": "plan", "BUILDKITE_COMMIT": commit,
      "BUILDKITE_BRANCH": "fix", "BUILDKITE_SOURCE": "webhook", "BUILDKITE_PULL_REQUEST": "12",
      "BUILDKITE_PULL_REQUEST_REPO": "https://github.com/acme/shop.git", "BUILDKITE_AGENT_NAME": "one",
      "BUILDKITE_BUILD_URL": "https://buildkite.com/acme/shop/builds/17",
    ], api: "GITHUB_API_URL", token: "GITHUB_TOKEN", result: nil, own: "queue: linux-large",
    chosen: "queue: linux-small")

  static let teamCity = Story(
    platform: "teamcity", source: "tc.example.com", pipeline: ".teamcity.yml", labels: ["Linux-Large"],
    cpus: 8,
    memory: 16,
    environment: [
      "TEAMCITY_VERSION": "2025.11 (build 208117)", "BUILD_NUMBER": "17",
      "TEAMCITY_PROJECT_NAME": "acme/shop",
      "TEAMCITY_BUILDCONF_NAME": "plan", "BUILD_VCS_NUMBER": commit,
      "BUILD_URL": "{api}/buildConfiguration/Shop_Plan/9001",
    ], api: "TEAMCITY_URL", token: "TEAMCITY_TOKEN", result: nil, own: "",
    chosen: "##teamcity[setParameter name='inframind.size.build' value='Linux-Small']", shown: "build",
    right: "Comment build")

  static let drone = Story(
    platform: "drone", source: "drone.example.com", pipeline: ".drone.yml", labels: ["size:large"], cpus: 8,
    memory: 32,
    arguments: [".drone.yml"],
    environment: [
      "CI": "true", "DRONE": "true", "DRONE_REPO": "acme/shop", "DRONE_BUILD_NUMBER": "17",
      "DRONE_BUILD_EVENT": "pull_request", "DRONE_COMMIT_SHA": commit, "DRONE_BRANCH": "main",
      "DRONE_SOURCE_BRANCH": "fix", "DRONE_PULL_REQUEST": "12", "DRONE_STAGE_NAME": "plan",
      "DRONE_STAGE_NUMBER": "1",
      "DRONE_STAGE_MACHINE": "one", "DRONE_STAGE_OS": "linux", "DRONE_STAGE_ARCH": "amd64",
      "DRONE_STAGE_TYPE": "docker",
      "DRONE_SYSTEM_HOST": "drone.example.com", "DRONE_REPO_LINK": "https://github.com/acme/shop",
      "DRONE_BUILD_LINK": "https://drone.example.com/acme/shop/17",
    ], api: "GITHUB_API_URL", token: "GITHUB_TOKEN", result: nil, own: "size: large", chosen: "size: small")
}
