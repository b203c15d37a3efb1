internal import AdapterKit
internal import FoundationEssentials
internal import Hummingbird
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore
internal import Synchronization

/// Answers what sizes are to be in force in a run, and what is to be reported of it, from the runs of the repository that the
/// request's token is for, and from what the request sends of the checkout. Nothing of that is kept.
struct AdviceRoute: Sendable {
  let tokens: TokenBook
  let store: any RunStore
  let bodies: BodyReader
  let places: AdvicePlaces
  let metrics: ServerMetrics
  let log: LimitedLog
  let usual: Settings
  let now: @Sendable () -> Date

  /// What is asked for.
  enum Kind: Sendable {
    case plan, report
  }

  /// Largest body: what is sent of a checkout, with what escapes take.
  private static let largestBody = 2 * SentCheckout.mostBytes

  func answer(_ request: Request, with kind: Kind) async -> Answer {
    let answer = await authorized(request, kind)
    metrics.countReading(answer.isRefusal ? answer.code : "advised")
    return answer
  }

  private func authorized(_ request: Request, _ kind: Kind) async -> Answer {
    switch tokens.bearer(request.headers, for: .read) {
    case .failure(let refusal): return refusal.answer
    case .success(let token):
      return await bodies.withBody(of: request, atMost: Self.largestBody) {
        await advise($0, kind, by: token)
      }
    }
  }

  private func advise(_ body: [UInt8], _ kind: Kind, by token: RepositoryToken) async -> Answer {
    guard let json = try? await AdviceThread.result(of: { try JSONValue(parsing: body) }) else {
      return Answer(.badRequest, "invalid-json", "The body must be JSON.")
    }
    var sent: SentCheckout
    do {
      sent = try SentCheckout(json)
    } catch {
      return Answer(.badRequest, error.code, error.message)
    }
    if sent.repository.isEmpty { sent.repository = token.repository }
    let run = RunReference(
      platform: sent.platform, source: token.source ?? "", repository: sent.repository, run: "")
    guard token.covers(run) else {
      return Answer(.forbidden, "foreign-repository", "This token may only ask about its own repository.")
    }
    guard places.enter() else {
      return .unavailable("overloaded", after: 1, "Too much advice is being given at the moment.")
    }
    defer { places.leave() }
    return await advise(on: sent, json, kind, by: token)
  }

  private func advise(
    on sent: SentCheckout, _ json: JSONValue, _ kind: Kind, by token: RepositoryToken
  ) async -> Answer {
    let runs: [JobRun]
    do {
      runs = try await store.advisingRuns(of: token.repository, on: sent.platform)
        .filter { token.source == nil || token.source == $0.source }
    } catch {
      let failure = StoreFailure(error)
      metrics.countStoreFailure(failure.code)
      log.error("Runs could not be read: \(failure.message)", code: failure.code)
      return .unavailable(failure.code, after: 5, "The store cannot be read; ask again later.")
    }
    let pipeline = json["pipeline"]?.text
    let key = json["key"]?.text ?? ""
    let arguments = json["arguments"]?.text ?? ""
    let (now, usual) = (now(), usual)
    do {
      return .content(
        try await AdviceThread.result {
          let desk = try RunDesk(sent, runs: runs, now: now, usual: usual, Wiring.registry, Wiring.advisers)
          return switch kind {
          case .plan: RunPlanDocument.json(desk.plan(for: pipeline, on: sent.platform))
          case .report: ReportDocument.json(desk.report(key, appliedBy: arguments))
          }
        })
    } catch let error as EngineError {
      return Answer(.badRequest, error.code, error.description)
    } catch {
      return Answer(.internalServerError, "failed")
    }
  }
}

/// How much advice is given at a time: each takes a core.
final class AdvicePlaces: Sendable {
  private let free: Mutex<Int>

  init(_ places: Int) { free = Mutex(places) }

  func enter() -> Bool {
    free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
  }

  func leave() { free.withLock { $0 += 1 } }
}
