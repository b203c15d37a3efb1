internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// Reads the runs of a repository, newest first, with their jobs.
///
/// GitHub lists at most 1000 runs for one question, so the time asked for is moved to end where the last thousand did,
/// as often as needed. The same bound is the checkpoint: runs that start meanwhile move nothing.
struct RunCursor: HistoryCursor {
  /// Where a reading stopped.
  struct Checkpoint: Codable {
    /// When the newest run was created.
    var start: Date?
    /// Runs created after this are done.
    var until: Date?
    /// Runs created then that are done, too.
    var done: Set<String> = []
    /// Logs to be read once all runs are listed.
    var wishes = LogWishes<LogWish>()
    var isListed = false
  }

  /// The list of runs that is being gone through.
  private struct Listing {
    var next: APIAddress?
    /// Newest time asked for.
    var end: Date?
    var trail = PageTrail()
    var count = 0
    var oldest: Date?
  }

  /// Runs whose jobs are asked for at the same time.
  private static let width = 4
  /// Most that GitHub lists for one question.
  private static let mostListed = 1000

  private let request: HistoryRequest
  private let jobs: JobLists
  private let api: GitHubAPI
  private let resumed: Checkpoint?

  private var checkpoint: Checkpoint
  private var listing: Listing
  private var seen: Set<String> = []
  private var pending: [RunPayload] = []
  private var failure: (any Error)?

  init(
    _ request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) throws(AdapterError) {
    self.request = request
    api = try GitHubAPI(request.api, repository: request.repository, over: http)
    jobs = JobLists(api: api, request: request, actors: actors)
    resumed = HistoryCheckpoint.value(of: request.checkpoint)
    checkpoint = resumed ?? Checkpoint()
    let end = resumed?.until ?? request.until
    listing = Listing(next: checkpoint.isListed ? nil : try api.runs(from: request.since, to: end), end: end)
  }

  mutating func next() async throws -> HistoryPage? {
    if let failure { throw failure }
    while pending.isEmpty {
      guard try await listMore() else { return try await logs() }
    }
    let runs = Array(pending.prefix(Self.width))
    let results = await runs.concurrentResults { [jobs] run in try await jobs.facts(of: run) }
    return try page(of: runs, results)
  }

  // MARK: - Listing

  /// Lists one more page of runs; `false` if there is none.
  private mutating func listMore() async throws -> Bool {
    guard let address = listing.next else { return false }
    let answer = try await api.answer(to: address)
    guard let list = try answer.json()["workflow_runs"] else {
      throw AdapterError(.unexpectedAnswer, "The API's list of runs has no `workflow_runs`.")
    }
    let runs = list.elements.compactMap(RunPayload.init)
    let next = try listing.trail.next(after: answer, found: runs.count)
    let times = runs.compactMap(\.createdAt)
    listing.count += runs.count
    listing.oldest = (times + [listing.oldest].compactMap { $0 }).min()
    checkpoint.start = checkpoint.start ?? times.max()
    for run in runs where isWanted(run) && seen.insert(run.id).inserted { pending.append(run) }
    pending.sort { ($0.createdAt ?? .distantPast) > ($1.createdAt ?? .distantPast) }
    let isBehind = times.max().map { $0 < request.since } ?? false
    listing.next = isBehind ? nil : next
    if listing.next == nil, !isBehind { try moveOn() }
    return true
  }

  private func isWanted(_ run: RunPayload) -> Bool {
    guard let time = run.createdAt, time >= request.since else { return false }
    if let until = request.until, time > until { return false }
    guard let resumed, let bound = resumed.until else { return true }
    return time < bound || (time == bound && !resumed.done.contains(run.id))
  }

  /// Asks for what is older than the oldest run listed, if the list ended because it was too long.
  private mutating func moveOn() throws(AdapterError) {
    guard listing.count >= Self.mostListed, var end = listing.oldest, end > request.since else { return }
    // More than a thousand runs of one second would be listed again and again.
    if end == listing.end { end -= 1 }
    listing = Listing(next: try api.runs(from: request.since, to: end), end: end)
  }

  // MARK: - Pages

