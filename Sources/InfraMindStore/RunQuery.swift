package import FoundationEssentials
package import InfraMindCore

/// Which job runs are meant. Every part narrows the choice; `nil` does not.
package struct RunQuery: Sendable, Hashable {
  package var platform: Platform?
  /// `owner/name`, compared without case.
  package var repository: String?
  /// Path of the pipeline file.
  package var pipeline: String?
  /// The platform's id of a run.
  package var run: String?
  /// The platform's id of the run that others were started for: those others.
  package var chain: String?
  /// The platform's id of a job's attempt.
  package var jobID: String?
  /// Only runs that started, or else ended, at this time or later.
  package var since: Date?
  /// Only runs that started, or else ended, before this time.
  package var until: Date?
  /// At most this many of the latest runs of each job (by repository, pipeline, workflow, id, row and reported name).
  package var latestPerJob: Int?
  /// Whether steps and cache events are wanted; leaving them out makes large answers quicker.
  package var wantsSteps = true
  /// With ``latestPerJob``: steps and cache events are wanted of at most so many of them, the latest.
  package var stepsPerJob: Int?

  /// All runs.
  package init() {}

  /// Whether it names runs, so that few can be meant.
  package var namesRuns: Bool { run != nil || jobID != nil || chain != nil }
}

/// Part of a large answer: all that is wanted of some jobs.
package struct RunPage: Sendable, Hashable {
  /// Oldest first.
  package var runs: [JobRun] = []
  /// With what to ask for the next page; `nil` if this is the last one.
  package var next: String?

  /// Nothing.
  package init() {}
}

/// A repository with runs.
package struct StoredRepository: Sendable, Hashable {
  package var platform: Platform
  package var source: String
  package var repository: String
  /// Finished job runs.
  package var jobRuns: Int
  package var latest: Date?

  /// Describes a repository.
  package init(platform: Platform, source: String, repository: String, jobRuns: Int, latest: Date?) {
    self.platform = platform
    self.source = source
    self.repository = repository
    self.jobRuns = jobRuns
    self.latest = latest
  }
}

/// How much a store holds.
package struct StoreStatistics: Sendable, Hashable {
  /// Finished job runs, by platform.
  package var jobRuns: [Platform: Int] = [:]
  /// Jobs that have not ended, or of which too little is known.
  package var openJobs = 0
  package var repositories = 0
  /// Deliveries by state.
  package var deliveries: [DeliveryState: Int] = [:]
  package var openQuestions = 0
  /// Size on disk in bytes, where known.
  package var bytes: Int?
  package var oldest: Date?
  package var latest: Date?

  /// Nothing.
  package init() {}
}

/// How much to keep. Every part that is not `nil` is a bound.
package struct Retention: Sendable, Hashable {
  /// Runs older than this go.
  package var age: Duration?
  /// Largest size on disk in bytes: the oldest runs go until it is met.
  package var bytes: Int?
  /// Records of deliveries older than this go; they are what tells repetitions.
  package var deliveryAge: Duration? = .seconds(30 * 86_400)
  /// Rows taken out in one transaction.
  package var batch = 1000

  /// Deliveries for 30 days, runs for ever.
  package init() {}
}
