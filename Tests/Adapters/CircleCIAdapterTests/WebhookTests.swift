internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import CircleCIAdapter

@Suite struct WebhookTests {
  // MARK: - Proof

  /// The first four are the vectors of CircleCI Docs, "Outbound webhooks".
  @Test(arguments: [
    ("hello world", "secret", "v1=734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a", true),
    ("lalala", "another-secret", "v1=daa220016c8f29a8b214fbfc3671aeec2145cfb1e6790184ffb38b6d0425fa00", true),
    (
      "an-important-request-payload", "hunter123",
      "v1=9be2242094a9a8c00c64306f382a7f9d691de910b4a266f67bd314ef18ac49fa", true
    ),
    ("foo", "secret", "v1=773ba44693c7553d6ee20f61ea5d2757a9a4f4a44d2841ae4e95b52e4cd62db4", true),
    (
      "hello world", "secret", "v1=734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a,v2=0",
      true
    ),
    (
      "hello world", "secret", "v2=0, v1=734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a",
      true
    ),
    ("hello world", "secret", "v2=734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a", false),
    ("hello world!", "secret", "v1=734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a", false),
    ("hello world", "secret", "v1=", false), ("hello world", "secret", "", false),
  ])
  func `a published signature is believed, another version or body is not`(
    body: String, secret: String, header: String, isRight: Bool
  ) throws {
    let secret = try #require(WebhookSecret([secret]))
    let delivery = WebhookDelivery(headers: [Deliveries.signature: header], body: Array(body.utf8))
    let verified = try? CircleCI().verify(delivery, with: secret, at: Deliveries.now)
    #expect((verified != nil) == isRight)
  }

  @Test func `a signature covers the bytes of a file, with its last line end`() throws {
    var delivery = Deliveries.signed(try Deliveries.body("job-completed.matrix-failed"))
    delivery.headers[Deliveries.signature] =
      "v1=bdb960596c91b7fdcef0c9403533bb002e00ff961443f9549a9d353e5c58b415"
    let verified = try CircleCI().verify(delivery, with: Deliveries.secret, at: Deliveries.now)
    #expect(verified.id == "b9c0a3f4-2f1c-3c8a-8f3f-0c9a2b7d1e01")
    #expect(verified.event == "job-completed")
  }