  /// What some runs told, up to the first that could not be read for a reason that stops the others, too.
  private mutating func page(
    of runs: [RunPayload], _ results: [Result<JobLists.Told, any Error>]
  ) throws -> HistoryPage {
    var page = HistoryPage(facts: [], checkpoint: "")
    var done: [RunPayload] = []
    for (run, result) in zip(runs, results) {
      do {
        let told = try result.get()
        page.facts += told.facts
        for wish in told.wishes { checkpoint.wishes.add(wish, of: wish.name, hasFailed: wish.hasFailed) }
      } catch let error as AdapterError where error.code == .notFound || error.code == .unexpectedAnswer {
        page.problems.append("The jobs of run \(run.id) could not be read: \(error.message)")
      } catch {
        failure = error
        break
      }
      done.append(run)
    }
    if done.isEmpty, let failure { throw failure }
    pending.removeFirst(done.count)
    for run in done { note(run) }
    page.checkpoint = HistoryCheckpoint.text(of: checkpoint)
    page.progress = progress
    return page
  }

  /// What the logs of the next few jobs tell; `nil` once none is left.
  private mutating func logs() async throws -> HistoryPage? {
    if !checkpoint.isListed {
      checkpoint.isListed = true
      checkpoint.wishes.close()
    }
    guard !checkpoint.wishes.isEmpty else { return nil }
    let answers = try await checkpoint.wishes.read(next: Self.width, isRefusalFinal: true) { [api] wish in
      wish.facts(GitHubActions().findings(in: try await api.answer(to: api.log(of: wish.job)).bytes))
    }
    var page = HistoryPage(
      facts: answers.facts, checkpoint: HistoryCheckpoint.text(of: checkpoint), progress: 1)
    page.problems = answers.problems
    return page
  }

  private mutating func note(_ run: RunPayload) {
    guard let time = run.createdAt, time <= checkpoint.until ?? .distantFuture else { return }
    if time != checkpoint.until { checkpoint.done = [] }
    checkpoint.until = time
    checkpoint.done.insert(run.id)
  }

  private var progress: Double? {
    guard let start = checkpoint.start, let until = checkpoint.until, start > request.since else {
      return nil
    }
    let share = start.timeIntervalSince(until) / start.timeIntervalSince(request.since)
    return min(max(share, 0), 1)
  }
}

/// Reads the jobs of runs.
struct JobLists: Sendable {
  /// Most pages read of one run's jobs: 256 rows of a matrix, tried again many times.
  private static let mostPages = 50

  let api: GitHubAPI
  let request: HistoryRequest
  let actors: ActorHashing

  /// What a run and its jobs tell, and whose logs would tell more.
  struct Told: Sendable {
    var facts: [JobRunFacts]
    var wishes: [LogWish] = []
  }

  /// What a run and its jobs tell.
  func facts(of run: RunPayload) async throws -> Told {
    let repository = RepositoryPayload(
      asked: request.repository, on: request.source, answered: run.repository)
    let own = run.facts(in: repository, hashing: actors).map { [$0] } ?? []
    guard run.tookMachines, !request.isKnown(run.id) else { return Told(facts: own) }
    var jobs: [JobPayload] = []
    var trail = PageTrail()
    var address: APIAddress? = try api.jobs(of: run.id)
    for _ in 0..<Self.mostPages {
      guard let page = address else { break }
      let answer = try await api.answer(to: page)
      let listed = (try answer.json()["jobs"]?.elements ?? []).compactMap(JobPayload.init)
      jobs += listed
      address = try trail.next(after: answer, found: listed.count)
    }
    let facts = Self.withoutCopies(jobs).compactMap { job in job.facts(in: repository).map { (job, $0) } }
    let wishes = request.wantsDetails ? facts.compactMap { LogWish($0, $1) } : []
    return Told(facts: own + facts.map(\.1), wishes: wishes)
  }

  /// Each job once: an attempt that repeats some jobs lists the others again, under new ids and with their old times.
  static func withoutCopies(_ jobs: [JobPayload]) -> [JobPayload] {
    var seen: Set<String> = []
    return jobs.sorted { ($0.attempt ?? 1) < ($1.attempt ?? 1) }.filter { job in
      guard let start = job.startedAt, let end = job.completedAt, job.conclusion != "skipped" else {
        return true
      }
      let attempt = "\(job.name)\u{0}\(start.timeIntervalSince1970)\u{0}\(end.timeIntervalSince1970)"
      return seen.insert(attempt + "\u{0}\(job.runnerName ?? "")").inserted
    }
  }
}
