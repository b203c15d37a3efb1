/// What is known of a run before it starts: the one shape that every history is brought into before something is
/// predicted, whether its runs come from a platform or from a table of builds.
package struct PlannedRun: Hashable, Sendable {
  /// Names of ``change``, in its order: all are counts but for the last, lines of tests for each 1,000 lines of code.
  package static let changeNames = BuildHistory.measures

  /// When it starts, in Unix seconds.
  package var time: Double
  /// How many jobs run side by side in it; 1 for a single job.
  package var parallelJobs = 1.0
  /// Hash of its branch.
  package var branch: UInt32 = 0
  /// Whether that is the default branch.
  package var isDefaultBranch = false
  /// Whether a pull request started it.
  package var isPullRequest = false
  /// Hash of who started it, or of their role.
  package var actor: UInt32 = 0
  /// Hash of the revision and all else that makes two runs the same; `nil` if unknown.
  package var revision: UInt32?
  /// What it changes: one value for each of ``changeNames``, NaN where unknown.
  package var change: [Double]
  /// Virtual CPUs of its machine, NaN if unknown.
  package var cpus = Double.nan

  /// A run of which only the start is known.
  package init(time: Double) {
    self.time = time
    change = Array(repeating: .nan, count: Self.changeNames.count)
  }
}

/// A run that ended, with what is known of it then.
package struct FinishedRun: Hashable, Sendable {
  /// How it ended.
  package enum Outcome: Hashable, Sendable {
    /// All went well.
    case passed
    /// A step failed.
    case failed
    /// It broke before its work was done: the machine, the set-up, a limit.
    case broken
  }

  /// What was known before it started.
  package var planned: PlannedRun
  /// When it ended, in Unix seconds.
  package var finished: Double
  /// Its duration in seconds, summed over its parallel jobs; greater than zero.
  package var seconds: Double
  /// How it ended.
  package var outcome: Outcome
  /// How many tests it ran, NaN if unknown.
  package var tests = Double.nan
  /// Share of its time that the tests took, NaN if unknown.
  package var testShare = Double.nan
  /// What its caches did; `nil` if it asked for none.
  package var caches: CacheUse?
  /// The tools that its steps name; `nil` if no steps are known.
  package var tools: StepTools?

  /// Describes a run by how it ended.
  package init(_ planned: PlannedRun, finished: Double, seconds: Double, outcome: Outcome) {
    self.planned = planned
    self.finished = finished
    self.seconds = seconds
    self.outcome = outcome
  }

  /// Logarithm of the seconds of each of its jobs.
  package var level: Double { SafeLog.of(seconds / planned.parallelJobs) }
}
