internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// Reads the builds of a pipeline, newest first. The time of the last build read is the checkpoint, so builds
/// that start meanwhile move nothing.
struct BuildCursor: HistoryCursor {
  /// Where a reading stopped.
  struct Checkpoint: Codable {
    /// When the newest build was made.
    var start: Date?
    /// Builds made after this are done.
    var until: Date?
    /// Builds made then that are done, too.
    var done: Set<String> = []
    /// Logs to be read once all builds are listed.
    var wishes = LogWishes<LogWish>()
    var isListed = false
  }

  /// Logs that are asked for at the same time.
  private static let width = 4

  private let request: HistoryRequest
  private let api: BuildkiteAPI
  private let actors: ActorHashing
  private let pipeline: String

  private let resumed: Checkpoint?
  private var checkpoint: Checkpoint
  private var next: APIAddress?
  private var trail = PageTrail()
  private var seen: Set<String> = []
  private var shapes: QueueShapes
  /// What the pipeline's settings say; `nil` until they are asked for.
  private var settings: PipelinePayload?
  private var problems: [String] = []

  init(
    _ request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) throws(AdapterError) {
    let parts = request.repository.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw AdapterError(
        .notFound,
        "\(SentenceText.word(request.repository)) is no pipeline: it is `organisation/pipeline`, "
          + "as in the address of its page.")
    }
    self.request = request
    self.actors = actors
    pipeline = parts[1]
    api = try BuildkiteAPI(request.api, organization: parts[0], over: http)
    shapes = QueueShapes(api)
    resumed = HistoryCheckpoint.value(of: request.checkpoint)
    checkpoint = resumed ?? Checkpoint()
    guard resumed?.isListed != true else { return }
    next = try api.builds(of: pipeline, from: request.since, to: resumed?.until ?? request.until)
  }

  mutating func next() async throws -> HistoryPage? {
    if !checkpoint.isListed { try await readSettings() }
    while let address = next {
      let (items, answer) = try await api.page(at: address)
      let builds = items.compactMap { Build($0) }
      let following = try trail.next(after: answer, found: items.count)
      let oldest = builds.compactMap(\.payload.createdAt).min()
      let wanted = builds.filter { isWanted($0.payload) }
      try await shapes.learn(wanted.flatMap(\.jobs))
      next = oldest.map { $0 < request.since } ?? false ? nil : following
      checkpoint.start = checkpoint.start ?? builds.compactMap(\.payload.createdAt).max()
      guard !wanted.isEmpty else { continue }
      return page(of: wanted)
    }
    return problems.isEmpty ? try await logs() : page(of: [])
  }

  /// What the logs of the next few jobs tell; `nil` once none is left.
  private mutating func logs() async throws -> HistoryPage? {
    if !checkpoint.isListed {
      checkpoint.isListed = true
      checkpoint.wishes.close()
    }
    guard !checkpoint.wishes.isEmpty else { return nil }
    let answers = try await checkpoint.wishes.read(next: Self.width, isRefusalFinal: true) { [api] wish in
      wish.facts(Buildkite().findings(in: try await api.log(of: wish)))
    }
    var page = HistoryPage(
      facts: answers.facts, checkpoint: HistoryCheckpoint.text(of: checkpoint), progress: 1)
    page.problems = answers.problems
    return page
  }

  /// Asks for the pipeline, whose first steps tell the file of the others. A token may not have that right.
  private mutating func readSettings() async throws {
    guard settings == nil else { return }
    do {
      settings = try await api.pipeline(pipeline)
    } catch let error as AdapterError where error.code == .notAllowed || error.code == .unexpectedAnswer {
      settings = PipelinePayload(nil)
      problems.append("The pipeline's settings could not be read, so its file is not known: \(error.message)")
    }
  }

  private struct Build {
    let payload: BuildPayload
    let pipeline: PipelinePayload
    let jobs: [JobPayload]

    init?(_ json: JSONValue) {
      guard let payload = BuildPayload(json) else { return nil }
      self.payload = payload
      pipeline = PipelinePayload(json["pipeline"])
      jobs = (json["jobs"]?.elements ?? []).compactMap { JobPayload($0) }.filter(\.isCommand)
    }
  }

  private func isWanted(_ build: BuildPayload) -> Bool {
    guard let time = build.createdAt, time >= request.since, !seen.contains(build.id) else { return false }
    if let until = request.until, time > until { return false }
    guard let resumed, let bound = resumed.until else { return true }
    return time < bound || (time == bound && !resumed.done.contains(build.id))
  }

  private mutating func page(of builds: [Build]) -> HistoryPage {
    var facts: [JobRunFacts] = []
    for build in builds.sorted(by: {
      ($0.payload.createdAt ?? .distantPast) > ($1.payload.createdAt ?? .distantPast)
    }) {
      seen.insert(build.payload.id)
      note(build.payload)
      facts += self.facts(of: build)
    }
    var page = HistoryPage(
      facts: facts, checkpoint: HistoryCheckpoint.text(of: checkpoint), progress: progress)
    page.problems = problems
    problems = []
    return page
  }

  private mutating func facts(of build: Build) -> [JobRunFacts] {
    let pipeline = build.pipeline.repository == nil ? settings ?? build.pipeline : build.pipeline
    let reference = build.payload.reference(pipeline, on: request.source)
    guard
      let run = build.payload.facts(in: reference, pipeline, file: settings?.file, hashing: actors)
    else { return [] }
    let jobs = build.jobs.compactMap { $0.facts(in: reference, at: run.time, shape: shapes[$0]) }
    if request.wantsDetails {
      for wish in jobs.compactMap({ LogWish($0, of: build.payload.place) }) {
        checkpoint.wishes.add(wish, of: wish.name, hasFailed: false)
      }
    }
    return [run] + jobs
  }

  private mutating func note(_ build: BuildPayload) {
    guard let time = build.createdAt, time <= checkpoint.until ?? .distantFuture else { return }
    if time != checkpoint.until { checkpoint.done = [] }
    checkpoint.until = time
    checkpoint.done.insert(build.id)
  }

  private var progress: Double? {
    guard let start = checkpoint.start, let until = checkpoint.until, start > request.since else {
      return nil
    }
    let share = start.timeIntervalSince(until) / start.timeIntervalSince(request.since)
    return min(max(share, 0), 1)
  }
}
