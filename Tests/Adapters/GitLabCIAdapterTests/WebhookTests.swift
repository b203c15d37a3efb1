internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import GitLabCIAdapter

@Suite struct WebhookTests {
  private static func code(
    _ delivery: WebhookDelivery, _ secret: WebhookSecret, at now: Date = Deliveries.now
  ) -> AdapterError.Code? {
    do throws(AdapterError) {
      _ = try GitLabCI().verify(delivery, with: secret, at: now)
      return nil
    } catch {
      return error.code
    }
  }

  // MARK: - Proof

  @Test func `the sheet's signature over a real delivery is believed`() throws {
    var delivery = Deliveries.signed(try Deliveries.body("job_hook.success"))
    let signature = HTTPField.Name.literal("webhook-signature")
    #expect(delivery.headers[signature] == "v1,6CblSDs8NmMy60HwV8x1P7ffDRxDnD2+6rHH1xKbe3c=")
    #expect(Self.code(delivery, try Deliveries.secret(Deliveries.signingToken)) == nil)
    #expect(Self.code(delivery, try Deliveries.secret(Deliveries.signingToken, use: .signature)) == nil)
    let later = Deliveries.now.addingTimeInterval(301)
    #expect(Self.code(delivery, try Deliveries.secret(Deliveries.signingToken), at: later) == .staleSignature)
    delivery.headers[signature] = "v1,hXId+qB5coENXrUpt8AWVaHrNOyidx58Ki2SztzYcmI="
    #expect(Self.code(delivery, try Deliveries.secret(Deliveries.signingToken)) == .invalidSignature)
  }

