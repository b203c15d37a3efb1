internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension ToyCI: HistoryReading {
  var apiRules: APIRules { APIRules(tokenVariables: ["TOY_TOKEN"]) }

  func apiURL(of source: String?, environment: [String: String]) -> String? { "https://toy.example.org/api" }

  func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error> {
    AsyncThrowingStream {
      ToyCursor(
        request: request, api: try PlatformAPI(at: request.api, over: http, rules: self.apiRules), http: http,
        historian: ToyHistorian(fault: self.historyFault), actors: actors,
        next: HistoryCheckpoint.value(of: request.checkpoint) ?? APIAddress("/api/jobs?page=1"))
    }
  }

  func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts] { [] }
}

/// Reads pages of jobs; the checkpoint is the address of the next one.
struct ToyCursor: HistoryCursor {
  let request: HistoryRequest
  let api: PlatformAPI
  let http: any HTTPExecutor
  let historian: ToyHistorian
  let actors: ActorHashing
  var next: APIAddress?
  var trail = PageTrail()

  mutating func next() async throws -> HistoryPage? {
    guard let address = next else { return nil }
    do {
      return try await page(at: address)
    } catch let error as AdapterError {
      if historian.has(.asksForEver) {
        return HistoryPage(facts: [], checkpoint: HistoryCheckpoint.text(of: address))
      }
      if historian.has(.endsSilently), error.code == .budgetSpent { return nil }
      if historian.has(.throwsErrorsOfOthers) { throw CancellationError() }
      throw error
    }
  }

  private mutating func page(at address: APIAddress) async throws -> HistoryPage {
    let answer = try await api.answer(to: address)
    let json = try answer.json()
    try await askElsewhere(answer, json)
    let told = (json["jobs"]?.elements ?? []).compactMap { historian.facts(of: $0, hashing: actors) }
    let facts = told.filter { fact in
      historian.has(.forgetsTheTimeAskedFor) || (fact.details.createdAt ?? .distantPast) >= request.since
    }
    next = try trail.next(after: answer, found: told.count)
    var resume = next ?? APIAddress("/api/jobs?page=9")
    if historian.has(.beginsAnew) { resume = APIAddress("/api/jobs?page=1") }
    if historian.has(.losesAPage) { resume = APIAddress("/api/jobs?page=3") }
    return HistoryPage(facts: facts, checkpoint: HistoryCheckpoint.text(of: resume))
  }

  /// Where a careless reader would go on.
  private func askElsewhere(_ answer: APIAnswer, _ json: JSONValue) async throws {
    var links: [String] = []
    if historian.has(.followsAnyLink), let link = answer.headers[.literal("Link")] {
      links.append(String(link.dropFirst().prefix { $0 != ">" }))
    }
    if historian.has(.takesHostsFromBodies), let url = json["url"]?.text { links.append(url) }
    for link in links {
      let parts = link.split(separator: "/", maxSplits: 2)
      guard parts.count == 3 else { continue }
      let request = HTTPRequest(
        method: .get, scheme: "https", authority: String(parts[1]), path: "/" + parts[2])
      _ = try? await http.execute(request, body: [])
    }
  }
}
