internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// A job whose log is worth a request.
struct TraceWish: Codable, Sendable {
  var job: String
  var pipeline: String
  /// When it ended.
  var end: Date
  var hasFailed: Bool

  /// `nil` for a job without a log, or whose log cannot tell more.
  init?(_ job: JobPayload) {
    hasFailed = job.status == "failed" && job.failureReason == "script_failure"
    guard hasFailed || job.status == "success", job.startedAt != nil, let end = job.end else { return nil }
    self.job = job.id
    pipeline = job.pipeline
    self.end = end
  }

  /// What a log adds to what the API told of its job; `nil` if it tells nothing.
  ///
  /// It outranks that by a second: a job that was killed for want of memory is a mere failure to the API.
  func facts(_ log: LogFindings, in project: ProjectPayload) -> JobRunFacts? {
    log.details(hasFailed: hasFailed).map { details in
      JobRunFacts(
        run: project.run(pipeline), subject: .job(id: job), stage: .finished, time: end.addingTimeInterval(1),
        details: details)
    }
  }
}
