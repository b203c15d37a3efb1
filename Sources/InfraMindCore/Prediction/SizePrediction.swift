/// What a job is expected to do on one size of its ladder: time, bill and risk of a run there.
///
/// Durations and bills are those of runs that succeed. Intervals are of what is not known (means over future runs),
/// percentiles are of single runs and include it.
public struct SizePrediction: Hashable, Sendable {
  /// What a prediction rests on, the surest first.
  public enum Basis: String, Hashable, Sendable, Codable, CaseIterable {
    /// Runs on this size.
    case measured
    /// Runs on other sizes, and how their durations differ.
    case otherSizes = "other-sizes"
    /// Runs on one other size, and what they kept busy there.
    case telemetry
    /// What other jobs do that are like this one.
    case otherJobs = "other-jobs"
    /// Nothing: runs on one other size, of which nobody knows how busy its vCPUs were.
    case guess
  }

  /// The machine, with the size that runs recorded where it is today's.
  public var machine: Runner
  /// Whether the job asks for it today.
  public var isCurrent: Bool
  /// What the prediction rests on.
  public var basis: Basis
  /// Successful runs seen on this size; forks' runs never count.
  public var runs: Int
  /// Median of a run's duration, in seconds.
  public var p50Seconds: Double
  /// 90th percentile of a run's duration, in seconds.
  public var p90Seconds: Double
  /// 95th percentile of a run's duration, in seconds.
  public var p95Seconds: Double
  /// Mean duration of a run in seconds.
  public var meanSeconds: Double
  /// The 90 % interval of that mean.
  public var seconds: Interval
  /// Mean bill of a run in dollars, each run rounded as the platform does; `nil` where the price is unknown.
  public var meanDollars: Double?
  /// The 90 % interval of that mean; `nil` where the price is unknown.
  public var dollars: Interval?
  /// Probability that a run needs more memory than the machine has, 0...1; `nil` where nothing was measured.
  public var outOfMemory: Double?
  /// Probability that a run fills the disk, 0...1, on a disk as large as today's; `nil` where nothing was measured.
  public var outOfDisk: Double?
  /// Probability that a run reaches the job's or the machine's time limit, 0...1; 0 where no limit is known.
  public var timeout: Double
  /// Mean time before a machine of this size takes a run, in seconds; `nil` where no run told.
  public var queueSeconds: Double?
  /// Time in the queue that the cost counts, in seconds: that of this size where it is known of it and of today's, else
  /// today's, so that what is not known makes no size look better; 0 where it is not known of today's.
  public var countedQueueSeconds = 0.0
  /// Why the size must not be proposed, as a clause such as `at least 6 GiB of memory are needed`; `nil` where it
  /// may be.
  public var objection: String?

  /// Whether it may be proposed.
  public var isAdmissible: Bool { objection == nil }

  /// What a run costs in dollars with its waiting, ``countedQueueSeconds`` included; `nil` where the price is not known.
  ///
  /// - Parameter dollarsPerWaitingMinute: What a minute of waiting is worth, not negative.
  public func meanCost(dollarsPerWaitingMinute: Double) -> Double? {
    meanDollars.map { $0 + (meanSeconds + countedQueueSeconds) / 60 * dollarsPerWaitingMinute }
  }

  /// States a prediction; risks and queue are unknown until set.
  public init(
    machine: Runner, isCurrent: Bool, basis: Basis, runs: Int, p50Seconds: Double, p90Seconds: Double,
    p95Seconds: Double, meanSeconds: Double, seconds: Interval, meanDollars: Double?, dollars: Interval?
  ) {
    self.machine = machine
    self.isCurrent = isCurrent
    self.basis = basis
    self.runs = runs
    self.p50Seconds = p50Seconds
    self.p90Seconds = p90Seconds
    self.p95Seconds = p95Seconds
    self.meanSeconds = meanSeconds
    self.seconds = seconds
    self.meanDollars = meanDollars
    self.dollars = dollars
    timeout = 0
  }
}
