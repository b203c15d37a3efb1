internal import AdapterKit
internal import FoundationEssentials
internal import Hummingbird
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore

/// Answers a platform's server that asks, while a run starts, whether the files of its pipelines are to be others: with the
/// suggested sizes written in, or with nothing, which leaves them as they are.
///
/// Whatever goes wrong, the answer is nothing: for such a server any failure of ours is a failure of all builds. An answer that
/// was given once is given again, also by another server on the same store, since a build asks once for each of its stages.
struct ConversionRoute: Sendable {
  let receivers: Receivers
  let hooks: HookBook
  let store: any RunStore
  let bodies: BodyReader
  let places: AdvicePlaces
  let metrics: ServerMetrics
  let log: LimitedLog
  let usual: Settings
  let now: @Sendable () -> Date
  /// Questions that were answered with nothing for want of time or of a place: nothing is what later stages of those builds get.
  private let late = LateQuestions(atMost: mostRemembered)

  /// Largest body: files of a pipeline, and what is told of build and repository.
  private static let largestBody = 4 << 20
  /// Longest time for an answer; platforms wait longer, and people do not.
  private static let patience = Duration.milliseconds(900)
  /// Most pipeline files of a question.
  private static let mostFiles = 500
  /// Answers that are remembered; an older one gives way to a newer.
  private static let mostRemembered = 4096

  func answer(_ request: Request, platform: String, tenant: String) async -> Answer {
    guard let (platform, receiver) = receivers.receiver(platform),
      let asker = Wiring.registry[platform] as? any RunAsking
    else { return .nowhere }
    let address = HookAddress(platform: platform, tenant: tenant)
    let answer = await bodies.withBody(of: request, atMost: Self.largestBody) { body in
      let delivery = WebhookDelivery(headers: request.headers, path: request.head.path ?? "/", body: body)
      let asked = AskedQuestion()
      let answer = await TimedAnswer.first(within: Self.patience) {
        await self.answer(delivery, at: address, receiver, asker, asked)
      }
      if answer == nil { late.add(asked.key) }
      return answer ?? .nothing
    }
    metrics.countReading(answer.status == .ok ? "converted" : "unchanged")
    return answer.status == .ok ? answer : .nothing
  }

  private func answer(
    _ delivery: WebhookDelivery, at address: HookAddress, _ receiver: any WebhookReceiving,
    _ asker: any RunAsking, _ asked: AskedQuestion
  ) async -> Answer {
    do {
      guard let secret = hooks.secret(of: address) else { return .nothing }
      let now = now()
      let question = try await AdviceThread.result {
        try asker.question(of: try receiver.verify(delivery, with: secret, at: now))
      }
      guard !question.isProtected, question.files.count <= Self.mostFiles,
        question.files.allSatisfy({ $0.bytes.count <= SentCheckout.largestPipeline }),
        let repository = Self.repository(of: question), !late.contains(question.key)
      else { return .nothing }
      asked.key = question.key
      if let known = try await remembered(question) { return known }
      guard places.enter() else {
        late.add(question.key)
        return .nothing
      }
      defer { places.leave() }
      let advice = try await advised(question, on: address.platform, repository, asker)
      // What comes too late was answered with nothing, and nothing is what later stages of that build get.
      let body = Task.isCancelled ? nil : advice
      try await remember(body, of: question)
      if body != nil, Task.isCancelled { try await remember(nil, of: question) }
      return body.map(Answer.content) ?? .nothing
    } catch let error as AdapterError {
      log.warning("A question of \(address) was not answered: \(error.message)", code: error.code.description)
      return .nothing
    } catch {
      let failure = StoreFailure(error)
      log.warning("A question of \(address) was not answered: \(failure.message)", code: failure.code)
      return .nothing
    }
  }

  /// By its name or, where the question tells none with an owner, by its address.
  private static func repository(of question: RunQuestion) -> String? {
    question.repository ?? question.link.flatMap(GitAddress.repository)
  }

  private func advised(
    _ question: RunQuestion, on platform: Platform, _ repository: String, _ asker: any RunAsking
  ) async throws -> [UInt8]? {
    let runs = try await store.advisingRuns(of: repository, on: platform)
    guard !runs.isEmpty else { return nil }
    let sent = SentCheckout(question, on: platform, repository: repository)
    let now = now()
    let usual = usual
    return try await AdviceThread.result {
      let desk = try RunDesk(sent, runs: runs, now: now, usual: usual, Wiring.registry, Wiring.advisers)
      let pipeline = question.pipeline.isEmpty ? nil : question.pipeline
      return asker.answer(to: question, by: desk.plan(for: pipeline, on: platform))
    }
  }

  // MARK: - Answers once given

  private func remembered(_ question: RunQuestion) async throws -> Answer? {
    guard let note = try await store.note(Self.place(of: question)), note.hasPrefix(question.key + "\n")
    else {
      return nil
    }
    let body = Array(note.utf8.dropFirst(question.key.utf8.count + 1))
    return body.isEmpty ? .nothing : .content(body)
  }

  private func remember(_ body: [UInt8]?, of question: RunQuestion) async throws {
    let text = question.key + "\n" + String(decoding: body ?? [], as: UTF8.self)
    try await store.setNote(text, under: Self.place(of: question))
  }

  private static func place(of question: RunQuestion) -> String {
    let number = question.key.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFFFF }
    return "conversion/\(number % mostRemembered)"
  }
}
