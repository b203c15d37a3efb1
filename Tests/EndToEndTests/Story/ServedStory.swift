import Foundation
import Testing

/// A story whose history a server keeps: what its jobs measure, and what the platform tells, come in there.
struct ServedStory: CustomTestStringConvertible, Sendable {
  var story: Story
  /// What the platform calls the repository.
  var repository = "acme/shop"
  /// Variables of the plan job beside the story's.
  var plan: [String: String] = [:]
  /// Variables of the job `build` that differ from those of the plan job. Here and in `payload`, `{run}`
  /// stands for a run's id, `{job}` for the job's, `{attempt}` and `{retries}` for how often it ran, `{api}` for
  /// the code host.
  var job: [String: String]
  /// Texts of the example's delivery in Examples/webhooks, and what takes their place, in this order.
  var payload: [(example: String, own: String)]
  /// Two runs of the job: the second is a rerun where the platform has those within a run.
  var runs: [StoryRun]
  /// What the code host is asked, all in all: to find the comment, to make it, to bring it up to date.
  var requests: Set<String> = [
    "GET /user", "GET /repos/acme/shop/issues/12/comments", "POST /repos/acme/shop/issues/12/comments",
    "PATCH /repos/acme/shop/issues/comments/101",
  ]

  var testDescription: String { story.platform }

  /// Runs of the past, in the platform's own name for the repository.
  var history: String { story.history.replacing("acme/shop", with: repository) }

  static let all = [gitHubActions, gitLabCI, circleCI, buildkite, teamCity, drone]

