internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import BuildkiteAdapter

@Suite struct WebhookTests {
  // MARK: - Proof

  private static func verify(
    _ headers: HTTPFields, _ body: [UInt8], token: String, use: WebhookSecret.Use?, at seconds: Int
  ) throws -> VerifiedDelivery {
    let secret = try #require(WebhookSecret([token], use: use))
    return try Buildkite().verify(
      WebhookDelivery(headers: headers, body: body), with: secret,
      at: Date(timeIntervalSince1970: Double(seconds)))
  }

  /// The first is the vector of buildkite/go-buildkite `webhook_test.go`.
  @Test(arguments: [
    (
      "ping.signed-raw", "29b1ff5779c76bd48ba6705eb99ff970", 1_642_080_837,
      "582d496ac2d869dd97a3101c4cda346288c49a742592daf582ec64c86449f79c"
    ),
    (
      "job.finished.oom-retried", "inframind-test-token", 1_786_439_914,
      "fb1656132de9d314c773406168912a49879ba810e760b3cbdef27eb3c4de7255"
    ),
  ])
  func `a published signature over the raw bytes is believed for five minutes`(
    name: String, token: String, timestamp: Int, signature: String
  ) throws {
    let headers: HTTPFields = [Deliveries.signature: "timestamp=\(timestamp),signature=\(signature)"]
    let body = try Deliveries.body(name)
    for late in [0, 299, -299] {
      _ = try Self.verify(headers, body, token: token, use: nil, at: timestamp + late)
    }
    let error = try #require(throws: AdapterError.self) {
      try Self.verify(headers, body, token: token, use: .signature, at: timestamp + 301)
    }
    #expect(error.code == .staleSignature)
  }

  @Test(arguments: [
    (
      "signature=42099953bd931d88dc77a1d8d6dfa71f627d9cef9d1549fc3004ad14f7b60829, timestamp=1700000000", true
    ),
    (
      "timestamp=1700000001,signature=42099953bd931d88dc77a1d8d6dfa71f627d9cef9d1549fc3004ad14f7b60829", false
    ),
    ("timestamp=1700000000,signature=yo", false), ("invalid", false), ("", false),
  ])
  func `parts of the header may stand in any order, and none may be another`(
    header: String, isRight: Bool
  ) throws {
    let verified = try? Self.verify(
      [Deliveries.signature: header], Array("{}".utf8), token: "llamas", use: .signature, at: 1_700_000_000)
    #expect((verified != nil) == isRight)
  }

  @Test func `a hook that sends its token is proven by the token, and only if it is set up so`() throws {
    let body = Array(#"{"event":"ping"}"#.utf8)
    let token: HTTPFields = [Deliveries.token: "llamas"]
    let signature: HTTPFields = [
      Deliveries.signature:
        "timestamp=1700000000,signature=651b09f10860f01778b6f7c3fd1ad7aaf041037b5c9a1f5840904078de8c1a10"
    ]
    let ways: [(HTTPFields, WebhookSecret.Use?, Bool)] = [
      (token, .token, true), (token, .signature, false), (token, nil, false), (signature, .token, false),
      (signature, .signature, true), (signature, nil, true), ([Deliveries.token: "llama"], .token, false),
      ([:], .token, false), ([:], .signature, false),
    ]
    for (headers, use, isRight) in ways {
      let verified = try? Self.verify(headers, body, token: "llamas", use: use, at: 1_700_000_000)
      #expect((verified != nil) == isRight, "\(headers) as \(String(describing: use))")
    }
  }

  @Test func `a delivery that is sent and signed anew is the same by its content`() throws {
    let body = try Deliveries.body("job.finished.oom-retried")
    let text = String(decoding: body, as: UTF8.self)
    let again = Array(text.replacing("Some Person", with: "Somebody Else").utf8)
    let first = try Buildkite().verify(Deliveries.signed(body), with: Deliveries.secret(), at: Deliveries.now)
    let later = Deliveries.now.addingTimeInterval(120)
    let second = try Buildkite().verify(
      Deliveries.signed(again, at: later), with: Deliveries.secret(), at: later)
    #expect(first.id == second.id)
    #expect(first.event == "job.finished")

    for (part, other) in [
      ("job.finished", "job.started"), ("\"state\": \"failed\"", "\"state\": \"passed\""),
      ("09:18:34.300Z", "09:18:34.301Z"), ("0194b92a-4d74-46bb-a1bf-61c73c5642a1", "0194b92a"),
    ] {
      let changed = Array(text.replacing(part, with: other).utf8)
      let delivery = try Buildkite().verify(
        Deliveries.signed(changed), with: Deliveries.secret(), at: Deliveries.now)
      #expect(delivery.id != first.id, "\(part)")
    }
  }

  // MARK: - Jobs

  @Test func `a finished job tells its name, tags, machine, times and end`() throws {
    let (run, job) = try Deliveries.job(Deliveries.body("job.finished.oom-retried"))
    let reference = RunReference(
      platform: .buildkite, source: "buildkite.com", repository: "acme-inc/shop",
      run: "018f3c56-c87c-47e9-95ee-aa47397b4496")
    #expect(job.run == reference)
    #expect(job.subject == .job(id: "0194b92a-4d74-46bb-a1bf-61c73c5642a1"))
    #expect(job.stage == .finished)
    #expect(try job.time == Date("2026-08-11T09:18:34.300Z"))
    let details = job.details
    #expect(details.name == "test node 20 on linux")
    #expect(details.job == "test")
    #expect(details.matrix == ["node": "20", "os": "linux"])
    #expect(details.attempt == 1)
    #expect(details.runnerLabels == ["queue=linux-medium"])
    #expect(details.runnerName == "linux-medium-7f9c")
    #expect(details.runnerGroup == "linux-medium")
    // Made and scheduled before what it waited for was done.
    #expect(try details.createdAt == Date("2026-08-11T09:12:58.900Z"))
    #expect(try details.queuedAt == Date("2026-08-11T09:13:00.000Z"))
    #expect(try details.startedAt == Date("2026-08-11T09:13:14.010Z"))
    #expect(details.conclusion == .outOfMemory)
    #expect(details.conclusionWord == "failed")

    #expect(run.run == reference)
    #expect(run.subject == .run)
    #expect(run.stage == .running)
    #expect(run.details.pipeline == ".buildkite/pipeline.yml")
    #expect(run.details.workflow == "shop")
    #expect(run.details.branch == "feature/fast-tests")
    #expect(run.details.headCommit == "6f1a0c9b7d2e4f8390aab1c2d3e4f5061728394a")
    #expect(run.details.event == "webhook")
    #expect(run.details.isFromFork == false)
    #expect(run.details.visibility == .private)
    #expect(run.details.actor == Deliveries.actors.hash("sam@example.com", on: .buildkite))
  }

  @Test func `a retry is another job, and another attempt`() throws {
    let job = try Deliveries.job(Deliveries.body("job.finished.manual-retry-passed")).job
    #expect(job.subject == .job(id: "0194b92a-4d74-46bb-a1bf-61c73c5642c9"))
    #expect(job.details.attempt == 3)
    #expect(job.details.conclusion == .success)
  }

  @Test func `a job that waits for a machine is queued since it could run`() throws {
    let job = try Deliveries.job(Deliveries.body("job.scheduled.matrix")).job
    #expect(job.stage == .queued)
    #expect(try job.time == Date("2026-08-11T09:13:00.000Z"))
    #expect((job.details.startedAt, job.details.conclusion) == (nil, nil))
  }

  @Test(arguments: ["job.started.parallel", "job.promised_exit_status"])
  func `a running job has not ended, whatever it promises`(name: String) throws {
    let job = try Deliveries.job(Deliveries.body(name)).job
    #expect(job.stage == .running)
    #expect(job.details.name == ":rspec: specs 1/4")
    #expect((job.details.finishedAt, job.details.conclusion) == (nil, nil))
  }

  @Test func `a job whose condition does not hold is skipped, without times`() throws {
    let job = try Deliveries.job(Deliveries.body("job.finished.broken-if")).job
    #expect(job.stage == .finished)
    #expect(job.details.conclusion == .skipped)
    #expect(job.details.conclusionWord == "broken")
    #expect((job.details.queuedAt, job.details.startedAt, job.details.finishedAt) == (nil, nil, nil))
  }

  @Test func `what has no machine is ignored`() throws {
    guard case .ignored(let reason) = try Deliveries.decoded(Deliveries.body("job.finished.trigger")) else {
      Issue.record("it was read")
      return
    }
    #expect(reason == "A step of the type `trigger` has no machine.")
  }

  @Test(arguments: [
    (#""state": "passed", "exit_status": 0"#, JobConclusion.success),
    (#""state": "failed", "exit_status": 1"#, .failure),
    (#""state": "failed", "exit_status": "2""#, .failure),
    (#""state": "failed", "exit_status": 137"#, .outOfMemory),
    (#""state": "failed", "exit_status": 137, "signal_reason": "cancel""#, .cancelled),
    (#""state": "failed", "exit_status": -1, "signal_reason": "agent_stop""#, .infrastructureFailure),
    (#""state": "failed", "exit_status": -1"#, .infrastructureFailure),
    (#""state": "failed", "exit_status": 1, "signal_reason": "process_run_error""#, .infrastructureFailure),
    (#""state": "failed", "signal_reason": "agent_refused""#, .infrastructureFailure),
    (#""state": "canceled", "exit_status": -1"#, .cancelled), (#""state": "timed_out""#, .timedOut),
    (#""state": "skipped""#, .skipped), (#""state": "broken""#, .skipped), (#""state": "expired""#, .skipped),
    (#""state": "finished", "exit_status": 0"#, .success), (#""state": "finished""#, .failure),
  ])
  func `how a job ended is told by its state, its exit and what killed it`(
    members: String, conclusion: JobConclusion
  ) throws {
    let (_, job) = try Deliveries.job(Array(Self.delivery(job: members).utf8))
    #expect(job.stage == .finished)
    #expect(job.details.conclusion == conclusion)
  }

  @Test func `a failure that the build forgives is a failure, and called what it is`() throws {
    let members = #""state": "failed", "exit_status": 1, "soft_failed": true"#
    let (_, job) = try Deliveries.job(Array(Self.delivery(job: members).utf8))
    #expect(job.details.conclusion == .failure)
    #expect(job.details.conclusionWord == "soft_failed")
  }

  @Test(arguments: [
    (#""name": ":rspec: specs""#, ":rspec: specs", nil),
    (#""name": null, "step_key": "test""#, "test", "test"),
    (#""name": "", "command": "\n  make x\nmake y""#, "make x", nil),
    (#""name": "Test", "step_key": "test", "command": "make""#, "Test", "test"),
  ])
  func `a job is called as the reading of files calls it`(members: String, name: String, key: String?) throws
  {
    let (_, job) = try Deliveries.job(Array(Self.delivery(job: members + #", "state": "passed""#).utf8))
    #expect(job.details.name == name)
    #expect(job.details.job == key)
  }

  @Test func `of a job that nothing names only the build is told`() throws {
    let decoded = try Deliveries.decoded(Self.delivery(job: #""name": null, "state": "passed""#))
    guard case .facts(let facts, then: []) = decoded else {
      Issue.record("\(decoded)")
      return
    }
    #expect(facts.map(\.subject) == [.run])
  }

  @Test(arguments: [
    (#"{"os": "linux", "go": 1.25}"#, ["os": "linux", "go": "1.25"]), (#""20""#, ["matrix": "20"]),
    (#"["20"]"#, ["matrix": "20"]), ("true", ["matrix": "true"]), (#"{"": "20"}"#, ["matrix": "20"]),
    ("null", nil), ("{}", nil), ("[]", nil), (#"{"os": ["a"]}"#, nil),
  ])
  func `a matrix is read in every form it may have`(matrix: String, values: [String: String]?) throws {
    let members = #""name": "x", "state": "passed", "matrix": \#(matrix)"#
    #expect(try Deliveries.job(Array(Self.delivery(job: members).utf8)).job.details.matrix == values)
  }

  @Test(arguments: [
    (#"["queue=big", "os=linux"]"#, ["queue=big", "os=linux"]), (#"["*"]"#, ["queue=here"]),
    ("[]", ["queue=here"]), ("null", ["queue=here"]),
  ])
  func `labels are the tags asked for, or the queue that a job without any came to`(
    rules: String, labels: [String]
  ) throws {
    let members =
      #""name": "x", "state": "passed", "agent_query_rules": \#(rules), "#
      + #""agent": {"name": "a-1", "meta_data": ["os=linux", "queue=here"]}"#
    let details = try Deliveries.job(Array(Self.delivery(job: members).utf8)).job.details
    #expect(details.runnerLabels == labels)
    #expect(details.runnerGroup == "here")
  }

  // MARK: - Builds

  @Test func `the end of a build leaves the question for its jobs`() throws {
    let (run, questions) = try Deliveries.build("build.finished.failed")
    #expect(run.stage == .finished)
    #expect(questions.map(\.question) == ["jobs"])
    #expect(questions.map(\.run) == [run.run])
    #expect(
      questions.first?.parameters == ["organization": "acme-inc", "pipeline": "shop", "number": "1287"])
  }

  @Test func `a build that waits at a block is not at its end`() throws {
    let (run, questions) = try Deliveries.build("build.finished.blocked")
    #expect(run.stage == .running)
    #expect(run.details.isFromFork == false)
    // What ran before the block is at its end, though.
    #expect(questions.count == 1)
  }

  @Test(arguments: [
    ("build.scheduled", FactStage.queued), ("build.running", .running), ("build.failing", .running),
  ])
  func `other events of a build leave no question`(name: String, stage: FactStage) throws {
    let (run, questions) = try Deliveries.build(name)
    #expect(run.stage == stage)
    #expect(questions == [])
  }

  @Test(arguments: [
    (#"{"id": "8", "repository": "https://github.com/acme/shop.git"}"#, false),
    (#"{"id": "8", "repository": "https://github.com/stranger/shop.git"}"#, true),
    (#"{"id": "8"}"#, nil), ("{}", false), ("null", false),
  ])
  func `a pull request is a fork's if its code is of another repository`(
    pullRequest: String, isFromFork: Bool?
  ) throws {
    let body = Self.delivery(job: #""name": "x", "state": "passed""#, pullRequest: pullRequest)
    #expect(try Deliveries.job(Array(body.utf8)).run.details.isFromFork == isFromFork)
  }

  @Test(arguments: [
    ("git@github.com:acme/shop.git", "acme/shop"),
    ("https://git.example.com/group/sub/shop", "group/sub/shop"),
    ("git@somewhere.com:project.git", "acme-org/shop-pipeline"), ("", "acme-org/shop-pipeline"),
  ])
  func `a build is of the repository that its pipeline builds, or of the pipeline`(
    address: String, repository: String
  ) throws {
    let body = Self.delivery(job: #""name": "x", "state": "passed""#)
      .replacing("git@github.com:acme/shop.git", with: address)
    let job = try Deliveries.job(Array(body.utf8)).job
    #expect(job.run.repository == repository)
  }

  @Test(arguments: [
    ("buildkite-agent pipeline upload", ".buildkite/pipeline.yml"),
    ("echo hi\nbuildkite-agent pipeline upload .buildkite/ci.yml --replace", ".buildkite/ci.yml"),
    ("buildkite-agent pipeline upload \"./ci/steps.yml\"", "ci/steps.yml"),
    ("./generate.sh | buildkite-agent pipeline upload", nil), ("make", nil), ("", nil),
    ("buildkite-agent pipeline upload a.yml\nbuildkite-agent pipeline upload b.yml", nil),
    ("buildkite-agent pipeline upload $FILE", nil), ("buildkite-agent pipeline upload ../../x.yml", nil),
    ("buildkite-agent pipeline upload --dry-run", nil),
  ])
  func `the file is the one that the first steps upload`(command: String, file: String?) {
    #expect(UploadedFile.only(in: [command]) == file)
  }

  // MARK: - Bodies

  @Test(arguments: ["ping.signed-raw", "agent.connected"])
  func `other events are ignored, with a reason`(name: String) throws {
    guard case .ignored(let reason) = try Deliveries.decoded(Deliveries.body(name)) else {
      Issue.record("it was read")
      return
    }
    #expect(reason.hasSuffix("says nothing about job runs."))
  }

  @Test func `a state that nobody documented is ignored`() throws {
    guard
      case .ignored(let reason) = try Deliveries.decoded(
        Self.delivery(job: #""name": "x", "state": "dreaming""#))
    else {
      Issue.record("it was read")
      return
    }
    #expect(reason.contains("`dreaming`"))
  }

  @Test(arguments: [
    "", "{", "[]", "{}", "null", #"{"event": "job.finished"}"#, #"{"event": "build.finished", "build": {}}"#,
    #"{"event": "build.finished", "build": {"id": "1", "url": "https://x/y"}}"#,
    #"{"event": "build.finished", "build": {"id": "1", "url": "/organizations/a/pipelines/b/builds/1"}}"#,
  ])
  func `a body that is no payload is refused in one sentence`(body: String) throws {
    let error = try #require(throws: AdapterError.self) { try Deliveries.decoded(body) }
    #expect(error.code == .invalidPayload)
    #expect(error.message.hasSuffix("."))
  }

  // MARK: - Parts

  /// A delivery of a command step with these members.
  private static func delivery(job members: String, pullRequest: String = "null") -> String {
    let name = members.contains("\"name\"") ? "" : "\"name\": \"build\", "
    return """
      {"event": "job.finished", "job": {"id": "j", "type": "script", \(name)\(members)},
       "build": {"id": "b", "url": "https://api.buildkite.com/v2/organizations/acme-org/pipelines/shop-pipeline/builds/7",
                 "number": 7, "state": "running", "created_at": "2026-08-11T09:00:00Z", "pull_request": \(pullRequest)},
       "pipeline": {"slug": "shop-pipeline", "repository": "git@github.com:acme/shop.git"}}
      """
  }
}
