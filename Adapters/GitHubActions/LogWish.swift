internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// A job whose log is worth a request, since one of its steps has to do with caches.
struct LogWish: JobLogWish {
  var run: RunReference
  var job: String
  var name: String
  /// When it ended.
  var end: Date
  var hasFailed: Bool

  /// `nil` for a job without such a step, or without an end that the log could explain.
  init?(_ job: JobPayload, _ facts: JobRunFacts) {
    let conclusion = facts.details.conclusion
    guard conclusion == .success || conclusion == .failure, let end = facts.details.finishedAt,
      job.steps.contains(where: { Self.hasCache($0.name) })
    else { return nil }
    run = facts.run
    self.job = job.id
    name = job.name
    self.end = end
    hasFailed = conclusion == .failure
  }

  /// Whether a step's name speaks of caches, or is that of an action that sets a tool up and may keep its files.
  private static func hasCache(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.contains("cache") || name.contains("actions/setup-")
  }

  /// What its log adds; `nil` for nothing.
  func facts(_ log: LogFindings) -> JobRunFacts? {
    log.facts(of: job, in: run, endedAt: end, hasFailed: hasFailed)
  }
}
