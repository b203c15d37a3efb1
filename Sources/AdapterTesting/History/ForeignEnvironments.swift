internal import InfraMindCore

/// The environment of a job of each platform: an adapter is given those of the others.
enum ForeignEnvironments {
  static let all: [(name: String, platform: Platform?, variables: [String: String])] = [
    ("no job", nil, [:]),
    ("a shell", nil, ["HOME": "/home/me", "PATH": "/bin", "USER": "me"]),
    ("some job", nil, ["CI": "true"]),
    (
      "a job of GitHub Actions", .gitHubActions,
      [
        "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "octo/cat", "GITHUB_RUN_ID": "7",
        "GITHUB_RUN_ATTEMPT": "1", "GITHUB_JOB": "build", "RUNNER_NAME": "r", "GITHUB_SHA": "0f",
        "GITHUB_SERVER_URL": "https://github.com",
      ]
    ),
    (
      "a job of Gitea", nil,
      [
        "CI": "true", "GITHUB_ACTIONS": "true", "GITEA_ACTIONS": "true", "GITHUB_REPOSITORY": "octo/cat",
        "GITHUB_RUN_ID": "7", "GITHUB_SERVER_URL": "https://gitea.example.org",
      ]
    ),
    (
      "a job of GitLab CI", .gitLabCI,
      [
        "CI": "true", "GITLAB_CI": "true", "CI_SERVER_URL": "https://gitlab.com", "CI_JOB_ID": "9",
        "CI_PIPELINE_ID": "7", "CI_PROJECT_PATH": "acme/app", "CI_JOB_NAME": "test", "CI_COMMIT_SHA": "0f",
      ]
    ),
    (
      "a job of CircleCI", .circleCI,
      [
        "CI": "true", "CIRCLECI": "true", "CIRCLE_JOB": "build", "CIRCLE_BUILD_NUM": "9",
        "CIRCLE_WORKFLOW_ID": "c4b5d6e7-0000-4000-8000-000000000001",
        "CIRCLE_WORKFLOW_JOB_ID": "c4b5d6e7-0000-4000-8000-000000000002",
        "CIRCLE_PIPELINE_ID": "c4b5d6e7-0000-4000-8000-000000000003", "CIRCLE_SHA1": "0f",
        "CIRCLE_REPOSITORY_URL": "https://github.com/acme/app",
      ]
    ),
    (
      "a job of Buildkite", .buildkite,
      [
        "CI": "true", "BUILDKITE": "true", "BUILDKITE_JOB_ID": "018f0000-0000-4000-8000-000000000001",
        "BUILDKITE_BUILD_ID": "018f0000-0000-4000-8000-000000000002", "BUILDKITE_BUILD_NUMBER": "7",
        "BUILDKITE_PIPELINE_SLUG": "app", "BUILDKITE_ORGANIZATION_SLUG": "acme", "BUILDKITE_LABEL": "test",
        "BUILDKITE_COMMIT": "0f", "BUILDKITE_REPO": "https://github.com/acme/app.git",
      ]
    ),
    (
      "a build of TeamCity", .teamCity,
      [
        "TEAMCITY_VERSION": "2025.07 (build 197242)", "BUILD_NUMBER": "7", "TEAMCITY_PROJECT_NAME": "App",
        "TEAMCITY_BUILDCONF_NAME": "Build",
        "BUILD_URL": "https://ci.example.org/buildConfiguration/App_Build/7",
        "TEAMCITY_BUILD_PROPERTIES_FILE": "/opt/agent/temp/build.properties",
      ]
    ),
    (
      "a stage of Drone", .drone,
      [
        "CI": "true", "DRONE": "true", "DRONE_REPO": "acme/app", "DRONE_BUILD_NUMBER": "7",
        "DRONE_STAGE_NAME": "default", "DRONE_STAGE_NUMBER": "1", "DRONE_SYSTEM_HOST": "drone.example.org",
        "DRONE_COMMIT_SHA": "0f", "DRONE_BUILD_EVENT": "push",
      ]
    ),
    (
      "a workflow of Woodpecker", .drone,
      [
        "CI": "woodpecker", "CI_REPO": "acme/app", "CI_PIPELINE_NUMBER": "7", "CI_WORKFLOW_NAME": "test",
        "CI_WORKFLOW_NUMBER": "1", "CI_SYSTEM_HOST": "ci.example.org", "CI_COMMIT_SHA": "0f",
        "CI_PIPELINE_EVENT": "push", "CI_SYSTEM_NAME": "woodpecker",
      ]
    ),
    (
      "a build of Jenkins", nil,
      [
        "JENKINS_URL": "https://jenkins.example.org/", "BUILD_NUMBER": "7", "BUILD_ID": "7",
        "JOB_NAME": "app",
        "BUILD_URL": "https://jenkins.example.org/job/app/7/",
      ]
    ),
    ("a build of Azure Pipelines", nil, ["TF_BUILD": "True", "BUILD_BUILDID": "7", "SYSTEM_JOBID": "9"]),
  ]
}
