public import AdapterKit
internal import FoundationEssentials
public import InfraMindCore

extension Drone: HistoryReading {
  /// Builds of Drone's or pipelines of Woodpecker's from the newest on: one request for a page of them, one for each of
  /// them, since lists leave out what ran. Which of the two a server is, its answer about the repository tells.
  ///
  /// - SeeAlso: Drone Docs, "Builds API"; Woodpecker's `/swagger`.
  public func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error> {
    AsyncThrowingStream { try BuildCursor(request, over: http, hashing: actors) }
  }

  /// Nothing: deliveries leave no question.
  public func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts] { [] }
}

/// Reads the builds of a repository, newest first. What was read is told by the builds' numbers, so builds that start
/// meanwhile move nothing.
struct BuildCursor: HistoryCursor {
  /// Where a reading stopped.
  struct Checkpoint: Codable {
    var repository: RepositoryPayload
    /// Number of the list's page, from 1.
    var page = 1
    /// Builds with this number or a greater one are done.
    var below = Int.max
    var isOver = false
    /// When the newest build was made, and the last one that is done.
    var start: Date?
    var latest: Date?
  }

  /// Builds that are asked for at the same time, and told of together.
  private static let width = 8

  private let request: HistoryRequest
  private let api: BuildsAPI
  private let actors: ActorHashing
  private var checkpoint: Checkpoint?
  /// Builds of the list's last page that are still to be asked for.
  private var pending: [BuildPayload] = []
  /// The smallest number on the list's last page: the next one has smaller ones.
  private var lowest = Int.max
  private var isLastPage = false

  init(
    _ request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) throws(AdapterError) {
    self.request = request
    self.actors = actors
    api = try BuildsAPI(request.api, over: http)
    checkpoint = HistoryCheckpoint.value(of: request.checkpoint)
  }

  mutating func next() async throws -> HistoryPage? {
    var state: Checkpoint
    if let checkpoint {
      state = checkpoint
    } else {
      state = Checkpoint(repository: try await api.repository(request.repository))
      checkpoint = state
    }
    while pending.isEmpty, !state.isOver { try await list(&state) }
    guard !pending.isEmpty else {
      checkpoint = state
      return nil
    }
    let page = try await details(&state)
    checkpoint = state
    return page
  }

  /// Reads a page of the list.
  private mutating func list(_ state: inout Checkpoint) async throws {
    let builds = try await api.builds(of: state.repository, page: state.page)
    let last = builds.map(\.number).min()
    if let last, last >= lowest {
      throw AdapterError(
        .unexpectedAnswer, "The API's pages go on without end: page \(state.page) holds build \(last) again.")
    }
    lowest = last ?? lowest
    state.start = state.start ?? builds.compactMap(\.createdAt).max()
    pending = builds.filter { isWanted($0, below: state.below) }.sorted { $0.number > $1.number }
    let isBehind = builds.contains { $0.createdAt.map { $0 < request.since } ?? false }
    isLastPage = builds.isEmpty || isBehind
    if pending.isEmpty { leavePage(&state) }
    checkpoint = state
  }

  private func leavePage(_ state: inout Checkpoint) {
    state.page += 1
    state.isOver = isLastPage
  }

  private func isWanted(_ build: BuildPayload, below: Int) -> Bool {
    guard let time = build.createdAt, build.number < below else { return false }
    return time >= request.since && time <= request.until ?? .distantFuture
      && !request.isKnown("\(build.number)")
  }

  /// Asks for the next few builds. Those before one that cannot be asked for now are told.
  private mutating func details(_ state: inout Checkpoint) async throws -> HistoryPage {
    let builds = Array(pending.prefix(Self.width))
    let repository = state.repository
    let results = await builds.concurrentResults { [api] build in
      try await api.build(build.number, of: repository)
    }
    var page = HistoryPage(facts: [], checkpoint: "")
    for (build, result) in zip(builds, results) {
      do {
        page.facts += try result.get().facts(of: repository, on: request.source, hashing: actors)
      } catch let error as AdapterError where Self.isLasting(error) {
        page.problems.append("Build \(build.number) could not be read: \(error.message)")
      } catch {
        guard !page.facts.isEmpty || !page.problems.isEmpty else { throw error }
        break
      }
      pending.removeFirst()
      state.below = build.number
      state.latest = build.createdAt ?? state.latest
    }
    if pending.isEmpty { leavePage(&state) }
    page.checkpoint = HistoryCheckpoint.text(of: state)
    page.progress = progress(state)
    return page
  }

  private static func isLasting(_ error: AdapterError) -> Bool {
    [.notFound, .notAllowed, .unexpectedAnswer].contains(error.code)
  }

  private func progress(_ state: Checkpoint) -> Double? {
    guard let start = state.start, let latest = state.latest, start > request.since else { return nil }
    return min(max(start.timeIntervalSince(latest) / start.timeIntervalSince(request.since), 0), 1)
  }
}
