public import FoundationEssentials
public import InfraMindCore

/// Which job runs are meant. Every part narrows the choice; `nil` does not.
public struct RunQuery: Sendable, Hashable {
  public var platform: Platform?
  /// `owner/name`, compared without case.
  public var repository: String?
  /// Path of the pipeline file.
  public var pipeline: String?
  /// The platform's id of a run.
  public var run: String?
  /// The platform's id of a job's attempt.
  public var jobID: String?
  /// Only runs that started, or else ended, at this time or later.
  public var since: Date?
  /// Only runs that started, or else ended, before this time.
  public var until: Date?
  /// At most this many of the latest runs of each job (by repository, pipeline, workflow and reported name).
  public var latestPerJob: Int?
  /// Whether steps and cache events are wanted; leaving them out makes large answers quicker.
  public var wantsSteps = true

  /// All runs.
  public init() {}
}

/// A repository with runs.
public struct StoredRepository: Sendable, Hashable {
  public var platform: Platform
  public var source: String
  public var repository: String
  /// Finished job runs.
  public var jobRuns: Int
  public var latest: Date?

  /// Describes a repository.
  public init(platform: Platform, source: String, repository: String, jobRuns: Int, latest: Date?) {
    self.platform = platform
    self.source = source
    self.repository = repository
    self.jobRuns = jobRuns
    self.latest = latest
  }
}

/// How much a store holds.
public struct StoreStatistics: Sendable, Hashable {
  /// Finished job runs, by platform.
  public var jobRuns: [Platform: Int] = [:]
  /// Jobs that have not ended, or of which too little is known.
  public var openJobs = 0
  public var repositories = 0
  /// Deliveries by state.
  public var deliveries: [DeliveryState: Int] = [:]
  public var openQuestions = 0
  /// Size on disk in bytes, where known.
  public var bytes: Int?
  public var oldest: Date?
  public var latest: Date?

  /// Nothing.
  public init() {}
}

/// How much to keep. Every part that is not `nil` is a bound.
public struct Retention: Sendable, Hashable {
  /// Runs older than this go.
  public var age: Duration?
  /// Largest size on disk in bytes: the oldest runs go until it is met.
  public var bytes: Int?
  /// Records of deliveries older than this go; they are what tells repetitions.
  public var deliveryAge: Duration? = .seconds(30 * 86_400)
  /// Rows taken out in one transaction.
  public var batch = 1000

  /// Deliveries for 30 days, runs for ever.
  public init() {}
}
