public import AdapterKit
internal import FoundationEssentials
public import InfraMindCore

extension TeamCity: HistoryReading {
  /// Builds of a project or pipeline, by its id, and of those below it, from the newest on: one request for a hundred
  /// builds, and one for each type of agent, whose size it tells. The head of a pipeline tells what its jobs are called.
  ///
  /// - SeeAlso: TeamCity Docs, "REST API", "Build locator".
  public func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error> {
    AsyncThrowingStream { try BuildCursor(request, over: http, hashing: actors) }
  }

  /// Answers `build` by what the API says of the build now, with its statistics. Of a build that is gone there are no
  /// facts; one whose status is not settled is worth another try.
  public func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts] {
    guard question.question == BuildQuestion.word, let id = question.parameters[BuildQuestion.id] else {
      return []
    }
    let api = try TeamCityAPI(api, over: http)
    let build: BuildPayload
    do {
      build = try await api.build(id)
    } catch let error as AdapterError where error.code == .notFound || error.code == .unexpectedAnswer {
      return []
    }
    guard build.stage == .finished, !build.isSettling else {
      throw AdapterError(.unreachable, "The status of build \(id) is not settled yet: ask again later.")
    }
    var sizes = AgentSizes(api)
    try await sizes.learn([build])
    return build.facts(in: question.run, size: sizes[build], hashing: actors)
  }
}

/// The sizes of agents, asked for once a type: agents of one type are made from one image.
struct AgentSizes: Sendable {
  private let api: TeamCityAPI
  private var known: [String: AgentSize?] = [:]

  init(_ api: TeamCityAPI) { self.api = api }

  subscript(build: BuildPayload) -> AgentSize? {
    build.agent.flatMap { Self.key($0) }.flatMap { known[$0] ?? nil }
  }

  private static func key(_ agent: AgentPayload) -> String? { agent.type ?? agent.id }

  /// Asks about agents of builds. Nothing is known of one that is gone, or that the token may not see.
  mutating func learn(_ builds: [BuildPayload]) async throws {
    for build in builds {
      guard let agent = build.agent, let key = Self.key(agent), known[key] == nil, let id = agent.id,
        id.allSatisfy(\.isASCIIDigit)
      else { continue }
      do {
        known[key] = .some(try await api.size(of: id))
      } catch let error as AdapterError
        where error.code == .notFound || error.code == .notAllowed || error.code == .unexpectedAnswer
      {
        known[key] = .some(nil)
      }
    }
  }
}

/// Reads the builds of a project that ended, newest first.
struct BuildCursor: HistoryCursor {
  /// Where a reading stopped.
  struct Checkpoint: Codable {
    /// The next page; builds that end meanwhile push others to it, which are told twice and do no harm.
    var next: APIAddress?
    /// When the newest build was queued, and the last one that is done.
    var start: Date?
    var latest: Date?
  }

  /// Pages in a row without a build, after which the search is given up: each may keep the server busy for minutes.
  private static let mostEmptyPages = 20

  private let request: HistoryRequest
  private let api: TeamCityAPI
  private let actors: ActorHashing
  private var checkpoint: Checkpoint
  private var seen: Set<APIAddress> = []
  private var sizes: AgentSizes

  init(
    _ request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) throws(AdapterError) {
    self.request = request
    self.actors = actors
    api = try TeamCityAPI(request.api, over: http)
    sizes = AgentSizes(api)
    let first = try api.builds(of: request.repository, from: request.since)
    checkpoint = HistoryCheckpoint.value(of: request.checkpoint) ?? Checkpoint(next: first)
  }

  mutating func next() async throws -> HistoryPage? {
    var emptyPages = 0
    while let address = checkpoint.next {
      guard seen.insert(address).inserted else {
        throw AdapterError(
          .unexpectedAnswer,
          "The API's pages go on without end: \(SentenceText.word(address.target)) comes again.")
      }
      let (builds, following) = try await api.page(at: address)
      let wanted = builds.filter(isWanted)
      try await sizes.learn(wanted.filter { !$0.isComposite })
      checkpoint.next = following
      emptyPages = builds.isEmpty ? emptyPages + 1 : 0
      if emptyPages == Self.mostEmptyPages {
        checkpoint.next = nil
        return page(
          of: [], problem: "The server found nothing on \(emptyPages) pages, so older builds are left out.")
      }
      guard !wanted.isEmpty else { continue }
      return page(of: wanted)
    }
    return nil
  }

  private func isWanted(_ build: BuildPayload) -> Bool {
    guard let time = build.queuedDate ?? build.startDate, !build.isPersonal else { return false }
    return time >= request.since && time <= request.until ?? .distantFuture
  }

  private mutating func page(of builds: [BuildPayload], problem: String? = nil) -> HistoryPage {
    let facts = builds.flatMap { build -> [JobRunFacts] in
      guard let run = build.reference(on: request.source) else { return [] }
      return build.facts(in: run, size: sizes[build], hashing: actors)
    }
    checkpoint.start = checkpoint.start ?? builds.compactMap(\.queuedDate).max()
    checkpoint.latest = builds.compactMap(\.queuedDate).min() ?? checkpoint.latest
    var page = HistoryPage(
      facts: facts, checkpoint: HistoryCheckpoint.text(of: checkpoint), progress: progress)
    page.problems = [problem].compactMap(\.self)
    return page
  }

  private var progress: Double? {
    guard let start = checkpoint.start, let latest = checkpoint.latest, start > request.since else {
      return nil
    }
    return min(max(start.timeIntervalSince(latest) / start.timeIntervalSince(request.since), 0), 1)
  }
}
