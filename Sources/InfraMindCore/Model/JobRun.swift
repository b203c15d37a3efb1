public import FoundationEssentials

/// One attempt of one job, as the platform reports it and as it was measured from inside.
///
/// One line of a history file is one such value; `docs/history-file.md` describes the JSON.
public struct JobRun: Hashable, Sendable {
  /// Where it ran.
  public var platform: Platform
  /// `owner/name`.
  public var repository: String
  /// Path of the pipeline file from the repository's root.
  public var pipeline: String
  /// The job's id in that file; `caller/called` for a job of a called pipeline.
  public var job: String
  /// Values of the job's matrix row as text, by axis; empty without a matrix.
  public var matrix: [String: String]
  /// The platform's id of the run (of the whole pipeline).
  public var run: String
  /// 1 for the first attempt.
  public var attempt: Int
  /// Branch, if the run had one.
  public var branch: String?
  /// What started the run, in the platform's word, such as `push`.
  public var event: String?
  /// When the job was ready to run.
  public var queuedAt: Date?
  /// When a machine took it.
  public var startedAt: Date?
  /// When it ended.
  public var finishedAt: Date?
  /// How it ended.
  public var conclusion: JobConclusion
  /// Labels, class or tags of its runner.
  public var runnerLabels: [String]
  /// Virtual CPUs of its machine.
  public var cpus: Double?
  /// Memory of its machine.
  public var memory: MemorySize?
  /// What it used, where measured.
  public var use: ResourceUse?
  /// Its steps, in order.
  public var steps: [StepRun]
  /// What its caches did, in order.
  public var cacheEvents: [CacheEvent]
  /// Whether it ran code from a fork. Such runs never train.
  public var isFromFork: Bool
  /// Who could see the repository then.
  public var visibility: RepositoryVisibility?

  /// A run of which only the identity and the end are known.
  public init(
    platform: Platform, repository: String, pipeline: String, job: String, matrix: [String: String] = [:],
    run: String, attempt: Int = 1, conclusion: JobConclusion
  ) {
    self.platform = platform
    self.repository = repository
    self.pipeline = pipeline
    self.job = job
    self.matrix = matrix
    self.run = run
    self.attempt = attempt
    self.conclusion = conclusion
    runnerLabels = []
    steps = []
    cacheEvents = []
    isFromFork = false
  }

  /// Time on the machine; `nil` unless both ends are known and in order.
  public var duration: Duration? { Self.span(startedAt, finishedAt) }

  /// Time before a machine took it; `nil` unless both ends are known and in order.
  public var queueTime: Duration? { Self.span(queuedAt, startedAt) }

  static func span(_ start: Date?, _ end: Date?) -> Duration? {
    guard let start, let end, end >= start else { return nil }
    return .milliseconds(Int64(min(end.timeIntervalSince(start), 1e9) * 1000))
  }
}

/// How a job ended: one vocabulary for all platforms.
public enum JobConclusion: String, Hashable, Sendable, Codable, CaseIterable {
  /// All went well.
  case success
  /// A step failed.
  case failure
  /// Somebody or something stopped it.
  case cancelled
  /// It ran longer than allowed.
  case timedOut = "timed-out"
  /// It did not run.
  case skipped
  /// The machine or the platform failed.
  case infrastructureFailure = "infrastructure-failure"
  /// It ran out of memory.
  case outOfMemory = "out-of-memory"
}

/// What a job used of its machine, over its whole time.
public struct ResourceUse: Hashable, Sendable {
  /// Mean number of busy vCPUs, 0 to the machine's number of them.
  public var averageCPUs: Double?
  /// Largest number of busy vCPUs over a sampling period.
  public var peakCPUs: Double?
  /// Mean memory in use.
  public var averageMemory: MemorySize?
  /// Largest memory in use.
  public var peakMemory: MemorySize?

  /// States what was measured; `nil` for what was not.
  public init(
    averageCPUs: Double? = nil, peakCPUs: Double? = nil, averageMemory: MemorySize? = nil,
    peakMemory: MemorySize? = nil
  ) {
    self.averageCPUs = averageCPUs
    self.peakCPUs = peakCPUs
    self.averageMemory = averageMemory
    self.peakMemory = peakMemory
  }
}

/// One step of a run.
public struct StepRun: Hashable, Sendable {
  /// The step's reported name.
  public var name: String
  /// When it began.
  public var startedAt: Date?
  /// When it ended.
  public var finishedAt: Date?
  /// How it ended.
  public var conclusion: JobConclusion?

  /// Describes a step of a run.
  public init(name: String, startedAt: Date?, finishedAt: Date?, conclusion: JobConclusion?) {
    self.name = name
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.conclusion = conclusion
  }

  /// Time taken; `nil` unless both ends are known and in order.
  public var duration: Duration? { JobRun.span(startedAt, finishedAt) }
}

/// What one cache did in a run.
public struct CacheEvent: Hashable, Sendable {
  /// What happened.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// The exact key was found.
    case hit
    /// Another entry was found by a fallback.
    case partial
    /// Nothing was found.
    case miss
    /// An entry was written.
    case save
  }

  /// The key asked for or written.
  public var key: String
  /// What happened.
  public var kind: Kind
  /// Size of the entry.
  public var size: MemorySize?
  /// Time that restoring or saving took.
  public var duration: Duration?

  /// Describes an event.
  public init(key: String, kind: Kind, size: MemorySize?, duration: Duration?) {
    self.key = key
    self.kind = kind
    self.size = size
    self.duration = duration
  }
}
