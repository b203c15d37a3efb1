internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct WebhookTests {
  // MARK: - Proof

  /// Vectors of GitHub Docs, "Validating webhook deliveries", and over files of octokit/webhooks.
  @Test(arguments: [
    ("ping", "0781a4c342e19ba538f4541868124c3fc6deb4b56ae69a04a38e6cd5c188806a"),
    (
      "workflow_job.completed.success", "2511d8d1e48c4a1286c50d50b1ac974ec354864d1ce9be89d7cfc88a15ef0d9b"
    ),
  ])
  func `a published signature over the raw bytes is believed`(name: String, signature: String) throws {
    let delivery = WebhookDelivery(
      headers: [
        .literal("X-GitHub-Event"): "ping", .literal("X-GitHub-Delivery"): "one",
        .literal("X-Hub-Signature-256"): "sha256=" + signature,
      ], body: try Deliveries.body(name))
    let verified = try GitHubActions().verify(delivery, with: Deliveries.secret, at: Deliveries.now)
    #expect(verified.event == "ping")
    #expect(verified.id == "one")
  }

  @Test func `the older signature proves nothing`() throws {
    var delivery = Deliveries.signed(Array("{}".utf8), event: "ping")
    delivery.headers[.literal("X-Hub-Signature")] = "sha1=0f3a"
    delivery.headers[.literal("X-Hub-Signature-256")] = nil
    let error = try #require(throws: AdapterError.self) {
      try GitHubActions().verify(delivery, with: Deliveries.secret, at: Deliveries.now)
    }
    #expect(error.code == .missingSignature)
  }

  // MARK: - Jobs

  @Test func `a completed job tells its name, machine, times and steps`() throws {
    let fact = try Deliveries.fact("workflow_job.completed.failure")
    #expect(
      fact.run
        == RunReference(
          platform: .gitHubActions, source: "github.com", repository: "Codertocat/Hello-World",
          run: "2202229078"))
    #expect(fact.subject == .job(id: "289782451"))
    #expect(fact.stage == .finished)
    #expect(try fact.time == Date("2021-08-05T10:38:16Z"))
    let details = fact.details
    #expect(details.name == "linters")
    #expect(details.workflow == "CodeQL")
    #expect(details.attempt == 1)
    #expect(details.headCommit == "3484a3fb816e0859fd6e1cea078d76385ff50625")
    #expect(details.branch == "main")
    #expect(details.runnerLabels == ["ubuntu-latest"])
    #expect(details.runnerName == "GitHub Actions 5")
    #expect(details.runnerGroup == "GitHub Actions")
    #expect(details.visibility == .public)
    #expect(try details.queuedAt == Date("2021-08-05T10:33:58Z"))
    #expect(try details.startedAt == Date("2021-08-05T10:34:58Z"))
    #expect(try details.finishedAt == Date("2021-08-05T10:38:16Z"))
    #expect(details.conclusion == .failure)
    #expect(details.conclusionWord == "failure")
    let steps = try #require(details.steps)
    #expect(steps.count == 12)
    #expect(steps[5].name == "Run yarn install")
    #expect(steps[5].duration == .seconds(10))
    #expect(steps[7].conclusion == .failure)
    #expect(steps[8].conclusion == .skipped)
    #expect((details.pipeline, details.event, details.isFromFork) == (nil, nil, nil))
  }

  @Test func `a job of a called workflow on a larger runner keeps its whole name and its attempt`() throws {
    let details = try Deliveries.fact("constructed.workflow_job.completed.matrix-reusable-larger").details
    #expect(details.name == "ci / build (ubuntu-24.04-arm, 3.12, true)")
    #expect(details.attempt == 2)
    #expect(details.runnerLabels == ["linux-arm-8-core"])
    #expect(details.runnerGroup == "larger-runners")
    #expect(details.job == nil)
    #expect(details.matrix == nil)
  }

  @Test func `a job that asks for a group alone has no labels`() throws {
    let fact = try Deliveries.fact("constructed.workflow_job.queued.group-only-no-labels")
    #expect(fact.stage == .queued)
    #expect(fact.details.runnerLabels == [])
    #expect(fact.details.runnerGroup == nil)
  }

  @Test func `a queued job has no machine yet, whatever the payload says`() throws {
    let fact = try Deliveries.fact("workflow_job.queued")
    #expect(fact.stage == .queued)
    #expect(try fact.details.queuedAt == Date("2021-09-13T02:21:13Z"))
    #expect(fact.details.startedAt == nil)
    #expect(fact.details.runnerName == nil)
    #expect(fact.details.conclusion == nil)
  }

  @Test(arguments: ["workflow_job.waiting", "workflow_job.queued.with-deployment"])
  func `a job that waits for approval is not ready to run`(name: String) throws {
    let fact = try Deliveries.fact(name)
    #expect(fact.stage == .planned)
    #expect(try fact.details.createdAt == Date("2023-04-19T21:12:12Z"))
    #expect(fact.details.queuedAt == nil)
  }

  @Test func `the time before a deployment is not called queueing, since a person may have had to approve`()
    throws
  {
    let job = Self.job("completed", "success")
    let body =
      #"{"action": "completed", "deployment": {"id": 1}, "workflow_job": \#(job), "repository": \#(Self.repository)}"#
    let details = try #require(Self.facts(Deliveries.decoded(body, event: "workflow_job")).first).details
    #expect(details.createdAt != nil)
    #expect(details.startedAt != nil)
    #expect(details.queuedAt == nil)
  }

  @Test func `a running job tells the steps so far`() throws {
    let fact = try Deliveries.fact("workflow_job.in_progress.with-queued-steps")
    #expect(fact.stage == .running)
    #expect(try fact.time == Date("2023-06-26T03:31:36Z"))
    #expect(fact.details.steps?.count == 9)
    #expect(fact.details.steps?[0].name == "Set up job")
    #expect(fact.details.finishedAt == nil)
  }

  @Test(arguments: [
    ("success", JobConclusion.success), ("failure", .failure), ("cancelled", .cancelled),
    ("timed_out", .timedOut), ("skipped", .skipped), ("action_required", .skipped), ("neutral", .cancelled),
    ("stale", .infrastructureFailure), ("startup_failure", .infrastructureFailure), ("brand_new", nil),
  ])
  func `every word for an end has its meaning, and is kept beside it`(
    word: String, conclusion: JobConclusion?
  ) throws {
    let body =
      #"{"action": "completed", "workflow_job": \#(Self.job("completed", word)), "repository": \#(Self.repository)}"#
    let facts = try Self.facts(Deliveries.decoded(body, event: "workflow_job"))
    #expect(facts.map(\.stage) == [.finished])
    #expect(facts.first?.details.conclusion == conclusion)
    #expect(facts.first?.details.conclusionWord == word)
  }

  @Test func `a job that seems to start before it was made did not wait`() throws {
    let job = Self.job("completed", "success").replacing("2026-08-01T10:00:00Z", with: "2026-08-01T10:00:07Z")
    let body = #"{"workflow_job": \#(job), "repository": \#(Self.repository)}"#
    let details = try #require(Self.facts(Deliveries.decoded(body, event: "workflow_job")).first).details
    #expect(details.queuedAt == details.startedAt)
    #expect(try details.createdAt == Date("2026-08-01T10:00:07Z"))
  }

  @Test func `a skipped job took no machine and no time`() throws {
    let body =
      #"{"action": "completed", "workflow_job": \#(Self.job("completed", "skipped")), "repository": \#(Self.repository)}"#
    let details = try #require(Self.facts(Deliveries.decoded(body, event: "workflow_job")).first).details
    #expect(details.conclusion == .skipped)
    #expect((details.startedAt, details.runnerName, details.steps) == (nil, nil, nil))
  }

  // MARK: - Runs

  @Test func `a run tells the file, the event and who started it, for all its jobs`() throws {
    let fact = try Deliveries.fact("workflow_run.completed")
    #expect(fact.subject == .run)
    #expect(fact.run.run == "289782451")
    #expect(fact.stage == .finished)
    let details = fact.details
    #expect(details.pipeline == ".github/workflows/test.yml")
    #expect(details.workflow == "test")
    #expect(details.event == "repository_dispatch")
    #expect(details.branch == "master")
    #expect(details.isFromFork == false)
    #expect(details.actor == Deliveries.actors.hash("Codertocat", on: .gitHubActions))
    #expect(details.attempt == 1)
    #expect((details.conclusion, details.startedAt, details.finishedAt) == (nil, nil, nil))
  }

  @Test func `a run and its job become one job run`() throws {
    let run = #"{"workflow_run": \#(Self.run()), "repository": \#(Self.repository)}"#
    let job = #"{"workflow_job": \#(Self.job("completed", "success")), "repository": \#(Self.repository)}"#
    var (runFacts, jobFacts) = (MergedFacts(), MergedFacts())
    for fact in try Self.facts(Deliveries.decoded(run, event: "workflow_run")) { runFacts.merge(fact) }
    for fact in try Self.facts(Deliveries.decoded(job, event: "workflow_job")) { jobFacts.merge(fact) }
    let reference = RunReference(
      platform: .gitHubActions, source: "ghe.example.com", repository: "octo/cat", run: "7")
    let result = try #require(
      JobRunAssembly.jobRun(reference, jobID: "9", run: runFacts, job: jobFacts, inside: nil))
    #expect(result.pipeline == ".github/workflows/ci.yml")
    #expect(result.name == "build (22)")
    #expect(result.event == "pull_request")
    #expect(result.isFromFork)
    #expect(result.visibility == .internal)
    #expect(result.duration == .seconds(60))
    #expect(result.queueTime == .seconds(5))
  }

  @Test(arguments: [
    (#"{"full_name": "stranger/cat"}"#, "pull_request", true), (#"{"full_name": "Octo/Cat"}"#, "push", false),
    ("null", "pull_request_target", true), ("null", "push", nil),
  ])
  func `a run is from a fork if its head is of another repository`(
    head: String, event: String, isFromFork: Bool?
  ) throws {
    let body = #"{"workflow_run": \#(Self.run(head: head, event: event)), "repository": \#(Self.repository)}"#
    let facts = try Self.facts(Deliveries.decoded(body, event: "workflow_run"))
    #expect(facts.map(\.details.isFromFork) == [isFromFork])
  }

  @Test(arguments: [
    (".github/workflows/ci.yml", ".github/workflows/ci.yml"),
    (".github/workflows/ci.yml@refs/heads/main", ".github/workflows/ci.yml"),
    ("dynamic/github-code-scanning/codeql", nil),
  ])
  func `the path of a run is that of a file of the repository`(path: String, file: String?) throws {
    #expect(RunPayload.file(path) == file)
  }

  // MARK: - Bodies

  @Test func `a form with the payload in a field is read like the JSON itself`() throws {
    let json = try Deliveries.body("workflow_job.completed.success")
    let form = Array("payload=".utf8) + Self.formEncoded(json) + Array("&x=%7B".utf8)
    let decoded = try Deliveries.decoded(form, event: "workflow_job")
    #expect(try decoded == Deliveries.decoded(json, event: "workflow_job"))
  }

  @Test(arguments: [
    "", "payload=", "payload=%7", "payload=%zz{", "other=1", "{", "[]", "{}", "null", "\u{0}",
  ])
  func `a body that is no payload is refused in one sentence`(body: String) throws {
    let error = try #require(throws: AdapterError.self) {
      try Deliveries.decoded(body, event: "workflow_job")
    }
    #expect(error.code == .invalidPayload)
    #expect(error.message.hasSuffix("."))
  }

  @Test func `a delivery that names no event is refused`() throws {
    let error = try #require(throws: AdapterError.self) { try Deliveries.decoded("{}", event: "") }
    #expect(error.code == .invalidPayload)
  }

  @Test(arguments: ["ping", "check_run.completed"])
  func `other events are ignored, with a reason`(name: String) throws {
    let event = Deliveries.event(of: name)
    let decoded = try Deliveries.decoded(Deliveries.body(name), event: event)
    #expect(decoded == .ignored(reason: "`\(event)` says nothing about job runs."))
  }

  @Test func `a status that nobody documented is ignored`() throws {
    let body = #"{"workflow_job": \#(Self.job("dreaming", nil)), "repository": \#(Self.repository)}"#
    guard case .ignored(let reason) = try Deliveries.decoded(body, event: "workflow_job") else {
      Issue.record("it was read")
      return
    }
    #expect(reason.contains("`dreaming`"))
  }

  // MARK: - Parts

  private static let repository =
    #"{"full_name": "octo/cat", "html_url": "https://ghe.example.com/octo/cat", "visibility": "internal"}"#

  private static func job(_ status: String, _ conclusion: String?) -> String {
    """
    {"id": 9, "run_id": 7, "run_attempt": 1, "name": "build (22)", "status": "\(status)",
     "conclusion": \(conclusion.map { "\"\($0)\"" } ?? "null"), "labels": ["big"], "runner_name": "r-1",
     "created_at": "2026-08-01T10:00:00Z", "started_at": "2026-08-01T10:00:05Z",
     "completed_at": \(conclusion == nil ? "null" : "\"2026-08-01T10:01:05Z\""),
     "steps": [{"name": "Set up job", "number": 1}]}
    """
  }

  private static func run(head: String = #"{"full_name": "stranger/cat"}"#, event: String = "pull_request")
    -> String
  {
    """
    {"id": 7, "name": "CI", "path": ".github/workflows/ci.yml@main", "event": "\(event)", "status": "completed",
     "repository": {"full_name": "octo/cat"}, "head_repository": \(head), "updated_at": "2026-08-01T10:02:00Z"}
    """
  }

  private static func facts(_ decoded: DecodedDelivery) -> [JobRunFacts] {
    if case .facts(let facts, then: []) = decoded { facts } else { [] }
  }

  private static func formEncoded(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      if byte == 0x20 { return [UInt8(ascii: "+")] }
      let isPlain =
        byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
      return isPlain ? [byte] : Array(("%" + [byte].hexadecimal).utf8)
    }
  }
}