  @Test func `a delivery is known again by the id in its body, whatever else changed`() throws {
    let first = try Deliveries.verified(Array(#"{"id": "one", "type": "job-completed"}"#.utf8))
    let again = try Deliveries.verified(Array(#"{"type": "job-completed", "id": "one", "try": 2}"#.utf8))
    #expect(first.id == again.id)
    #expect(try Deliveries.verified(Array("no JSON".utf8)).id.hasPrefix("sha256:"))
  }

  // MARK: - Jobs

  @Test func `a completed job tells its name, times and end, and its run what started it`() throws {
    let (run, job, questions) = try Deliveries.job(Deliveries.body("job-completed.matrix-failed"))
    let reference = RunReference(
      platform: .circleCI, source: "circleci.com", repository: "acme/shop",
      run: "91d2f6d1-1b86-4a7e-8b64-5d7bb3a4c930")
    #expect(job.run == reference)
    #expect(job.subject == .job(id: "a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e6f"))
    #expect(job.stage == .finished)
    #expect(try job.time == Date("2026-08-11T09:18:40.018Z"))
    #expect(job.details.name == "test-14.17.6-docker")
    #expect(job.details.workflow == "ci")
    #expect(try job.details.startedAt == Date("2026-08-11T09:13:02.300Z"))
    #expect(try job.details.finishedAt == Date("2026-08-11T09:18:40.018Z"))
    #expect(job.details.conclusion == .failure)
    #expect(job.details.conclusionWord == "failed")
    #expect((job.details.runnerLabels, job.details.queuedAt) == (nil, nil))

    #expect(run.run == reference)
    #expect(run.subject == .run)
    // Other jobs of the workflow may still run.
    #expect(run.stage == .running)
    // A setup config may have gone on with another one.
    #expect(run.details.pipeline == nil)
    #expect(run.details.headCommit == "6f1a0c9b7d2e4f8390aab1c2d3e4f5061728394a")
    #expect(run.details.branch == "feature/fast-tests")
    #expect(run.details.event == "webhook")
    #expect(run.details.isFromFork == false)

    #expect(questions.map(\.question) == ["job", "usage"])
    #expect(questions.map(\.run) == [reference, reference])
    #expect(questions[0].parameters["slug"] == "gh/acme/shop")
    #expect(questions[0].parameters["number"] == "9031")
    #expect(questions[1].parameters["id"] == "a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e6f")
    // Series of samples take time to become complete.
    #expect(questions[1].delay > questions[0].delay)
  }

  @Test func `a job of an orb that somebody stopped is cancelled`() throws {
    let job = try Deliveries.job(Deliveries.body("job-completed.orb-canceled")).job
    #expect(job.details.name == "node/test")
    #expect(job.details.conclusion == .cancelled)
    #expect(job.details.conclusionWord == "canceled")
  }

  @Test func `a project without a repository's name is of the repository that it checks out`() throws {
    let (run, job, questions) = try Deliveries.job(Deliveries.body("job-completed.github-app-success"))
    #expect(job.run.repository == "acme/shop")
    #expect(run.details.headCommit == "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334")
    #expect(run.details.branch == "main")
    #expect(run.details.event == "push")
    #expect(run.details.isFromFork == false)
    let actor = "6a19122c-40e0-4d56-a875-000000000001"
    #expect(run.details.actor == Deliveries.actors.hash(actor, on: .circleCI))
    #expect(
      questions[0].parameters["slug"] == "circleci/9YytKzouJxzu4TjCRFqAoD/44n9wujWcTnVZ2b5S8Fnat")
  }

  @Test(arguments: [
    ("success", JobConclusion.success), ("failed", .failure), ("canceled", .cancelled),
    ("unauthorized", .skipped), ("not_run", .skipped), ("timedout", .timedOut),
    ("infrastructure_fail", .infrastructureFailure), ("terminated-unknown", .infrastructureFailure),
    ("retried", nil), ("brand_new", nil),
  ])
  func `every word for an end has its meaning, and is kept beside it`(
    word: String, conclusion: JobConclusion?
  ) throws {
    let job = try Deliveries.job(Array(Self.delivery(job: Self.job(word)).utf8)).job
    #expect(job.stage == .finished)
    #expect(job.details.conclusion == conclusion)
    #expect(job.details.conclusionWord == word)
  }

  @Test func `a job that took no machine leaves no question, and has no time on one`() throws {
    let job = #"{"id": "j", "number": 7, "name": "deploy", "status": "unauthorized"}"#
    let (_, facts, questions) = try Deliveries.job(Array(Self.delivery(job: job).utf8))
    #expect(questions == [])
    #expect(facts.details.conclusion == .skipped)
    #expect((facts.details.startedAt, facts.details.finishedAt) == (nil, nil))
    #expect(try facts.time == Date("2026-08-11T09:00:00Z"))
  }

  // MARK: - Workflows

  @Test func `a workflow tells for all its jobs that their code is a fork's`() throws {
    let decoded = try Deliveries.decoded(Deliveries.body("workflow-completed.fork-canceled"))
    guard case .facts(let facts, then: []) = decoded, let run = facts.first, facts.count == 1 else {
      Issue.record("\(decoded)")
      return
    }
    #expect(run.subject == .run)
    #expect(run.stage == .finished)
    #expect(run.run.repository == "acme/shop")
    #expect(run.details.isFromFork == true)
    #expect(run.details.conclusion == nil)
  }

  @Test func `a workflow of a tag has no branch`() throws {
    let decoded = try Deliveries.decoded(Deliveries.body("workflow-completed.tag-error"))
    guard case .facts(let facts, then: []) = decoded else {
      Issue.record("\(decoded)")
      return
    }
    #expect(facts.map(\.details.branch) == [nil])
    #expect(facts.map(\.details.workflow) == ["release"])
  }

  @Test func `a run and its job become one job run`() throws {
    let fork = #""vcs": {"origin_repository_url": "https://github.com/x/shop.git", \#(Self.target)}"#
    let body = Self.delivery(job: Self.job("success"), pipeline: fork)
    let (run, job, _) = try Deliveries.job(Array(body.utf8))
    var (runFacts, jobFacts) = (MergedFacts(), MergedFacts())
    runFacts.merge(run)
    jobFacts.merge(job)
    let result = try #require(
      JobRunAssembly.jobRun(job.run, jobID: "j", run: runFacts, job: jobFacts, inside: nil))
    #expect(result.name == "build")
    #expect(result.pipeline == "")
    #expect(result.workflow == "main")
    #expect(result.isFromFork)
    #expect(result.duration == .seconds(60))
  }

  @Test(arguments: [
    (#""vcs": {"origin_repository_url": "git@github.com:Acme/Shop.git", \#(target)}"#, false),
    (#""vcs": {"origin_repository_url": "https://github.com/x/shop", \#(target)}"#, true),
    (#""vcs": {"branch": "pull/88"}"#, true), (#""vcs": {"branch": "pull/request"}"#, nil),
    (#""trigger_parameters": {"circleci": {"event_type": "push"}}"#, false),
    (#""trigger_parameters": {"circleci": {"event_type": "pull_request"}}"#, nil), (#""x": 1"#, nil),
  ])
  func `code is a fork's if it comes from another repository`(pipeline: String, isFromFork: Bool?) throws {
    let body = Self.delivery(job: Self.job("success"), pipeline: pipeline)
    #expect(try Deliveries.job(Array(body.utf8)).run.details.isFromFork == isFromFork)
  }

  // MARK: - Names

  @Test(arguments: [
    ("github/acme/shop", "gh/acme/shop", "acme/shop"), ("gh/acme/shop", "gh/acme/shop", "acme/shop"),
    ("Bitbucket/acme/shop", "bb/acme/shop", "acme/shop"),
    ("circleci/9Yyt/44n9", "circleci/9Yyt/44n9", "circleci/9Yyt/44n9"),
  ])
  func `slugs of one project are one`(text: String, slug: String, repository: String) throws {
    let read = try #require(ProjectSlug(text))
    #expect(read.description == slug)
    #expect(read.repository == repository)
  }

  @Test(arguments: ["", "acme/shop", "gh//shop", "gh/../shop", "gh/acme/shop/x"])
  func `other texts are no slugs`(text: String) { #expect(ProjectSlug(text) == nil) }

  @Test(arguments: [
    ("https://app.circleci.com/pipelines/github/acme/shop/1", "circleci.com"),
    ("https://ci.example.com/pipelines/github/acme/shop/1", "ci.example.com"), ("nowhere", "circleci.com"),
  ])
  func `the host is that of the workflow's page`(url: String, source: String) {
    #expect(CircleCI.source(of: url) == source)
  }

  // MARK: - Bodies

  @Test(arguments: [
    #"{"type": "ping", "webhook": {"id": "1", "name": "inframind"}}"#, #"{"webhook": {}}"#,
    #"{"type": "job-completed", "id": "1", "happened_at": "2026-08-11T09:00:00Z"}"#,
  ])
  func `a test from the settings' page is ignored, however little it says`(body: String) throws {
    guard case .ignored(let reason) = try Deliveries.decoded(body) else {
      Issue.record("it was read")
      return
    }
    #expect(reason.contains("test of the webhook"))
  }

  @Test func `an event that nobody documented is ignored`() throws {
    let body = #"{"type": "job-started", "job": {}, "workflow": {"id": "w"}}"#
    #expect(
      try Deliveries.decoded(body) == .ignored(reason: "`job-started` says nothing about job runs."))
  }

  @Test(arguments: [
    "", "{", "[]", "{}", "null", #"{"job": {}}"#, #"{"type": "job-completed", "job": {"id": "j"}}"#,
    #"{"type": "job-completed", "workflow": {"id": "w"}, "project": {"slug": "gh/a/b"}}"#,
    #"{"type": "workflow-completed", "workflow": {"id": "w"}, "project": {"slug": "gh/a/b"}}"#,
    #"{"type": "workflow-completed", "workflow": {"id": "w"}, "project": {"slug": "nothing"}}"#,
  ])
  func `a body that is no payload is refused in one sentence`(body: String) throws {
    let error = try #require(throws: AdapterError.self) { try Deliveries.decoded(body) }
    #expect(error.code == .invalidPayload)
    #expect(error.message.hasSuffix("."))
  }

  // MARK: - Parts

  private static let target = #""target_repository_url": "https://github.com/acme/shop""#

  private static func job(_ status: String) -> String {
    """
    {"id": "j", "number": 7, "name": "build", "status": "\(status)", "started_at": "2026-08-11T09:00:00Z",
     "stopped_at": "2026-08-11T09:01:00Z"}
    """
  }

  private static func delivery(job: String, pipeline: String = #""trigger": {"type": "webhook"}"#) -> String {
    """
    {"id": "d", "type": "job-completed", "happened_at": "2026-08-11T09:00:00Z",
     "project": {"slug": "github/acme/shop"}, "pipeline": {"id": "p", \(pipeline)}, "job": \(job),
     "workflow": {"id": "w", "name": "main", "url": "https://app.circleci.com/pipelines/github/acme/shop/1"}}
    """
  }
}
