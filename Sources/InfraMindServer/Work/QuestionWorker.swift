internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindStore
internal import Logging
internal import ServiceLifecycle

/// Asks platforms for what deliveries left out, each question until it is answered or makes no sense any more.
struct QuestionWorker: Service {
  let store: any RunStore
  /// How to ask about a run; `nil` if there is no token for its platform.
  let inquiry: @Sendable (RunReference) -> Inquiry?
  let actors: ActorHashing
  let metrics: ServerMetrics
  let log: LimitedLog
  let now: @Sendable () -> Date
  var pause: Duration = .seconds(2)

  /// Most questions under way at a time.
  private static let batch = 16
  /// Nobody else gets a question for so long: longer than any answer takes with all its retries.
  private static let lease: Duration = .seconds(900)
  /// After so many tries, which take about a day, a question is given up.
  private static let mostAttempts = 30
  private static let backoff = Backoff(first: .seconds(10), longest: .seconds(3600))
  /// How long a question waits for a token to be configured.
  private static let tokenPause: TimeInterval = 6 * 3600

  func run() async throws {
    var failures = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      let wait: Duration
      do {
        wait = try await step() == Self.batch ? .zero : pause
        failures = 0
      } catch  where Task.isCancelled {
        // The server ends: what was not settled is asked again.
        return
      } catch {
        failures += 1
        let failure = StoreFailure(error)
        metrics.countStoreFailure(failure.code)
        log.error("Questions could not be taken or settled: \(failure.message)", code: failure.code)
        wait = Backoff(first: .seconds(1), longest: .seconds(60)).wait(
          after: failures, chance: .random(in: 0...1))
      }
      try? await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) }
    }
  }

  /// Asks the questions whose time has come.
  ///
  /// - Returns: How many.
  func step() async throws -> Int {
    let questions = try await store.takeQuestions(limit: Self.batch, at: now(), lease: Self.lease)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for question in questions {
        group.addTask { try await store.settle(question, await outcome(of: question)) }
      }
      try await group.waitForAll()
    }
    return questions.count
  }

  private func outcome(of question: StoredQuestion) async -> QuestionOutcome {
    let run = question.question.run
    guard let inquiry = inquiry(run) else {
      log.warning(
        "Questions about runs of \(run.platform) on \(run.source) wait: there is no token for them in the environment",
        code: "no-token")
      metrics.countQuestion("no-token")
      return .again(at: now().addingTimeInterval(Self.tokenPause), reason: "no token for \(run.platform)")
    }
    do {
      let facts = try await inquiry.history.answer(
        question.question, api: inquiry.api, over: inquiry.http, hashing: actors)
      metrics.countQuestion("answered")
      return .answered(facts)
    } catch {
      return failed(question, error as? AdapterError ?? AdapterError(.unreachable, "\(error)"))
    }
  }

  private func failed(_ question: StoredQuestion, _ error: AdapterError) -> QuestionOutcome {
    metrics.countQuestion(error.code.description)
    let passes = error.code == .unreachable || error.code == .budgetSpent
    guard passes, question.attempts + 1 < Self.mostAttempts else {
      log.warning(
        "A question to \(question.question.run.platform) was given up: \(error.message)",
        code: error.code.description)
      return .gaveUp(reason: error.description)
    }
    let wait = Self.backoff.wait(after: question.attempts + 1, chance: .random(in: 0...1))
    return .again(at: now().addingTimeInterval(wait / .seconds(1)), reason: error.description)
  }
}
