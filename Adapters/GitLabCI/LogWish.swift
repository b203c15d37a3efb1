internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// A job whose log is worth a request.
struct LogWish: JobLogWish {
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

  /// What its log adds; `nil` for nothing.
  func facts(_ log: LogFindings, in project: ProjectPayload) -> JobRunFacts? {
    log.facts(of: job, in: project.run(pipeline), endedAt: end, hasFailed: hasFailed)
  }
}
