package import FoundationEssentials

/// How much a message's word counts: the greatest wins.
package struct FactStamp: Hashable, Sendable, Codable, Comparable {
  /// The attempt that a message about a whole run tells of: a rerun begins anew, and is newer than all
  /// before. 0 for jobs, whose attempts are subjects of their own.
  package var attempt: Int
  /// How far the subject had come.
  package var stage: FactStage
  /// When that was so.
  package var time: Date

  /// States a stamp.
  package init(attempt: Int, stage: FactStage, time: Date) {
    self.attempt = attempt
    self.stage = stage
    self.time = time
  }

  init(of facts: JobRunFacts) {
    switch facts.subject {
    case .run: attempt = facts.details.attempt ?? 1
    case .job, .joined: attempt = 0
    }
    stage = facts.stage
    time = facts.time
  }

  package static func < (left: FactStamp, right: FactStamp) -> Bool {
    if left.attempt != right.attempt { return left.attempt < right.attempt }
    return left.stage == right.stage ? left.time < right.time : left.stage < right.stage
  }
}
