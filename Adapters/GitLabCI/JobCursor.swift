internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// Reads the jobs of a project, newest first, then what they do not tell themselves.
struct JobCursor: HistoryCursor {
  /// What is being read.
  enum Phase: String, Codable {
    case jobs, pipelines, traces, over
  }

  /// Where a reading stopped.
  struct Checkpoint: Codable {
    var project: ProjectPayload
    var phase = Phase.jobs
    /// The next page of jobs or pipelines.
    var next: APIAddress?
    /// When the newest job was made.
    var start: Date?
    /// Whether some jobs did not tell what started their pipeline.
    var lacksEvents = false
    /// When the latest job looked at was made.
    var latest: Date?
    var wishes = LogWishes<LogWish>()
  }

  /// Logs that are asked for at the same time.
  private static let width = 4

  private let request: HistoryRequest
  private let api: GitLabAPI
  private let actors: ActorHashing
  private var checkpoint: Checkpoint?
  private var trail = PageTrail()

  init(
    _ request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) throws(AdapterError) {
    self.request = request
    self.actors = actors
    api = try GitLabAPI(request.api, over: http)
    checkpoint = HistoryCheckpoint.value(of: request.checkpoint)
  }

  mutating func next() async throws -> HistoryPage? {
    var state: Checkpoint
    if let checkpoint { state = checkpoint } else { state = try await begin() }
    var page: HistoryPage?
    switch state.phase {
    case .jobs: page = try await jobs(&state)
    case .pipelines: page = try await pipelines(&state)
    case .traces: page = try await traces(&state)
    case .over: page = nil
    }
    page?.checkpoint = HistoryCheckpoint.text(of: state)
    page?.progress = progress(state)
    checkpoint = state
    return page
  }

  private func begin() async throws -> Checkpoint {
    let json = try await api.answer(to: api.project(request.repository)).json()
    guard let project = ProjectPayload(answer: json, on: request.source) else {
      throw AdapterError(.unexpectedAnswer, "The API's answer about the project has no id and path.")
    }
    return Checkpoint(project: project, next: try api.jobs(of: project.id))
  }

  private func progress(_ state: Checkpoint) -> Double {
    switch state.phase {
    case .jobs: share(of: state) * (request.wantsDetails ? 0.8 : 1)
    case .pipelines: 0.8
    case .traces: 0.85 + 0.15 * state.wishes.shareDone
    case .over: 1
    }
  }

  private func share(of state: Checkpoint) -> Double {
    guard let start = state.start, let latest = state.latest, start > request.since else { return 0 }
    return min(max(start.timeIntervalSince(latest) / start.timeIntervalSince(request.since), 0), 1)
  }

  // MARK: - Jobs

  private mutating func jobs(_ state: inout Checkpoint) async throws -> HistoryPage? {
    guard let address = state.next else { return nil }
    let answer = try await api.answer(to: address)
    let listed = try Self.list(answer)
    let jobs = JobPayload.numbered(listed.compactMap(JobPayload.init(answer:)).filter(isWanted))
    let last = listed.last?.time("created_at")
    let isBehind = last.map { $0 < request.since } ?? false
    let following = try trail.next(after: answer, found: listed.count)

    var page = HistoryPage(facts: [], checkpoint: "")
    let origins = try await origins(of: jobs, in: state.project, &page.problems)
    for job in jobs {
      page.facts += [job.facts(in: state.project, hashing: actors)].compactMap { $0 }
      if request.wantsDetails, !request.isKnown(job.pipeline), let wish = LogWish(job) {
        state.wishes.add(wish, of: job.name, hasFailed: wish.hasFailed)
      }
      if job.event == nil { state.lacksEvents = true }
    }
    page.facts += runs(of: jobs, origins, in: state.project)
    state.start = state.start ?? jobs.first?.createdAt
    state.latest = jobs.last?.createdAt ?? state.latest
    state.next = isBehind ? nil : following
    if state.next == nil { try leaveJobs(&state) }
    return page
  }

