internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import DroneAdapter

@Suite struct WebhookTests {
  private static func time(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_764_000_000 + seconds) }

  // MARK: - Proof

  @Test func `published signatures are believed, and those that prove another body, or none, are not`() throws
  {
    let vectors = try SignedRequest.all
    #expect(vectors.count == 6)
    for vector in vectors {
      let secret = try Deliveries.secret(vector.secret)
      let verified = try? Drone().verify(vector.delivery, with: secret, at: Deliveries.now)
      #expect((verified != nil) == vector.isValid, "\(vector.name)")
    }
  }

  @Test func `a delivery is believed for five minutes`() throws {
    let delivery = Deliveries.signed(try Deliveries.body("build.created"))
    for late in [0.0, 299, -299] {
      _ = try Drone().verify(
        delivery, with: Deliveries.secret(), at: Deliveries.now.addingTimeInterval(late))
    }
    let error = try #require(throws: AdapterError.self) {
      try Drone().verify(delivery, with: Deliveries.secret(), at: Deliveries.now.addingTimeInterval(301))
    }
    #expect(error.code == .staleSignature)
  }

  @Test func `a request of Woodpecker's extensions is proven by its public key, and tells no runs`() throws {
    let request = try ExtensionRequest.sample
    for key in [request.publicKey, request.derKey] {
      let verified = try Drone().verify(
        request.delivery, with: Deliveries.secret(key), at: Deliveries.now)
      #expect(verified.event == "extension")
      guard case .ignored(let reason) = try Drone().decode(verified, hashing: Deliveries.actors) else {
        Issue.record("it was read")
        continue
      }
      #expect(reason == "A request of Woodpecker's extensions comes before there are jobs.")
    }
    var changed = request.delivery
    changed.body.append(0x20)
    #expect(throws: AdapterError.self) {
      try Drone().verify(changed, with: Deliveries.secret(request.derKey), at: Deliveries.now)
    }
  }

  @Test func `a public key, which anybody may know, keys no signature of Drone's`() throws {
    let key = try ExtensionRequest.sample.derKey
    let body = Array(#"{"event": "build"}"#.utf8)
    let digest = "SHA-256=" + Data(Digest.sha256(body)).base64EncodedString()
    let proof = Digest.hmacSHA256(
      Array("date: \(Deliveries.date)\ndigest: \(digest)".utf8), key: Array(key.utf8))
    let text = Data(proof).base64EncodedString()
    let delivery = WebhookDelivery(
      headers: [
        .date: Deliveries.date, Deliveries.digest: digest,
        Deliveries.signature: #"algorithm="hmac-sha256",signature="\#(text)",headers="date digest""#,
      ], body: body)
    let error = try #require(throws: AdapterError.self) {
      try Drone().verify(delivery, with: Deliveries.secret(key), at: Deliveries.now)
    }
    #expect(error.code == .missingSignature)
    // While both platforms share a hook, the key still proves its own requests only.
    let both = try #require(WebhookSecret([key, Deliveries.secretText]))
    #expect(throws: AdapterError.self) { try Drone().verify(delivery, with: both, at: Deliveries.now) }
    _ = try Drone().verify(Deliveries.signed(body), with: both, at: Deliveries.now)
    _ = try Drone().verify(ExtensionRequest.sample.delivery, with: both, at: Deliveries.now)
  }

  // MARK: - Builds

  @Test func `a build that was made tells where its code is from, and no stages yet`() throws {
    let facts = try Deliveries.facts(Deliveries.body("build.created"))
    #expect(facts.count == 1)
    let run = facts[0]
    #expect(
      run.run
        == RunReference(
          platform: .drone, source: "drone.example.com", repository: "octocat/hello-world", run: "185"))
    #expect(run.subject == .run)
    #expect(run.stage == .queued)
    #expect(run.time == Self.time(100))
    #expect(run.details.pipeline == ".drone.yml")
    #expect(run.details.headCommit == "9fc1ad6ebf12462f3f9773003e26b4c6f54a772e")
    #expect(run.details.branch == "feature/cache")
    #expect(run.details.event == "pull_request")
    #expect(run.details.actor == Deliveries.actors.hash("octocat", on: .drone))
    #expect(run.details.isFromFork == false)
    #expect(run.details.visibility == .public)
  }

  @Test func `a file that Drone rejects makes a build without jobs`() throws {
    let facts = try Deliveries.facts(Deliveries.body("build.created.yaml-error"))
    #expect(facts.map(\.subject) == [.run])
    #expect(facts[0].stage == .finished)
  }

  @Test func `a running build tells each stage as far as it has come`() throws {
    let facts = try Deliveries.facts(Deliveries.body("build.updated.running"))
    #expect(facts.map(\.subject) == [.run, .job(id: "1"), .job(id: "2"), .job(id: "3")])
    #expect(facts.map(\.stage) == [.running, .running, .queued, .planned])
    let backend = facts[1].details
    #expect((backend.name, backend.job) == ("backend", "backend"))
    #expect(backend.queuedAt == Self.time(100))
    #expect(backend.startedAt == Self.time(104))
    #expect((backend.finishedAt, backend.conclusion) == (nil, nil))
    #expect(facts[1].time == Self.time(121))
    #expect(facts[2].details.queuedAt == Self.time(100))
    #expect((facts[3].details.queuedAt, facts[3].details.startedAt) == (nil, nil))
  }

  @Test func `a build that ended tells machine, labels, times, steps and end of its stages`() throws {
    let facts = try Deliveries.facts(Deliveries.body("build.updated.finished"))
    #expect(facts.map(\.stage) == [.finished, .finished, .finished, .finished])
    let backend = facts[1].details
    #expect(backend.runnerLabels == ["size:large"])
    #expect(backend.runnerName == "node-large-1")
    #expect(backend.runnerGroup == "docker linux/amd64")
    #expect(backend.finishedAt == Self.time(395))
    #expect(backend.conclusion == .success)
    #expect(backend.conclusionWord == "success")
    let steps = try #require(backend.steps)
    #expect(steps.map(\.name) == ["clone", "restore-cache", "test", "rebuild-cache"])
    #expect(steps[2].duration == .seconds(251))

    let frontend = facts[2].details
    #expect(frontend.conclusion == .failure)
    #expect(frontend.runnerLabels == nil)
    // A service runs beside the steps, and a step that was skipped took no time.
    #expect(frontend.steps?.map(\.name) == ["clone", "unit", "publish"])
    #expect(frontend.steps?.last?.startedAt == nil)

    let report = facts[3].details
    #expect(report.conclusion == .skipped)
    #expect((report.queuedAt, report.startedAt, report.finishedAt) == (nil, nil, nil))
  }

  @Test(arguments: [
    (#""status": "killed", "started": 1764000104, "stopped": 1764000160"#, JobConclusion.cancelled),
    (#""status": "killed", "started": 1764000104, "stopped": 1764003704"#, .timedOut),
    (#""status": "error", "error": "no such image""#, .infrastructureFailure),
    (#""status": "declined""#, .skipped),
    (
      #""status": "failure", "started": 1764000104, "stopped": 1764000160, "#
        + #""steps": [{"name": "x", "status": "failure", "exit_code": 137}]"#, .outOfMemory
    ),
    (
      #""status": "killed", "started": 1764000104, "stopped": 1764000160, "#
        + #""steps": [{"name": "x", "status": "killed", "exit_code": 137}]"#, .cancelled
    ),
  ])
  func `how a stage ended is told by its word, its time and its steps`(
    members: String, conclusion: JobConclusion
  ) throws {
    let job = try Deliveries.stage(members, repository: #""timeout": 60, "#).job
    #expect(job.stage == .finished)
    #expect(job.details.conclusion == conclusion)
  }

  @Test func `a stage that waited for others is queued since the last of these ended`() throws {
    let text = String(decoding: try Deliveries.body("build.updated.finished"), as: UTF8.self)
      .replacing(#""status": "skipped""#, with: #""status": "success""#)
    #expect(try Deliveries.facts(Array(text.utf8))[3].details.queuedAt == Self.time(395))
    let missing = text.replacing(#""frontend""#, with: #""other""#)
      .replacing(#""name": "other""#, with: #""name": "frontend""#)
    #expect(try Deliveries.facts(Array(missing.utf8))[3].details.queuedAt == nil)
  }

  @Test(arguments: [
    (#""source_repo": "octocat/hello-world", "#, false), (#""source_repo": "Octocat/Hello-World", "#, false),
    (#""source_repo": "stranger/hello-world", "#, true), ("", false),
    (#""source_repo": "", "ref": "refs/pull/12/head", "#, nil),
  ])
  func `a build is a fork's if its code is of another repository`(members: String, isFromFork: Bool?) throws {
    let run = try Deliveries.stage(#""status": "running""#, build: members).run
    #expect(run.details.isFromFork == isFromFork)
  }

  @Test func `later steps outrank earlier ones of a stage that still runs`() throws {
    let started =
      #""status": "running", "started": 1764000104, "steps": [{"name": "a", "started": 1764000105}"#
    let first = try Deliveries.stage(started + "]").job
    let second = try Deliveries.stage(started + #", {"name": "b", "started": 1764000109}]"#).job
    for order in [[first, second], [second, first]] {
      var merged = MergedFacts()
      for facts in order { merged.merge(facts) }
      #expect(merged.details.steps?.count == 2)
    }
  }

  // MARK: - Everything else

  @Test(arguments: ["user", "repo", "dream"])
  func `events that are about no build are ignored`(event: String) throws {
    guard case .ignored(let reason) = try Deliveries.decoded(Array(#"{"event": "\#(event)"}"#.utf8)) else {
      Issue.record("it was read")
      return
    }
    #expect(reason == "`\(event)` says nothing about job runs.")
  }

  @Test func `a stage in a state that nobody documented is left out`() throws {
    #expect(throws: AdapterError.self) { try Deliveries.stage(#""status": "dreaming""#) }
  }

  @Test(arguments: [
    "", "{", "[]", "{}", "null", #"{"event": "build"}"#, #"{"event": "build", "repo": {"slug": "a/b"}}"#,
    #"{"event": "build", "repo": {"slug": "a/b"}, "system": {"host": "x"}, "build": {"number": 1}}"#,
    #"{"event": "build", "repo": {"slug": "a/b"}, "build": {"number": 1, "created": 1764000100}}"#,
    #"{"event": "build", "repo": {"slug": "a/b"}, "system": {"host": "x"}, "build": {"number": 0, "created": 1764000100}}"#,
  ])
  func `a body that is no payload is refused in one sentence`(body: String) throws {
    let error = try #require(throws: AdapterError.self) { try Deliveries.decoded(Array(body.utf8)) }
    #expect(error.code == .invalidPayload)
    #expect(error.message.hasSuffix("."))
  }
}
