public import FoundationEssentials

/// One attempt of one job, as the platform reports it and as it was measured from inside.
///
/// One line of a history file is one such value; `docs/history-file.md` describes the JSON.
public struct JobRun: Hashable, Sendable {
  /// Where it ran.
  public var platform: Platform
  /// Host of the platform, lower-case and without scheme; empty if unknown.
  public var source: String
  /// `owner/name`; more parts where groups are nested.
  public var repository: String
  /// Path of the pipeline file from the repository's root; empty if no message told it.
  public var pipeline: String
  /// The workflow's name, on platforms whose runs have several.
  public var workflow: String?
  /// The job's id in that file; `caller/called` for a job of a called pipeline. Empty if no message told it, and only
  /// ``name`` is known.
  public var job: String
  /// The name that the platform reports, with the values of its row.
  public var name: String?
  /// The platform's own id of this attempt of the job.
  public var jobID: String?
  /// Values of the job's matrix row as text, by axis; empty without a matrix.
  public var matrix: [String: String]
  /// The platform's id of the run (of the whole pipeline).
  public var run: String
  /// What the run is part of where the platform starts several runs as one, such as a chain of TeamCity's builds: the
  /// platform's id of the one that the others were started for.
  public var chain: String?
  /// 1 for the first attempt.
  public var attempt: Int
  /// The commit that was checked out.
  public var headCommit: String?
  /// Branch, if the run had one.
  public var branch: String?
  /// What started the run, in the platform's word, such as `push`.
  public var event: String?
  /// Who started it; never a name.
  public var actor: ActorHash?
  /// When the platform made the job, perhaps long before it was ready to run.
  public var createdAt: Date?
  /// When the job was ready to run.
  public var queuedAt: Date?
  /// When a machine took it.
  public var startedAt: Date?
  /// When it ended.
  public var finishedAt: Date?
  /// How it ended.
  public var conclusion: JobConclusion
  /// How it ended, in the platform's own word.
  public var conclusionWord: String?
  /// Labels, class or tags of its runner, as the job asked for them where the platform tells that.
  public var runnerLabels: [String]
  /// The machine's name.
  public var runnerName: String?
  /// The group of machines that took it.
  public var runnerGroup: String?
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
  /// Time that the platform bills, rounded as it rounds, where it says so.
  public var billedTime: Duration?
  /// Credits that the platform billed.
  public var credits: Double?
  /// How much its commit changed.
  public var change: ChangeSize?
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
    source = ""
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

  /// The first part of ``repository``: a GitHub owner, a GitLab top-level group; empty if there is no other part.
  public var organization: String { Self.organization(of: repository) }

  static func organization(of repository: String) -> String {
    repository.firstIndex(of: "/").map { String(repository[..<$0]) } ?? ""
  }

  /// Time on the machine; `nil` unless both ends are known and in order.
  public var duration: Duration? { Self.span(startedAt, finishedAt) }

  /// Time before a machine took it; `nil` unless both ends are known and in order.
  public var queueTime: Duration? { Self.span(queuedAt, startedAt) }

  static func span(_ start: Date?, _ end: Date?) -> Duration? {
    guard let start, let end, end >= start else { return nil }
    return .milliseconds(Int64((min(end.timeIntervalSince(start), 1e9) * 1000).rounded()))
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
public struct ResourceUse: Hashable, Sendable, Codable {
  /// Mean number of busy vCPUs, 0 to the machine's number of them.
  public var averageCPUs: Double?
  /// Largest number of busy vCPUs over a sampling period.
  public var peakCPUs: Double?
  /// Mean memory in use.
  public var averageMemory: MemorySize?
  /// Largest memory in use.
  public var peakMemory: MemorySize?
  /// CPU time used, of all cores together.
  public var cpuTime: Duration?
  /// Memory that the job could use at most: its container's limit, which may be below the machine's memory.
  public var memoryLimit: MemorySize?
  /// Processes that the kernel killed for want of memory.
  public var outOfMemoryKills: Int?
  /// Share of the time, 0 to 1, in which some process waited for the CPU (PSI).
  public var cpuPressure: Double?
  /// Share of the time, 0 to 1, in which some process waited for memory (PSI).
  public var memoryPressure: Double?
  /// Share of the time, 0 to 1, in which some process waited for the disk (PSI).
  public var ioPressure: Double?
  /// Read from disks.
  public var diskRead: MemorySize?
  /// Written to disks.
  public var diskWritten: MemorySize?
  /// Largest share of the workspace's disk in use, 0 to 1.
  public var peakDiskUse: Double?
  /// Received over the network.
  public var networkReceived: MemorySize?
  /// Sent over the network.
  public var networkSent: MemorySize?

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
public struct StepRun: Hashable, Sendable, Codable {
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
public struct CacheEvent: Hashable, Sendable, Codable {
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

/// How much a commit changed.
public struct ChangeSize: Hashable, Sendable, Codable {
  /// Files changed.
  public var files: Int?
  /// Lines added.
  public var additions: Int?
  /// Lines taken out.
  public var deletions: Int?
  /// Files changed that are ``FileKind/source``.
  public var sourceFiles: Int?
  /// Files changed that are ``FileKind/test``.
  public var testFiles: Int?
  /// Files changed that are ``FileKind/document``.
  public var documentFiles: Int?
  /// Lines added or taken out, of those of files that are ``FileKind/test``.
  public var testLines: Int?

  /// States what is known.
  public init(files: Int? = nil, additions: Int? = nil, deletions: Int? = nil) {
    self.files = files
    self.additions = additions
    self.deletions = deletions
  }
}