  private static func list(_ answer: APIAnswer) throws(AdapterError) -> [JSONValue] {
    let json = try answer.json()
    guard case .array(let elements) = json.kind else {
      throw AdapterError(.unexpectedAnswer, "The API's answer is no list.")
    }
    return elements
  }

  private func isWanted(_ job: JobPayload) -> Bool {
    guard let time = job.createdAt else { return false }
    return time >= request.since && time <= request.until ?? .distantFuture
  }

  private mutating func leaveJobs(_ state: inout Checkpoint) throws(AdapterError) {
    trail = PageTrail()
    guard state.lacksEvents else { return leavePipelines(&state) }
    state.phase = .pipelines
    state.next = try api.pipelines(of: state.project.id, since: request.since)
  }

  /// What the jobs' pipelines were started by, and whether their code is a fork's.
  private func runs(
    of jobs: [JobPayload], _ origins: [String: Bool], in project: ProjectPayload
  ) -> [JobRunFacts] {
    var seen: Set<String> = []
    return jobs.compactMap { job in
      guard seen.insert(job.pipeline).inserted, let time = job.createdAt else { return nil }
      var details = JobRunDetails()
      details.event = job.event
      details.isFromFork = job.mergeRequest.flatMap { origins[$0] }
      guard details != JobRunDetails() else { return nil }
      return JobRunFacts(
        run: project.run(job.pipeline), subject: .run, stage: .planned, time: time, details: details)
    }
  }

  /// Which of the merge requests that the jobs are of are from forks.
  private func origins(
    of jobs: [JobPayload], in project: ProjectPayload, _ problems: inout [String]
  ) async throws -> [String: Bool] {
    let numbers = Set(jobs.compactMap(\.mergeRequest)).sorted()
    guard !numbers.isEmpty else { return [:] }
    do {
      let answer = try await api.answer(to: api.mergeRequests(of: project.id, numbers: numbers))
      let requests = try Self.list(answer).compactMap { MergeRequestPayload($0) }
      return requests.reduce(into: [:]) { $0[$1.number] = $1.isFromFork }
    } catch let error as AdapterError where Self.isPassedOver(error) {
      problems.append("Which merge requests are from forks is not known: \(error.message)")
      return [:]
    }
  }

  private static func isPassedOver(_ error: AdapterError) -> Bool {
    [.notFound, .notAllowed, .unexpectedAnswer].contains(error.code)
  }

  // MARK: - Pipelines

  private mutating func pipelines(_ state: inout Checkpoint) async throws -> HistoryPage? {
    guard let address = state.next else { return nil }
    let answer = try await api.answer(to: address)
    let listed = try Self.list(answer)
    let pipelines = listed.compactMap { PipelinePayload($0) }.filter { pipeline in
      pipeline.createdAt.map { $0 >= request.since && $0 <= request.until ?? .distantFuture } ?? false
    }
    state.next = try trail.next(after: answer, found: listed.count)
    if state.next == nil { leavePipelines(&state) }
    return HistoryPage(facts: pipelines.compactMap { $0.facts(in: state.project) }, checkpoint: "")
  }

  private func leavePipelines(_ state: inout Checkpoint) {
    state.phase = state.wishes.isEmpty ? .over : .traces
    state.wishes.close()
  }

  // MARK: - Traces

  private func traces(_ state: inout Checkpoint) async throws -> HistoryPage? {
    let project = state.project
    // A job's log may be closed for itself.
    let answers = try await state.wishes.read(next: Self.width, isRefusalFinal: false) { [api] wish in
      let answer = try await api.answer(to: api.trace(of: project.id, job: wish.job))
      return wish.facts(TraceReading(answer.bytes).findings, in: project)
    }
    var page = HistoryPage(facts: answers.facts, checkpoint: "")
    page.problems = answers.problems
    if state.wishes.isEmpty { state.phase = .over }
    return page
  }
}
