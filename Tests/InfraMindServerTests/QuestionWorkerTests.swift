import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore
import InfraMindStore
import Logging
import Testing

@testable import InfraMindServer

@Suite struct QuestionWorkerTests {
  let server: ServerUnderTest

  init() throws { server = try ServerUnderTest() }

  private func worker(_ answer: Result<[JobRunFacts], any Error>?) -> QuestionWorker {
    QuestionWorker(
      store: server.store,
      inquiry: { _ in
        answer.map {
          Inquiry(history: ScriptedHistory(answer: $0), api: "https://toy.example", http: NoNetwork())
        }
      },
      actors: server.server.actors, metrics: server.server.metrics,
      log: LimitedLog(server.server.logger, pause: .seconds(3600)),
      now: server.server.now)
  }

  private func ask(attempts: Int = 0) async {
    await server.store.ask(FollowUp(run: ToyPlatform.run("7"), question: "job"), attempts: attempts)
  }

  private var outcome: QuestionOutcome? {
    get async { await server.store.settled.last?.outcome }
  }

  @Test func `an answer is recorded`() async throws {
    await ask()
    let facts = [ToyPlatform.facts("7")]
    #expect(try await worker(.success(facts)).step() == 1)
    #expect(await outcome == .answered(facts))
    #expect(server.server.metrics.counts.questions == ["answered": 1])
    #expect(try await worker(.success(facts)).step() == 0)
  }

  @Test(arguments: [AdapterError.Code.unreachable, .budgetSpent])
  func `what passes is tried again, later each time`(_ code: AdapterError.Code) async throws {
    var waits: [TimeInterval] = []
    for attempts in 0..<12 {
      await ask(attempts: attempts)
      _ = try await worker(.failure(AdapterError(code, "not now"))).step()
      guard case .again(let time, let reason) = await outcome else {
        Issue.record("not tried again")
        return
      }
      #expect(reason.contains(code.description))
      waits.append(time.timeIntervalSince(server.server.now()))
    }
    #expect((5...10).contains(waits[0]))
    #expect((1800...3600).contains(waits[11]))
  }

  @Test func `a question that makes no sense is given up, and so is one that was asked too often`()
    async throws
  {
    await ask()
    _ = try await worker(.failure(AdapterError(.notFound, "no such job"))).step()
    #expect(await outcome == .gaveUp(reason: "no such job [not-found]"))
    #expect(server.log.text.contains("no such job"))
    await ask(attempts: 29)
    _ = try await worker(.failure(AdapterError(.unreachable, "down"))).step()
    #expect(await outcome == .gaveUp(reason: "down [unreachable]"))
  }

  @Test func `without a token a question waits, and the log says so once`() async throws {
    let worker = worker(nil)
    for _ in 0..<3 {
      await ask()
      _ = try await worker.step()
      guard case .again = await outcome else {
        Issue.record("not tried again")
        return
      }
    }
    #expect(server.log.text.split(separator: "\n").count { $0.contains("there is no token for them") } == 1)
  }

  @Test func `a delivery's questions are asked`() async throws {
    _ = try await server.deliver("ask 9")
    _ = try await server.worker.step(10)
    #expect(try await worker(.success([ToyPlatform.facts("9")])).step() == 1)
    #expect(await server.store.facts == [ToyPlatform.facts("9")])
  }
}

/// Answers all questions alike.
private struct ScriptedHistory: HistoryReading {
  let answer: Result<[JobRunFacts], any Error>

  var apiRules: APIRules { APIRules(tokenVariables: []) }
  func apiURL(of source: String?, environment: [String: String]) -> String? { nil }
  func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error> { AsyncThrowingStream { nil } }

  func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts] { try answer.get() }
}

private struct NoNetwork: HTTPExecutor {
  func execute(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer {
    throw AdapterError(.unreachable, "There is no network here.")
  }
}
