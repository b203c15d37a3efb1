internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import CircleCIAdapter

/// What deliveries leave open, and the API answers.
@Suite struct QuestionTests {
  private static func answer(
    _ question: String, over exchanges: [ScriptedExchange]
  ) async throws -> [JobRunFacts] {
    let questions = try Deliveries.job(Deliveries.body("job-completed.matrix-failed")).questions
    let asked = try #require(questions.first { $0.question == question })
    // As it comes back from a queue.
    let kept = try #require(HistoryCheckpoint.value(FollowUp.self, of: HistoryCheckpoint.text(of: asked)))
    let http = ScriptedHTTP(exchanges)
    let facts = try await CircleCI().answer(
      kept, api: "https://circleci.com/api", over: http, hashing: Deliveries.actors)
    #expect(http.complaints == [])
    return facts
  }

  @Test func `the question for a job is answered by its class and the time it was queued`() async throws {
    let body = try Deliveries.answer("job-details")
    let facts = try await Self.answer(
      "job", over: [ScriptedExchange("/api/v2/project/gh/acme/shop/job/9031") { .json(body) }])
    let job = try Deliveries.job(Deliveries.body("job-completed.matrix-failed")).job
    #expect(facts.map(\.run) == [job.run])
    #expect(facts.map(\.subject) == [job.subject])
    let details = try #require(facts.first).details
    #expect(details.runnerLabels == ["docker", "large"])
    #expect(details.cpus == 4)
    #expect(try details.queuedAt == Date("2026-08-11T09:12:21.040Z"))
    #expect(details.conclusion == .failure)
  }

  @Test func `the question for use is answered by averages of all tasks and the highest peaks`() async throws
  {
    let body = try Deliveries.answer("resource-usage")
    let path = "/api/v3/jobs/a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e6f/resource-usage"
    let facts = try await Self.answer("usage", over: [ScriptedExchange(path) { .json(body) }])
    let job = try Deliveries.job(Deliveries.body("job-completed.matrix-failed")).job
    #expect(facts.map(\.subject) == [job.subject])
    #expect(facts.map(\.time) == [job.time])
    let details = try #require(facts.first).details
    let use = try #require(details.use)
    #expect(details.cpus == 4)
    #expect(details.memory == MemorySize(gibibytes: 8))
    #expect(use.peakCPUs == 4)
    #expect(abs((use.averageCPUs ?? 0) - 1.875) < 1e-9)
    #expect(use.peakMemory == MemorySize(bytes: 2_147_483_648))
    #expect(use.networkReceived == MemorySize(bytes: 377_487_360))
    #expect(use.networkSent == MemorySize(bytes: 3_145_728))
    // Three tasks on three machines: a sum would be nobody's.
    #expect(use.cpuTime == nil)
  }

  @Test(arguments: [
    ScriptedAnswer.status(404), .status(403), .json("{}"), .json("[]"), .json("<html>"),
    .json(#"{"data": {"attributes": {"parallel_executions": [{"cpu_cores": [], "memory_bytes": null}]}}}"#),
    .json(#"{"data": {"attributes": {"parallel_executions": [{"cpu_cores": [-1, "x", 1e999]}]}}}"#),
  ])
  func `use that the API does not tell is no fact and no failure`(answer: ScriptedAnswer) async throws {
    let path = "/api/v3/jobs/a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e6f/resource-usage"
    #expect(try await Self.answer("usage", over: [ScriptedExchange(path) { answer }]) == [])
  }

  @Test(arguments: [ScriptedAnswer.budgetSpent, .status(503), .status(429)])
  func `a question that may be answered later is not taken for answered`(answer: ScriptedAnswer) async throws
  {
    let exchange = ScriptedExchange("/api/v2/project/gh/acme/shop/job/9031") { answer }
    await #expect(throws: AdapterError.self) { try await Self.answer("job", over: [exchange]) }
  }

  @Test func `a question of another version has no answer`() async throws {
    let run = RunReference(platform: .circleCI, source: "circleci.com", repository: "a/b", run: "w")
    let facts = try await CircleCI().answer(
      FollowUp(run: run, question: "job", parameters: ["id": "x"]), api: "https://circleci.com/api/v2",
      over: ScriptedHTTP([]), hashing: Deliveries.actors)
    #expect(facts == [])
  }
}
