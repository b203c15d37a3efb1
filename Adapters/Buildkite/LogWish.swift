internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// A job whose log is worth a request. That a step uses a cache the API does not tell.
struct LogWish: JobLogWish {
  var run: RunReference
  var pipeline: String
  /// The build's number.
  var build: String
  var job: String
  var name: String
  /// When it ended.
  var end: Date

  /// `nil` for a job that did not run to its end.
  init?(_ facts: JobRunFacts, of place: BuildPlace) {
    guard case .job(let id) = facts.subject, facts.details.conclusion == .success,
      let end = facts.details.finishedAt
    else { return nil }
    run = facts.run
    pipeline = place.pipeline
    build = place.number
    job = id
    name = facts.details.name ?? ""
    self.end = end
  }

  /// What its log adds; `nil` for nothing.
  func facts(_ log: LogFindings) -> JobRunFacts? {
    log.facts(of: job, in: run, endedAt: end, hasFailed: false)
  }
}