  @Test func `a token is compared, also while another takes its place`() throws {
    let delivery = Deliveries.withToken(Array("{}".utf8))
    #expect(Self.code(delivery, try Deliveries.secret(Deliveries.token)) == nil)
    #expect(Self.code(delivery, try Deliveries.secret("new", Deliveries.token)) == nil)
    #expect(Self.code(delivery, try Deliveries.secret("new")) == .invalidSignature)
    #expect(
      Self.code(WebhookDelivery(headers: [:], body: []), try Deliveries.secret("new")) == .missingSignature)
  }

  @Test func `a signing token wants a signature, whatever token is sent along`() throws {
    let secret = try Deliveries.secret(Deliveries.signingToken)
    let delivery = Deliveries.withToken(Array("{}".utf8), token: Deliveries.signingToken)
    #expect(Self.code(delivery, secret) == .missingSignature)
  }

  @Test func `a secret that is said to be a token is one, whatever is signed or it looks like`() throws {
    let secret = try Deliveries.secret(Deliveries.signingToken, use: .token)
    #expect(Self.code(Deliveries.signed(Array("{}".utf8)), secret) == .missingSignature)
    #expect(Self.code(Deliveries.withToken([], token: Deliveries.signingToken), secret) == nil)
  }

  @Test func `while a signing token takes a token's place both are right, but a wrong signature is not`()
    throws
  {
    let secret = try Deliveries.secret(Deliveries.token, Deliveries.signingToken)
    let body = Array("{}".utf8)
    #expect(Self.code(Deliveries.withToken(body), secret) == nil)
    var signed = Deliveries.signed(body)
    #expect(Self.code(signed, secret) == nil)
    signed.headers[.literal("X-Gitlab-Token")] = Deliveries.token
    signed.body.append(0x20)
    #expect(Self.code(signed, secret) == .invalidSignature)
  }

  @Test func `a delivery is known again by its key, and without one by event and content`() throws {
    let adapter = GitLabCI()
    let secret = try Deliveries.secret(Deliveries.token)
    func id(_ delivery: WebhookDelivery) throws -> String {
      try adapter.verify(delivery, with: secret, at: Deliveries.now).id
    }
    var delivery = Deliveries.withToken(Array("{}".utf8), id: "key")
    #expect(try id(delivery) == "key")
    delivery.headers[.literal("Idempotency-Key")] = nil
    delivery.headers[.literal("X-Gitlab-Event-UUID")] = "event"
    let first = try id(delivery)
    #expect(first.hasPrefix("event:"))
    #expect(try id(delivery) == first)
    delivery.body = Array("[]".utf8)
    #expect(try id(delivery) != first)
    delivery.headers[.literal("X-Gitlab-Event-UUID")] = nil
    #expect(try id(delivery).hasPrefix("sha256:"))
  }

  // MARK: - Jobs

  @Test func `a job of a matrix tells its name, machine and times`() throws {
    let fact = try Deliveries.fact("constructed.job_hook.success.matrix")
    #expect(
      fact.run
        == RunReference(
          platform: .gitLabCI, source: "gitlab.example.com", repository: "acme/sample-app", run: "743121198"))
    #expect(fact.subject == .job(id: "3580121300"))
    #expect(fact.stage == .finished)
    #expect(try fact.time == Date("2026-08-01 10:05:02 UTC"))
    let details = fact.details
    #expect(details.name == "unit: [amd64, slim]")
    #expect(details.attempt == 1)
    #expect(details.branch == "main")
    #expect(details.event == "parent_pipeline" && details.pipeline == nil, "a child's file nothing tells")
    #expect(details.visibility == .private)
    #expect(details.conclusion == .success)
    #expect(details.conclusionWord == "success")
    #expect(try details.startedAt == Date("2026-08-01 10:00:31 UTC"))
    #expect(try details.queuedAt == Date("2026-08-01T10:00:02.3Z"))
    #expect(details.runnerLabels == ["saas-linux-medium-amd64"])
    #expect(details.runnerName == "3-green.saas-linux-medium-amd64.runners-manager.gitlab.com/default")
    #expect(details.actor == Deliveries.actors.hash("dev1", on: .gitLabCI))
    #expect((details.job, details.isFromFork) == (nil, nil))
  }

  @Test
  func `an older server's job is found by the address to clone from, and its machine's tags are not its own`()
    throws
  {
    let fact = try Deliveries.fact("job_hook.success")
    #expect(fact.run.source == "gitlab.com")
    #expect(fact.run.repository == "jsmithy2/release-tools-fake")
    #expect(fact.run.run == "743121198")
    #expect(fact.details.attempt == 2)
    #expect(fact.details.runnerLabels == nil)
    #expect(fact.details.conclusion == .success)
    #expect(fact.details.visibility == .public)
    #expect(try fact.details.finishedAt == Date("2023-01-10T13:50:54Z"))
  }

  @Test func `a retry that the machine failed is infrastructure`() throws {
    let details = try Deliveries.fact("constructed.job_hook.failed.retry").details
    #expect(details.attempt == 2)
    #expect(details.conclusion == .infrastructureFailure)
    #expect(details.conclusionWord == "runner_system_failure")
  }

  @Test(arguments: [
    ("job_hook.created", FactStage.planned), ("constructed.job_hook.pending.matrix", .queued),
  ])
  func `a job that has not begun has no machine, times or end`(name: String, stage: FactStage) throws {
    let fact = try Deliveries.fact(name)
    #expect(fact.stage == stage)
    #expect(fact.details.createdAt == fact.time)
    let details = fact.details
    #expect((details.startedAt, details.queuedAt, details.finishedAt) == (nil, nil, nil))
    #expect((details.runnerName, details.conclusion, details.conclusionWord) == (nil, nil, nil))
  }

  @Test(arguments: [
    ("script_failure", JobConclusion.failure), ("unknown_failure", .failure), ("brand_new_failure", .failure),
    ("job_execution_timeout", .timedOut), ("runner_system_failure", .infrastructureFailure),
    ("runner_external_dependency_failure", .infrastructureFailure),
    ("runner_interrupted", .infrastructureFailure),
    ("image_pull_failure", .infrastructureFailure), ("scheduler_failure", .infrastructureFailure),
    ("data_integrity_failure", .infrastructureFailure), ("stuck_or_timeout_failure", .infrastructureFailure),
    ("runner_unsupported", .infrastructureFailure), ("runner_configuration_error", .infrastructureFailure),
    ("ci_quota_exceeded", .infrastructureFailure), ("job_canceled", .cancelled),
  ])
  func `every reason of a failure has its meaning, and is kept beside it`(
    reason: String, conclusion: JobConclusion
  ) throws {
    let fact = try #require(try Self.job("failed", reason).first)
    #expect(fact.stage == .finished)
    #expect(fact.details.conclusion == conclusion)
    #expect(fact.details.conclusionWord == reason)
  }

  @Test(arguments: [
    ("created", FactStage.planned, nil), ("waiting_for_resource", .planned, nil),
    ("preparing", .planned, nil),
    ("waiting_for_callback", .planned, nil), ("manual", .planned, nil), ("scheduled", .planned, nil),
    ("pending", .queued, nil), ("running", .running, nil), ("canceling", .running, nil),
    ("success", .finished, JobConclusion.success), ("canceled", .finished, .cancelled),
    ("skipped", .finished, .skipped), ("brand_new", .planned, nil),
  ])
  func `every status has its stage`(status: String, stage: FactStage, conclusion: JobConclusion?) throws {
    let fact = try #require(try Self.job(status, "unknown_failure").first)
    #expect(fact.stage == stage)
    #expect(fact.details.conclusion == conclusion)
    #expect(fact.details.conclusionWord == (conclusion == nil ? nil : status))
  }

  @Test(arguments: [
    (#""ci/all.yml""#, "ci/all.yml"), ("null", ".gitlab-ci.yml"), (#""""#, ".gitlab-ci.yml"),
    (#""all.yml@acme/ci:main""#, nil), (#""https://ci.example.com/all.yml""#, nil),
  ])
  func `the pipeline's file is the one of the project's settings`(setting: String, file: String?) throws {
    #expect(try Self.job("success", "", file: setting).first?.details.pipeline == file)
  }

  @Test(arguments: [("refs/merge-requests/7/head", false, nil), ("v1", true, nil), ("main", false, "main")])
  func `a tag and a merge request are no branch`(ref: String, isTag: Bool, branch: String?) throws {
    #expect(try Self.job("success", "", ref: ref, isTag: isTag).first?.details.branch == branch)
  }

  // MARK: - Pipelines

  @Test func `a pipeline tells what started it, for all its jobs, and of each job`() throws {
    guard
      case .facts(let facts, let questions) = try Deliveries.decoded(Deliveries.body("pipeline_hook.success"))
    else {
      Issue.record("it says nothing")
      return
    }
    let run = try #require(facts.first)
    #expect(run.subject == .run)
    #expect(run.run.source == "192.168.64.1:3005")
    #expect(run.details.event == "merge_request_event")
    #expect(run.details.branch == "test")
    #expect(run.details.isFromFork == false)
    #expect((run.details.name, run.details.conclusion, run.details.finishedAt) == (nil, nil, nil))
    #expect(
      facts.dropFirst().map(\.details.name) == [
        "production", "test-image", "test-build", "build-image", "staging",
      ])
    #expect(facts.dropFirst().map(\.stage) == [.finished, .finished, .finished, .finished, .planned])
    #expect(facts[1].details.conclusion == .skipped)
    #expect(facts[1].details.startedAt == nil)
    // It has no end of its own, but a duration.
    #expect(try facts[2].details.finishedAt == Date("2016-08-12 15:26:29 UTC"))
    #expect(
      questions == [
        FollowUp(
          run: run.run, question: "jobs", parameters: ["project": "1", "file": ".gitlab-ci.yml"],
          delay: .seconds(30))
      ])
  }

  @Test func `a pipeline of a merge request from another project is a fork's`() throws {
    let body = String(decoding: try Deliveries.body("pipeline_hook.success"), as: UTF8.self)
    for source in ["2", "null"] {
      let changed = body.replacing(#""source_project_id": 1"#, with: #""source_project_id": \#(source)"#)
      guard case .facts(let facts, then: _) = try Deliveries.decoded(changed) else { continue }
      #expect(facts.first?.details.isFromFork == true)
    }
  }

  @Test func `a pipeline that goes on asks nothing yet`() throws {
    let body = String(decoding: try Deliveries.body("pipeline_hook.success"), as: UTF8.self)
      .replacing(#""status": "success""#, with: #""status": "running""#)
    guard case .facts(_, let questions) = try Deliveries.decoded(body) else {
      Issue.record("it says nothing")
      return
    }
    #expect(questions == [])
  }

  // MARK: - Bodies

  @Test(arguments: [("merge_request_hook", "`merge_request`"), ("system_hook.push", "`push`")])
  func `other events are ignored, with a reason`(name: String, kind: String) throws {
    let decoded = try Deliveries.decoded(Deliveries.body(name))
    #expect(decoded == .ignored(reason: "\(kind) says nothing about job runs."))
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"object_kind": "build"}"#, #"{"object_kind": "pipeline"}"#, #"{"object_kind": 7}"#,
    #"{"object_kind": "build", "project": {"path_with_namespace": "a/b", "web_url": "https://x/a/b"}}"#,
  ])
  func `a body that is no payload is refused in one sentence`(body: String) throws {
    let error = try #require(throws: AdapterError.self) { try Deliveries.decoded(body) }
    #expect(error.code == .invalidPayload)
    #expect(error.message.hasSuffix("."))
  }

  private static func job(
    _ status: String, _ reason: String, file: String = "null", ref: String = "main", isTag: Bool = false
  ) throws -> [JobRunFacts] {
    let body = """
      {"object_kind": "build", "ref": "\(ref)", "tag": \(isTag), "build_id": 9, "build_name": "t", "pipeline_id": 7,
       "build_status": "\(status)", "build_failure_reason": "\(reason)", "build_created_at": "2026-08-01 10:00:00 UTC",
       "project": {"id": 1, "path_with_namespace": "a/b", "web_url": "https://x/y/a/b", "ci_config_path": \(file)}}
      """
    guard case .facts(let facts, then: []) = try Deliveries.decoded(body) else { return [] }
    return facts
  }
}
