/// A change that would save time or money, with what speaks for it.
public struct Suggestion: Hashable, Sendable {
  /// What it proposes.
  public enum Change: Hashable, Sendable {
    /// Another machine size. The labels are those of today.
    case runner(RunnerChange)
    /// A cache that is missing.
    case cache(CachePlan)
    /// A step that measures what the job uses, for machine sizes to be told from.
    case measuring
  }

  /// Stable while job, kind, from and to stay the same: receipts, approvals and snoozes hang on it.
  public var id: SuggestionID
  /// The job, with the row of its matrix where only that is meant.
  public var job: JobKey
  /// The job's name as people see it.
  public var jobName: String
  /// Where the change would be made.
  public var position: SourcePosition
  /// What it proposes.
  public var change: Change
  /// What and why, in one sentence.
  public var summary: String
  /// Facts that speak for it, each a sentence or a figure with its unit.
  public var evidence: [String]
  /// What it is expected to bring.
  public var effect: ExpectedEffect
  /// How sure we are, 0...1.
  public var confidence: Double
  /// How to take it back, in one sentence.
  public var undo: String
  /// Why it is given as advice in words only and must not be written into the file; `nil` if it may be written.
  public var adviceOnly: String?

  /// Makes a suggestion; its id follows from job, kind, from and to.
  public init(
    job: JobKey, jobName: String, position: SourcePosition, change: Change, summary: String,
    evidence: [String], effect: ExpectedEffect, confidence: Double, undo: String, adviceOnly: String? = nil
  ) {
    id = SuggestionID(job: job, change: change)
    self.job = job
    self.jobName = jobName
    self.position = position
    self.change = change
    self.summary = summary
    self.evidence = evidence
    self.effect = effect
    self.confidence = confidence
    self.undo = undo
    self.adviceOnly = adviceOnly
  }

  /// `size`, `cache` or `measure`, as flags and files spell it.
  public var kind: SuggestionKind {
    switch change {
    case .runner: .size
    case .cache: .cache
    case .measuring: .measure
    }
  }
}

/// The kinds of suggestion.
public enum SuggestionKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// Another machine size.
  case size
  /// A missing cache.
  case cache
  /// A step that measures; suggested only to those who ask for it.
  case measure
}

/// A move of one job (row) from one machine to another of the same family.
public struct RunnerChange: Hashable, Sendable {
  /// Today's labels, as written.
  public var from: [String]
  /// The machine to take.
  public var to: Runner
  /// Today's machine.
  public var current: Runner

  /// Describes a move.
  public init(from: [String], current: Runner, to: Runner) {
    self.from = from
    self.current = current
    self.to = to
  }
}

/// What a suggestion is expected to bring. `nil` means honestly unknown.
public struct ExpectedEffect: Hashable, Sendable {
  /// Time saved per run in seconds, negative if it takes longer.
  public var secondsPerRun: Interval?
  /// Bill of one run today, in dollars.
  public var billNow: Double?
  /// Bill of one run afterwards, in dollars.
  public var billThen: Interval?
  /// Money saved per month in dollars, negative if it costs more.
  public var dollarsPerMonth: Interval?
  /// How often the job runs in a month; what a month brings besides money follows from it.
  public var runsPerMonth: Interval?
  /// Why what is unknown is unknown, in one sentence; `nil` if nothing is.
  public var unknownBecause: String?

  /// States what is known.
  public init(
    secondsPerRun: Interval? = nil, billNow: Double? = nil, billThen: Interval? = nil,
    dollarsPerMonth: Interval? = nil, runsPerMonth: Interval? = nil, unknownBecause: String? = nil
  ) {
    self.secondsPerRun = secondsPerRun
    self.billNow = billNow
    self.billThen = billThen
    self.dollarsPerMonth = dollarsPerMonth
    self.runsPerMonth = runsPerMonth
    self.unknownBecause = unknownBecause
  }
}

/// An estimate with its 90 % interval, in the unit of what holds it.
public struct Interval: Hashable, Sendable {
  /// 5th percentile.
  public var low: Double
  /// The estimate between them: a mean where amounts add up (times, bills and savings), else the median.
  public var middle: Double
  /// 95th percentile.
  public var high: Double

  /// States an interval; `low ≤ middle ≤ high`.
  public init(low: Double, middle: Double, high: Double) {
    self.low = low
    self.middle = middle
    self.high = high
  }
}
