internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// Reads the pipelines of a project, newest first, with their workflows and jobs.
///
/// A page holds a few jobs of one workflow, and every page can be gone on behind: a pipeline may need more
/// requests than a budget allows.
struct PipelineCursor: HistoryCursor {
  /// Where a reading stopped.
  struct Checkpoint: Codable {
    /// When the newest pipeline was made.
    var start: Date?
    /// When the pipeline was made that was read last: newer ones are done.
    var until: Date?
    /// The page of pipelines that is being gone through; `nil` for the first.
    var page: APIAddress?
    /// What of that page is done: pipelines, and workflows and jobs of the one that is not.
    var done: Set<String> = []
  }

  /// Jobs that are asked for at the same time.
  private static let width = 3

  private let request: HistoryRequest
  private let slug: ProjectSlug
  private let api: CircleCIAPI
  private let actors: ActorHashing
  /// The page that the request's checkpoint names.
  private let resumed: APIAddress?
  private var jobReader: JobReading

  private var checkpoint: Checkpoint
  /// Pipelines newer than this are done: so it is if the page that a checkpoint names is not there any more.
  private var bound: Date?
  private var next: APIAddress?
  private var trail = PageTrail()
  private var pipelines: [PipelinePayload] = []
  /// Workflows of the first pipeline that are not done; `nil` if they are not listed yet.
  private var workflows: [WorkflowPayload]?
  /// Jobs of the first workflow that are not done; `nil` if they are not listed yet.
  private var jobs: [JobPayload]?
  /// Ids of all workflows of the first pipeline, and of all jobs of its first workflow: what a checkpoint can
  /// forget when they are closed.
  private var listed = (workflows: [String](), jobs: [String]())
  /// Whether the first pipeline has a setup config, which another one goes on behind.
  private var hasSetup = false
  private var failure: (any Error)?

  init(
    _ request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) throws(AdapterError) {
    guard let slug = ProjectSlug(asked: request.repository) else {
      throw AdapterError(
        .notFound,
        "\(SentenceText.word(request.repository)) is no project: it is `owner/name` on GitHub, or a slug "
          + "such as `gh/owner/name`, `bb/owner/name` or `circleci/…/…`, which the project's settings show.")
    }
    self.request = request
    self.slug = slug
    self.actors = actors
    api = try CircleCIAPI(request.api, over: http)
    jobReader = JobReading(api: api, slug: slug, wantsDetails: request.wantsDetails)
    checkpoint = HistoryCheckpoint.value(of: request.checkpoint) ?? Checkpoint()
    resumed = checkpoint.page
    let first = try api.pipelines(of: slug)
    next = checkpoint.page ?? first
  }

  mutating func next() async throws -> HistoryPage? {
    if let failure { throw failure }
    while true {
      if let workflow = workflows?.first, let jobs {
        return try await page(of: Array(jobs.prefix(Self.width)), in: workflow)
      } else if let workflow = workflows?.first {
        if let page = try await open(workflow) { return page }
      } else if let pipeline = pipelines.first {
        if let page = try await open(pipeline) { return page }
      } else if try await !listMore() {
        return nil
      }
    }
  }

  // MARK: - Pipelines

  /// Lists one more page of pipelines; `false` if there is none.
  private mutating func listMore() async throws -> Bool {
    guard let address = next else { return false }
    guard let (items, answer) = try await list(address) else { return true }
    let found = items.map { PipelinePayload($0) }
    let times = found.compactMap(\.createdAt)
    if address != checkpoint.page { checkpoint.done = [] }
    checkpoint.page = address
    checkpoint.start = checkpoint.start ?? times.max()
    pipelines = found.filter(isWanted)
    let following = try trail.next(after: answer, found: items.count)
    let reachesBack = times.min().map { $0 < request.since } ?? false
    next = reachesBack ? nil : following
    return true
  }

  /// A page of pipelines; `nil` if the one that a checkpoint named is not there any more, and the list begins
  /// anew.
  private mutating func list(_ address: APIAddress) async throws -> ([JSONValue], APIAnswer)? {
    let first = try api.pipelines(of: slug)
    do {
      return try await api.page(at: address)
    } catch let error as AdapterError
      where OptionalAnswer.isGone(error) && address == resumed && address != first && bound == nil
    {
      bound = checkpoint.until
      checkpoint.page = nil
      next = first
      return nil
    }
  }

  private func isWanted(_ pipeline: PipelinePayload) -> Bool {
    guard let id = pipeline.id, let time = pipeline.createdAt, time >= request.since,
      !checkpoint.done.contains(id)
    else { return false }
    if let until = request.until, time > until { return false }
    if let bound, time > bound { return false }
    // Its config was refused: it has no workflows.
    return pipeline.state != "errored"
  }

