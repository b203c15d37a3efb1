public import FoundationEssentials
public import InfraMindCore

/// Reads the log of a job for what the platform's messages leave out.
public protocol LogReading: Sendable {
  /// A reader for the log of one job: as the platform hands it out, or as tools of the platform write it to a job's own
  /// output.
  func logReader() -> any JobLogReader
}

extension LogReading {
  /// What a whole log tells.
  public func findings(in log: [UInt8]) -> LogFindings {
    var reader = logReader()
    reader.read(log[...])
    reader.finish()
    return reader.findings
  }
}

/// Reads one job's log, in pieces of any size.
///
/// What is kept is bounded. Words of a log are for people and may change: what is not recognised is left out, never
/// guessed.
public protocol JobLogReader: Sendable {
  /// Reads on.
  mutating func read(_ bytes: ArraySlice<UInt8>)
  /// Reads the last line, and settles what only the end decides.
  mutating func finish()
  /// What was found so far.
  var findings: LogFindings { get }
}

/// What the log of a job tells.
public struct LogFindings: Sendable, Hashable {
  /// What the job's caches did, in order.
  public var cacheEvents: [CacheEvent]
  /// Stages of the runner, in order; empty where the log does not tell them.
  public var steps: [StepRun] = []
  /// Whether a process was killed for want of memory.
  public var ranOutOfMemory = false

  /// States what was found.
  public init(cacheEvents: [CacheEvent] = []) { self.cacheEvents = cacheEvents }

  /// Whether nothing was.
  public var isEmpty: Bool { self == LogFindings() }

  /// A run with what the log adds where nothing was known.
  public func completing(_ run: JobRun) -> JobRun {
    var run = run
    if run.steps.isEmpty { run.steps = steps }
    if run.cacheEvents.isEmpty { run.cacheEvents = cacheEvents }
    if run.conclusion == .failure, ranOutOfMemory { run.conclusion = .outOfMemory }
    return run
  }

  /// What they add to what the platform told of a job; `nil` for nothing.
  ///
  /// They outrank that by a second: a job that was killed for want of memory is a mere failure to most APIs.
  ///
  /// - Parameters:
  ///   - job: The platform's id of the job's attempt.
  ///   - end: When it ended.
  ///   - hasFailed: Only a job that failed can have failed for want of memory.
  public func facts(
    of job: String, in run: RunReference, endedAt end: Date, hasFailed: Bool
  ) -> JobRunFacts? {
    var details = JobRunDetails()
    if !steps.isEmpty { details.steps = steps }
    if !cacheEvents.isEmpty { details.cacheEvents = cacheEvents }
    if hasFailed, ranOutOfMemory { details.conclusion = .outOfMemory }
    guard details != JobRunDetails() else { return nil }
    return JobRunFacts(
      run: run, subject: .job(id: job), stage: .finished, time: end.addingTimeInterval(1), details: details)
  }
}
