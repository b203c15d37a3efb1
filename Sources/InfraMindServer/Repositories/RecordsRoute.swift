internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import InfraMindCore
internal import InfraMindStore

/// Takes the records that probes send: facts about job runs of the one repository that the token is for.
struct RecordsRoute: Sendable {
  let tokens: TokenBook
  let store: any RunStore
  let bodies: BodyReader
  let metrics: ServerMetrics
  let log: LimitedLog

  /// Largest body: a record is 20 KB.
  private static let largestBody = 4 << 20
  /// Most facts at a time.
  private static let mostFacts = 1000

  func answer(_ request: Request) async -> Answer {
    let answer = await authorized(request)
    metrics.countRecord(answer.code)
    return answer
  }

  private func authorized(_ request: Request) async -> Answer {
    switch tokens.bearer(request.headers, for: .write) {
    case .failure(let refusal): return refusal.answer
    case .success(let token):
      return await bodies.withBody(of: request, atMost: Self.largestBody) { await record($0, by: token) }
    }
  }

  /// What a probe's file says of its job; or what a list of facts says. `nil` for a file of no job.
  private static func facts(_ body: [UInt8]) throws -> [JobRunFacts]? {
    let isList = body.first { $0 > UInt8(ascii: " ") } == UInt8(ascii: "[")
    if isList { return try JSONDecoder().decode([JobRunFacts].self, from: Data(body)) }
    return try JSONDecoder().decode(RecordFile.self, from: Data(body)).facts.map { [$0] }
  }

  /// The part of a probe's file that is kept. One made outside of CI has no facts, but tells its version.
  private struct RecordFile: Decodable {
    let facts: JobRunFacts?

    private enum Key: CodingKey { case version, facts }

    init(from decoder: any Decoder) throws {
      let file = try decoder.container(keyedBy: Key.self)
      facts = try file.decodeIfPresent(JobRunFacts.self, forKey: .facts)
      if facts == nil { _ = try file.decode(Int.self, forKey: .version) }
    }
  }

  private func record(_ body: [UInt8], by token: RepositoryToken) async -> Answer {
    let told: [JobRunFacts]?
    do {
      told = try Self.facts(body)
    } catch {
      return Answer(.badRequest, "invalid-record", "The body must be a file that `inframind record` wrote.")
    }
    guard let facts = told else {
      return Answer(
        .badRequest, "no-job", "The record was made outside of CI: it belongs to no job, and is not kept.")
    }
    guard facts.count <= Self.mostFacts else {
      return Answer(.contentTooLarge, "too-many-facts", "Send \(Self.mostFacts) facts at most.")
    }
    guard facts.allSatisfy({ token.covers($0.run) }) else {
      return Answer(
        .forbidden, "foreign-repository", "This token may only write records of its own repository.")
    }
    do {
      try await store.record(facts)
      return Answer(.ok, "recorded")
    } catch {
      let failure = StoreFailure(error)
      metrics.countStoreFailure(failure.code)
      log.error("A record was not kept: \(failure.message)", code: failure.code)
      return .unavailable(failure.code, after: 5, "The record was not kept; send it again later.")
    }
  }
}