  private mutating func open(_ pipeline: PipelinePayload) async throws -> HistoryPage? {
    checkpoint.until = pipeline.createdAt
    let id = pipeline.id ?? ""
    do {
      let found = try await api.workflows(of: id)
      hasSetup = found.contains { $0.tag == "setup" }
      listed.workflows = found.map(\.id)
      workflows = found.filter { !checkpoint.done.contains($0.id) }
      closeEmpty()
      return nil
    } catch let error as AdapterError where OptionalAnswer.isGone(error) {
      workflows = []
      closeEmpty()
      return page(problem: "The workflows of pipeline \(id) could not be read: \(error.message)")
    }
  }

  // MARK: - Workflows

  private mutating func open(_ workflow: WorkflowPayload) async throws -> HistoryPage? {
    guard !request.isKnown(workflow.id) else {
      jobs = []
      return nil
    }
    do {
      let found = try await api.jobs(of: workflow.id)
      listed.jobs = found.compactMap(\.id)
      jobs = found.filter { isNews($0, in: workflow) }
      return nil
    } catch let error as AdapterError where OptionalAnswer.isGone(error) {
      jobs = []
      closeEmpty()
      return page(problem: "The jobs of workflow \(workflow.id) could not be read: \(error.message)")
    }
  }

  /// Whether a job is of this workflow, has a machine, and was not told of. A rerun from failed lists the
  /// jobs that it did not repeat, too: these started before it was made.
  private func isNews(_ job: JobPayload, in workflow: WorkflowPayload) -> Bool {
    guard let id = job.id, (job.type ?? "build") == "build", !checkpoint.done.contains(id) else {
      return false
    }
    guard let start = job.startedAt, let made = workflow.createdAt else { return true }
    return start >= made.addingTimeInterval(-1)
  }

  /// What some jobs told, up to the first that could not be read for a reason that stops the others, too.
  private mutating func page(of jobs: [JobPayload], in workflow: WorkflowPayload) async throws -> HistoryPage
  {
    guard let pipeline = pipelines.first else { return page(problem: nil) }
    let run = RunReference(
      platform: .circleCI, source: request.source, repository: pipeline.repository ?? slug.repository,
      run: workflow.id)
    let results = await jobs.concurrentResults { [jobReader] job in
      try await jobReader.facts(of: job, in: workflow, run)
    }
    var facts = [self.facts(of: workflow, run, pipeline)]
    var problems: [String] = []
    var done = 0
    for (job, result) in zip(jobs, results) {
      do {
        let told = try result.get()
        facts += told.facts
        problems += told.problems
        if let problem = jobReader.note(told) { problems.append(problem) }
      } catch {
        failure = error
        break
      }
      checkpoint.done.insert(job.id ?? "")
      done += 1
    }
    if done == 0, let failure { throw failure }
    self.jobs?.removeFirst(done)
    closeEmpty()
    var page = page(problem: nil)
    page.facts = facts
    page.problems = problems
    return page
  }

  private func facts(
    of workflow: WorkflowPayload, _ run: RunReference, _ pipeline: PipelinePayload
  ) -> JobRunFacts {
    let isUsual = !hasSetup || workflow.tag == "setup"
    let end = workflow.stoppedAt
    return workflow.facts(
      in: run, of: pipeline, file: isUsual ? CircleCI.usualFile : nil,
      stage: end == nil ? .running : .finished,
      at: end ?? workflow.createdAt ?? pipeline.createdAt ?? request.since, hashing: actors)
  }

  // MARK: - Checkpoints

  /// Takes out what is read to its end: a workflow without jobs left, a pipeline without workflows left.
  private mutating func closeEmpty() {
    if jobs?.isEmpty == true, let workflow = workflows?.first {
      checkpoint.done.subtract(listed.jobs)
      checkpoint.done.insert(workflow.id)
      workflows?.removeFirst()
      (jobs, listed.jobs) = (nil, [])
    }
    if workflows?.isEmpty == true, let pipeline = pipelines.first {
      checkpoint.done.subtract(listed.workflows)
      checkpoint.done.insert(pipeline.id ?? "")
      pipelines.removeFirst()
      (workflows, listed.workflows) = (nil, [])
    }
  }

  private func page(problem: String?) -> HistoryPage {
    var page = HistoryPage(facts: [], checkpoint: HistoryCheckpoint.text(of: checkpoint), progress: progress)
    page.problems = problem.map { [$0] } ?? []
    return page
  }

  private var progress: Double? {
    guard let start = checkpoint.start, let until = checkpoint.until, start > request.since else {
      return nil
    }
    let share = start.timeIntervalSince(until) / start.timeIntervalSince(request.since)
    return min(max(share, 0), 1)
  }
}