  static let gitHubActions = ServedStory(
    story: .gitHubActions,
    job: ["GITHUB_RUN_ID": "{run}", "GITHUB_RUN_ATTEMPT": "{attempt}", "GITHUB_JOB": "build"],
    payload: [
      (#""id": 29679449"#, #""id": {job}"#), (#""run_id": 16449"#, #""run_id": {run}"#),
      (#""run_attempt": 1"#, #""run_attempt": {attempt}"#),
      ("test (20, linux)", "build"), ("ubuntu-latest", "linux-8-core"), ("GitHub Actions 7", "one"),
      ("2026-09-01T", "2026-11-29T"),
    ], runs: [StoryRun(run: "17", job: "7001"), StoryRun(run: "17", job: "7002", attempt: 2)])

  /// The job is in the child pipeline whose file `inject` wrote.
  static let gitLabCI = ServedStory(
    story: .gitLabCI,
    job: [
      "CI_PIPELINE_ID": "{run}", "CI_JOB_ID": "{job}", "CI_JOB_NAME": "build",
      "CI_PIPELINE_SOURCE": "parent_pipeline",
    ],
    payload: [
      ("3580121225", "{job}"), ("743121198", "{run}"), ("31537070", "5"), ("auto_deploy:start", "build"),
      ("jsmithy2/release-tools-fake", "acme/shop"), ("2023-01-10 ", "2026-11-29 "),
      (
        #""retries_count": 1,"#,
        #""retries_count": {retries}, "source_pipeline": {"project": {"id": 5}, "pipeline_id": 9},"#
      ),
    ], runs: [StoryRun(run: "17", job: "7001"), StoryRun(run: "17", job: "7002", attempt: 2)],
    requests: [
      "GET /user", "GET \(notes)", "POST \(notes)", "PUT \(notes)/101",
    ])

  private static let notes = "/projects/acme%2Fshop/merge_requests/12/notes"

  static let circleCI = ServedStory(
    story: .circleCI,
    job: [
      "CIRCLE_WORKFLOW_ID": "{run}", "CIRCLE_WORKFLOW_JOB_ID": "{job}", "CIRCLE_JOB": "build",
      "CIRCLE_CONTINUATION_KEY": "",
    ],
    payload: [
      ("b9c0a3f4-2f1c-3c8a-8f3f-0c9a2b7d1e01", "b9c0a3f4-2f1c-3c8a-8f3f-{run}"),
      ("91d2f6d1-1b86-4a7e-8b64-5d7bb3a4c930", "{run}"), ("a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e6f", "{job}"),
      ("test-14.17.6-docker", "build"), (#""failed""#, #""success""#), ("2026-08-11T", "2026-11-29T"),
    ],
    runs: [
      StoryRun(run: "5d7bb3a4c931", job: "1a2b3c4d5e70"), StoryRun(run: "5d7bb3a4c932", job: "1a2b3c4d5e71"),
    ])

  static let buildkite = ServedStory(
    story: .buildkite,
    job: [
      "BUILDKITE_BUILD_ID": "{run}", "BUILDKITE_JOB_ID": "{job}", "BUILDKITE_LABEL": "build",
      "BUILDKITE_STEP_KEY": "build", "BUILDKITE_RETRY_COUNT": "{retries}",
    ],
    payload: [
      ("0194b92a-4d74-46bb-a1bf-61c73c5642c9", "{job}"), ("018f3c56-c87c-47e9-95ee-aa47397b4496", "{run}"),
      ("test node 20 on linux", "build"), (#""step_key": "test""#, #""step_key": "build""#),
      ("queue=linux-medium", "queue=linux-large"), ("acme-inc", "acme"),
      (#""exit_status": 0"#, #""exit_status": 0, "retries_count": {retries}"#),
      (#"{\#n      "node": "20",\#n      "os": "linux"\#n    }"#, "null"), ("2026-08-11T", "2026-11-29T"),
    ],
    runs: [
      StoryRun(run: "aa47397b4497", job: "61c73c5642ca"),
      StoryRun(run: "aa47397b4497", job: "61c73c5642cb", attempt: 2),
    ])

  static let teamCity = ServedStory(
    story: .teamCity, repository: "Shop", plan: ["INFRAMIND_TEAMCITY_PROJECT": "Shop"],
    job: [
      "BUILD_URL": "{api}/buildConfiguration/Shop_Build/{job}", "TEAMCITY_BUILDCONF_NAME": "build",
      "AGENT_NAME": "Linux-Large-9f2",
    ],
    payload: [
      ("9001", "{job}"), ("Shop_CI_Backend", "Shop_Build"), ("Backend tests", "build"),
      (#""projectId": "Shop_CI""#, #""projectId": "Shop""#), ("Ubuntu-22.04-Large", "Linux-Large"),
      ("https://tc.example.com", "{api}"), ("20251124T", "20261129T"),
    ], runs: [StoryRun(run: "9002", job: "9002"), StoryRun(run: "9003", job: "9003")],
    requests: ["GET /app/rest/builds/id%3A9001", "PUT /app/rest/builds/id%3A9001/comment"])

  static let drone = ServedStory(
    story: .drone,
    job: [
      "DRONE_BUILD_NUMBER": "{run}", "DRONE_STAGE_NUMBER": "{job}", "DRONE_STAGE_NAME": "build",
      "DRONE_STAGE_MACHINE": "node-large-1",
    ],
    payload: [
      (#""number": 185"#, #""number": {run}"#), ("octocat/hello-world", "acme/shop"),
      (#""number": 1,\#n        "name": "backend""#, #""number": {job},\#n        "name": "build""#),
      ("1764000", "1795900"),
    ], runs: [StoryRun(run: "17", job: "2"), StoryRun(run: "18", job: "2")])
}

/// One run of a story's job, by the ids that the platform gives it.
struct StoryRun: Sendable {
  var run: String
  var job: String
  var attempt = 1

  /// A text with the ids in it.
  func filled(_ text: String, api: String) -> String {
    text.replacing("{run}", with: run).replacing("{job}", with: job).replacing("{api}", with: api)
      .replacing("{attempt}", with: "\(attempt)").replacing("{retries}", with: "\(attempt - 1)")
  }
}
