internal import FoundationEssentials
internal import InfraMindCore

/// The jobs whose logs are worth a request: the latest few of each name.
struct TraceWishes: Codable {
  /// A job, and when it ended.
  struct Wish: Codable, Sendable {
    var job: String
    var pipeline: String
    var end: Date
    var hasFailed: Bool
  }

  /// Logs read of jobs of one name that succeeded.
  private static let mostSuccesses = 3
  /// Logs read of jobs of one name that failed.
  private static let mostFailures = 2
  /// Logs read altogether: each costs a request.
  private static let most = 300

  /// When the latest job looked at was made.
  var latest: Date?
  private var queue: [Wish] = []
  private var counts: [String: Int] = [:]
  private var total = 0

  /// Whether none is left.
  var isEmpty: Bool { queue.isEmpty }

  /// How many of them are read, 0 to 1.
  var shareDone: Double { total == 0 ? 1 : 1 - Double(queue.count) / Double(total) }

  /// Wishes for a job's log, if there are not enough of its name.
  mutating func add(_ job: JobPayload) {
    let hasFailed = job.status == "failed" && job.failureReason == "script_failure"
    guard hasFailed || job.status == "success", job.startedAt != nil, let end = job.end,
      queue.count < Self.most
    else { return }
    let name = (hasFailed ? "-" : "+") + job.name
    guard counts[name, default: 0] < (hasFailed ? Self.mostFailures : Self.mostSuccesses) else { return }
    counts[name, default: 0] += 1
    queue.append(Wish(job: job.id, pipeline: job.pipeline, end: end, hasFailed: hasFailed))
  }

  /// Ends the wishing.
  mutating func close() {
    counts = [:]
    total = queue.count
  }

  /// The next few.
  mutating func take(_ count: Int) -> [Wish] {
    let wishes = Array(queue.prefix(count))
    queue.removeFirst(wishes.count)
    return wishes
  }
}

extension TraceWishes.Wish {
  /// What a log adds to what the API told of its job; `nil` if it tells nothing.
  ///
  /// It outranks that by a second: a job that was killed for want of memory is a mere failure to the API.
  func facts(_ trace: TraceReading, in project: ProjectPayload) -> JobRunFacts? {
    var details = JobRunDetails()
    if !trace.sections.isEmpty { details.steps = trace.sections }
    if !trace.cacheEvents.isEmpty { details.cacheEvents = trace.cacheEvents }
    if hasFailed, trace.ranOutOfMemory { details.conclusion = .outOfMemory }
    guard details != JobRunDetails() else { return nil }
    return JobRunFacts(
      run: project.run(pipeline), subject: .job(id: job), stage: .finished, time: end.addingTimeInterval(1),
      details: details)
  }
}
