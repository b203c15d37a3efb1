internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import TeamCityAdapter

@Suite struct WebhookTests {
  // MARK: - Proof

  @Test func `user and password prove a delivery, and so does a bearer token`() throws {
    let body = try Deliveries.body("build.started")
    let basic = Deliveries.sent(body)
    let bearer = Deliveries.sent(body, "Bearer \(Deliveries.credentials)")
    let ways: [(WebhookDelivery, WebhookSecret.Use?, Bool)] = [
      (basic, nil, true), (bearer, nil, true), (bearer, .token, true), (basic, .token, false),
      (Deliveries.sent(body, "Basic aW5mcmFtaW5kOng="), nil, false),
      (Deliveries.sent(body, "Bearer x"), nil, false),
      (Deliveries.sent(body, "Basic %%%"), nil, false),
      (WebhookDelivery(headers: [:], body: body), nil, false),
    ]
    for (delivery, use, isRight) in ways {
      let secret = try Deliveries.secret(use)
      let verified = try? TeamCity().verify(delivery, with: secret, at: Deliveries.now)
      #expect((verified != nil) == isRight, "\(delivery.headers) as \(String(describing: use))")
    }
  }

  @Test func `a secret that is to key signatures is refused, since TeamCity makes none`() throws {
    let error = try #require(throws: AdapterError.self) {
      try TeamCity().verify(
        Deliveries.sent([]), with: Deliveries.secret(.signature), at: Deliveries.now)
    }
    #expect(error.code == .unusableSecret)
  }

  @Test(arguments: [
    (["hook:word"], nil, true), (["hook"], nil, false), (["hook:word", "old"], nil, false),
    (["token"], WebhookSecret.Use.token, true), (["hook:word"], .signature, false),
  ])
  func `a secret without a colon is no user and password`(
    values: [String], use: WebhookSecret.Use?, isRight: Bool
  ) throws {
    let secret = try #require(WebhookSecret(values, use: use))
    let objection = TeamCity().objection(to: secret)
    #expect((objection == nil) == isRight)
    #expect(objection?.contains("`user:password`") != false)
  }

  @Test func `a delivery that is sent again is the same by server, build, event, status and end`() throws {
    let text = String(decoding: try Deliveries.body("build.finished-success"), as: UTF8.self)
    let first = try Deliveries.verified(Array(text.utf8))
    #expect(first.event == "BUILD_FINISHED")
    let again = text.replacing("Tests passed: 312", with: "Tests passed: 313")
    #expect(try Deliveries.verified(Array(again.utf8)).id == first.id)
    for (part, other) in [
      ("\"id\": 9001", "\"id\": 9002"), ("BUILD_FINISHED", "BUILD_STARTED"),
      ("tc.example.com", "tc2.example.com"),
      ("\"status\": \"SUCCESS\"", "\"status\": \"FAILURE\""), ("20251124T161130", "20251124T161131"),
    ] {
      let changed = text.replacing(part, with: other)
      #expect(try Deliveries.verified(Array(changed.utf8)).id != first.id, "\(part)")
    }
  }

  // MARK: - Builds

  private static let reference = RunReference(
    platform: .teamCity, source: "tc.example.com", repository: "Shop_CI", run: "9001")

  @Test func `a finished build tells its name, agent, times and end, and leaves the question for it`() throws
  {
    let (facts, questions) = try Deliveries.facts(Deliveries.body("build.finished-success"))
    #expect(facts.map(\.run) == [Self.reference, Self.reference])
    #expect(facts.map(\.subject) == [.run, .job(id: "9001")])
    #expect(facts.map(\.stage) == [.finished, .finished])
    #expect(facts[0].details.headCommit == "9fc1ad6ebf12462f3f9773003e26b4c6f54a772e")
    #expect(facts[0].details.branch == "feature/cache")
    #expect(facts[0].details.event == "vcs")
    let job = facts[1].details
    #expect(job.name == "Backend tests")
    #expect(try job.createdAt == Date("20251124T160100+0000"))
    #expect(try job.queuedAt == Date("20251124T160100+0000"))
    #expect(try job.startedAt == Date("20251124T160142+0000"))
    // When it left its machine, not when it was over.
    #expect(try job.finishedAt == Date("20251124T161129+0000"))
    #expect(try facts[1].time == Date("20251124T161130+0000"))
    #expect(job.conclusion == .success)
    #expect(job.conclusionWord == "SUCCESS")
    #expect(job.runnerName == "Ubuntu-22.04-Large-9f2")
    #expect(job.runnerLabels == ["Ubuntu-22.04-Large"])

    #expect(questions.map(\.question) == ["build"])
    #expect(questions.map(\.run) == [Self.reference])
    #expect(questions.first?.parameters == ["id": "9001"])
    #expect(questions.first?.delay == .seconds(30))
  }

  @Test func `a failed build is told so, and a branch without what git puts before it`() throws {
    let (facts, _) = try Deliveries.facts(Deliveries.body("build.finished-failure"))
    #expect(facts[0].details.branch == "dev")
    #expect(facts[1].details.conclusion == .failure)
  }

  @Test func `an interrupted build has ended, though its state does not say so`() throws {
    let (facts, questions) = try Deliveries.facts(Deliveries.body("build.interrupted"))
    #expect(facts.map(\.stage) == [.finished, .finished])
    #expect(facts[1].details.conclusion == .cancelled)
    #expect(facts[1].details.conclusionWord == "canceled")
    #expect(try facts[1].details.finishedAt == Date("20251124T160543+0000"))
    #expect(facts[0].details.actor == Deliveries.actors.hash("admin", on: .teamCity))
    #expect(questions.count == 1)
  }

  @Test(arguments: [("build.queued", FactStage.queued), ("build.started", .running)])
  func `a build that has not ended has no end, and leaves no question`(name: String, stage: FactStage) throws
  {
    let (facts, questions) = try Deliveries.facts(Deliveries.body(name))
    #expect(facts.map(\.stage) == [stage, stage])
    #expect((facts[1].details.conclusion, facts[1].details.finishedAt) == (nil, nil))
    #expect(try facts[1].details.queuedAt == Date("20251124T160100+0000"))
    #expect((facts[1].details.startedAt == nil) == (stage == .queued))
    #expect(questions == [])
  }

  @Test func `a delivery trimmed too far says which fields to add`() throws {
    let error = try #require(throws: AdapterError.self) {
      try Deliveries.decoded(Deliveries.body("build.finished.trimmed"))
    }
    #expect(error.code == .invalidPayload)
    #expect(error.message.contains("webUrl,buildType(id,name,projectId)"))
    #expect(error.message.contains("BUILD_FINISHED.fields"))
  }

  @Test func `a trimmed delivery with these fields is read, with its statistics as steps`() throws {
    let text = String(decoding: try Deliveries.body("build.finished.trimmed"), as: UTF8.self).replacing(
      "\"payload\": {",
      with: #""payload": {"webUrl": "https://tc.example.com/buildConfiguration/Shop_CI_Backend/9001", "#
        + #""buildType": {"id": "Shop_CI_Backend", "name": "Backend tests", "projectId": "Shop_CI"}, "#)
    let facts = try Deliveries.facts(Array(text.utf8)).facts
    #expect(facts.map(\.run) == [Self.reference, Self.reference])
    #expect(facts[1].details.runnerGroup == "Default")
    let steps = try #require(facts[1].details.steps)
    #expect(steps.map(\.name) == ["sourcesUpdate", "artifactsPublishing"])
    #expect(steps.map(\.duration) == [.milliseconds(6100), .milliseconds(1900)])
    #expect(try steps[0].startedAt == Date("20251124T160142+0000"))
  }

  @Test(arguments: [
    (#""status": "SUCCESS", "agent": {"name": "a"}"#, JobConclusion.success),
    (#""status": "FAILURE", "agent": {"name": "a"}"#, .failure),
    (#""status": "ERROR", "agent": {"name": "a"}"#, .infrastructureFailure),
    (
      #""status": "FAILURE", "problemOccurrences": {"problemOccurrence": [{"type": "TC_EXECUTION_TIMEOUT"}]}"#,
      .timedOut
    ),
    (
      #""status": "FAILURE", "problemOccurrences": {"problemOccurrence": [{"type": "TC_OOME"}]}"#,
      .outOfMemory
    ),
    (#""status": "UNKNOWN", "canceledInfo": {"timestamp": "20251124T160543+0000"}"#, .cancelled),
    (#""status": "FAILURE", "failedToStart": true"#, .skipped), (#""status": "UNKNOWN""#, nil),
  ])
  func `how a build ended is told by its status, its problems, and whether it ran at all`(
    members: String, conclusion: JobConclusion?
  ) throws {
    #expect(try Deliveries.job(members).details.conclusion == conclusion)
  }

  @Test func `a build that failed to start has no times but that of its making`() throws {
    let job = try Deliveries.job(#""failedToStart": true, "status": "FAILURE", "number": "N/A""#).details
    #expect((job.queuedAt, job.startedAt, job.finishedAt) == (nil, nil, nil))
    #expect(job.createdAt != nil)
    #expect(job.conclusionWord == "failedToStart")
  }

  @Test(arguments: [
    (
      #""queuedWaitReasons": {"property": [{"name": "Build dependencies have not been built yet", "value": "30000"}, "#
        + #"{"name": "There are no idle compatible agents which can run this build", "value": "12000"}]}"#,
      30.0
    ),
    (#""queuedWaitReasons": {"property": []}"#, 0), (#""snapshot-dependencies": {"count": 2}"#, nil),
    (#""triggered": {"type": "snapshotDependency"}"#, nil), (#""status": "SUCCESS""#, 0),
    (#""queuedWaitReasons": {"property": [{"name": "dependencies", "value": "3000000"}]}"#, nil),
  ])
  func `a build is ready once what it depends on is done`(members: String, seconds: Double?) throws {
    let job = try Deliveries.job(members + #", "agent": {"name": "a"}"#).details
    let created = try Date("20251124T160100+0000")
    #expect(job.queuedAt == seconds.map { created.addingTimeInterval($0) })
  }

  // MARK: - Pipelines

  private static let head = #"""
    {"eventType": "BUILD_FINISHED", "payload": {"id": 6708, "state": "finished", "status": "FAILURE", "composite": true,
     "webUrl": "https://tc.example.com/ci/buildConfiguration/Shop_CiCd/6708", "queuedDate": "20251124T160000+0000",
     "startDate": "20251124T160010+0000", "finishDate": "20251124T161000+0000",
     "buildType": {"id": "Shop_CiCd", "name": "CI", "projectId": "Shop_CiCd"},
     "pipelineRun": {"pipeline": {"id": "Shop_CiCd", "name": "CI"}, "jobs": {"job": [
      {"id": "lint", "name": "Lint", "build": {"id": 6500, "finishDate": "20251124T120000+0000"}},
      {"id": "test_linux", "name": "Test Linux", "build": {"id": 6710, "finishDate": "20251124T160900+0000"}}]}}}}
    """#

  @Test func `the head of a pipeline is no job, and names those that ran with it`() throws {
    let (facts, questions) = try Deliveries.facts(Array(Self.head.utf8))
    #expect(facts.map(\.subject) == [.run, .job(id: "6710")])
    #expect(facts.map(\.run.source) == ["tc.example.com/ci", "tc.example.com/ci"])
    #expect(facts.map(\.run.run) == ["6708", "6710"])
    let job = facts[1].details
    #expect((job.job, job.name) == ("test_linux", "Test Linux"))
    #expect((job.pipeline, job.workflow) == (".teamcity.yml", "CI"))
    #expect((job.conclusion, job.finishedAt, job.createdAt) == (nil, nil, nil))
    #expect(questions.count == 1)
  }

  @Test func `what a head says joins what its job's own build said`() throws {
    let own = try Deliveries.job(#""status": "SUCCESS", "agent": {"name": "a"}"#)
    let head = Self.head.replacing("6710", with: "7").replacing("Shop_CiCd", with: "Shop")
      .replacing("tc.example.com/ci", with: "tc.example.com")
    let named = try #require(try Deliveries.facts(Array(head.utf8)).facts.last)
    #expect(named.run == own.run)
    var merged = MergedFacts()
    for facts in [named, own] { merged.merge(facts) }
    let run = JobRunAssembly.jobRun(own.run, jobID: "7", run: nil, job: merged, inside: nil)
    #expect(run?.job == "test_linux")
    #expect(run?.pipeline == ".teamcity.yml")
    #expect(run?.conclusion == .success)
  }

  @Test(arguments: [
    (#"{"type": "snapshotDependency", "build": {"id": 8}}"#, "8"),
    (
      #"{"type": "snapshotDependency", "build": {"id": 8, "triggered": {"type": "snapshotDependency", "build": {"id": 9}}}}"#,
      "9"
    ),
    (
      #"{"type": "snapshotDependency", "build": {"id": 8, "triggered": {"type": "vcs", "build": {"id": 9}}}}"#,
      "8"
    ),
    (#"{"type": "buildType", "build": {"id": 8}}"#, nil), (#"{"type": "snapshotDependency"}"#, nil),
    (#"{"type": "vcs"}"#, nil),
  ])
  func `a build that others wait for is of the chain of the last of them`(triggered: String, chain: String?)
    throws
  {
    let members = #""status": "SUCCESS", "agent": {"name": "a"}, "triggered": \#(triggered)"#
    let text = """
      {"eventType": "BUILD_FINISHED", "payload": {"id": 7, "state": "finished",
       "webUrl": "https://tc.example.com/buildConfiguration/Shop_Test/7",
       "buildType": {"id": "Shop_Test", "name": "Test", "projectId": "Shop"},
       "queuedDate": "20251124T160100+0000", \(members)}}
      """
    #expect(try Deliveries.facts(Array(text.utf8)).facts.first?.details.chain == chain)
  }

  @Test func `a head says of which chain its jobs are`() throws {
    let (facts, _) = try Deliveries.facts(Array(Self.head.utf8))
    #expect(facts.map(\.details.chain) == [nil, "6708"])
  }

  @Test(
    arguments: [
      ("pull/7", true), ("refs/pull/7/head", true), ("pull/7/merge", true), ("pull-requests/12", true),
      ("merge-requests/3", true), ("pull/requests", nil), ("feature/pull/7", nil), ("main", nil),
    ] as [(String, Bool?)])
  func `code of a pull request counts as from outside, since nothing tells whose it is`(
    branch: String, isFromFork: Bool?
  ) throws {
    let text = String(decoding: try Deliveries.body("build.finished-success"), as: UTF8.self)
      .replacing("\"feature/cache\"", with: "\"\(branch)\"")
    #expect(try Deliveries.facts(Array(text.utf8)).facts.first?.details.isFromFork == isFromFork)
  }

  @Test func `a composite build is a run without jobs`() throws {
    let text = Self.head.replacing("\"pipelineRun\"", with: "\"other\"")
    #expect(try Deliveries.facts(Array(text.utf8)).facts.map(\.subject) == [.run])
  }

  // MARK: - tcWebHooks

  @Test func `a delivery of tcWebHooks is of the same build as TeamCity's own`() throws {
    let (facts, questions) = try Deliveries.facts(Deliveries.body("tcwebhooks.build-finished"))
    #expect(facts.map(\.run) == [Self.reference])
    #expect(facts.map(\.subject) == [.job(id: "9001")])
    let job = facts[0].details
    #expect(job.name == "Backend tests")
    #expect(job.conclusion == .success)
    #expect(try job.finishedAt == Date("2025-11-24T16:11:30.000Z"))
    #expect(job.runnerLabels == ["Ubuntu-22.04-Large"])
    #expect(questions.map(\.question) == ["build"])
  }

  @Test(arguments: ["buildAddedToQueue", "changesLoaded", "buildPinned", "beforeBuildFinish", "dream"])
  func `events of tcWebHooks that are about no run, or about another id, are ignored`(event: String) throws {
    let text = String(decoding: try Deliveries.body("tcwebhooks.build-finished"), as: UTF8.self)
      .replacing("\"buildFinished\"", with: "\"\(event)\"")
    guard case .ignored = try Deliveries.decoded(Array(text.utf8)) else {
      Issue.record("it was read")
      return
    }
  }

  @Test func `a build that tcWebHooks calls interrupted was cancelled`() throws {
    let text = String(decoding: try Deliveries.body("tcwebhooks.build-finished"), as: UTF8.self)
      .replacing("\"buildFinished\"", with: "\"buildInterrupted\"")
    #expect(try Deliveries.facts(Array(text.utf8)).facts[0].details.conclusion == .cancelled)
  }

  // MARK: - Everything else

  @Test(arguments: [
    "AGENT_REGISTRED", "BUILD_PROBLEMS_CHANGED", "CHANGES_LOADED", "BUILD_REMOVED_FROM_QUEUE",
  ])
  func `events that tell nothing of how a build runs are ignored`(event: String) throws {
    guard case .ignored(let reason) = try Deliveries.decoded(Array(#"{"eventType": "\#(event)"}"#.utf8))
    else {
      Issue.record("it was read")
      return
    }
    #expect(reason == "`\(event)` says nothing about how a build runs.")
  }

  @Test func `a personal build is ignored`() throws {
    #expect(throws: AdapterError.self) { try Deliveries.job(#""personal": true, "status": "SUCCESS""#) }
  }

  @Test(arguments: [
    "", "{", "[]", "{}", "null", #"{"eventType": "BUILD_FINISHED"}"#, #"{"build": {}}"#,
    #"{"eventType": "BUILD_FINISHED", "payload": {"id": 1, "webUrl": "https://x/build/1"}}"#,
    #"{"build": {"notifyType": "buildFinished", "buildId": "1"}}"#,
  ])
  func `a body that is no payload is refused in one sentence`(body: String) throws {
    let error = try #require(throws: AdapterError.self) { try Deliveries.decoded(Array(body.utf8)) }
    #expect(error.code == .invalidPayload)
    #expect(error.message.hasSuffix("."))
  }

  // MARK: - Parts

  @Test(arguments: [
    ("https://tc.example.com/buildConfiguration/Shop_Test/7", "tc.example.com", "7"),
    (
      "https://TC.example.com/teamcity/viewLog.html?buildTypeId=Shop&buildId=7", "tc.example.com/teamcity",
      "7"
    ),
    ("http://tc.example.com:8111/viewQueued.html?itemId=7", "tc.example.com:8111", nil),
    ("https://tc.example.com/build/7?mode=builds", "tc.example.com", "7"),
    ("https://tc.example.com/other/page", "tc.example.com", nil), ("nonsense", nil, nil),
  ])
  func `the server and the build are read in the address of a page`(
    page: String, source: String?, build: String?
  ) {
    #expect(ServerAddress.source(of: page) == source)
    #expect(ServerAddress.build(of: page) == build)
  }

  @Test(arguments: [
    ("Ubuntu-22.04-Large-9f2", "Ubuntu-22.04-Large"),
    ("Ubuntu-22.04-Large-Arm64-1-2", "Ubuntu-22.04-Large-Arm64"),
    ("Linux-Small", "Linux-Small"), ("office-mac-3", nil), ("cpu=8", nil), ("", nil),
    (String(repeating: "-", count: 50_000), nil),
  ])
  func `a hosted agent is called as a pipeline asks for it`(agent: String, label: String?) {
    #expect(HostedAgents.label(of: agent) == label)
  }
}
