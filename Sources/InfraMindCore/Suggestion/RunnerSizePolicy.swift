/// When a move to another size is worth proposing.
public struct RunnerSizePolicy: Hashable, Sendable {
  /// Successful runs needed before the history is believed.
  ///
  /// Measured on synthetic jobs with known truth (`docs/sizes.md` has the command). These are simpler than real
  /// ones: fewer runs would do for them, while ten let one odd run not count for much.
  ///
  /// | Runs | jobs with a move | of these better than today | time held by its 90 % interval | bill held |
  /// | --- | --- | --- | --- | --- |
  /// | 3 | 58 % | 100 % | 100 % | 98 % |
  /// | 5 | 56 % | 100 % | 100 % | 99 % |
  /// | 10 | 51 % | 100 % | 100 % | 99 % |
  /// | 20 | 56 % | 100 % | 100 % | 100 % |
  /// | 40 | 56 % | 100 % | 100 % | 100 % |
  public var minimumRuns: Int
  /// Runs that must tell how busy their vCPUs were, unless the job ran on several sizes.
  public var minimumMeasuredRuns: Int
  /// Runs that a size needs to count as one that the job ran on.
  public var minimumRunsOfSize: Int
  /// Age in days from which the latest run says nothing about today.
  public var stalestRun: Int
  /// Runs out of memory on today's machine from which more memory is proposed, whatever it costs.
  public var minimumOutOfMemory: Int
  /// Share of the runs that must have run out of memory for that.
  public var outOfMemoryShare: Double
  /// Largest share of a time limit (the job's or the machine's) that the 95th percentile may take.
  public var timeLimitShare: Double

  /// A policy; the defaults are those that the documentation describes.
  public init(
    minimumRuns: Int = 10, minimumMeasuredRuns: Int = 5, minimumRunsOfSize: Int = 3, stalestRun: Int = 90,
    minimumOutOfMemory: Int = 2, outOfMemoryShare: Double = 0.05, timeLimitShare: Double = 0.8
  ) {
    self.minimumRuns = minimumRuns
    self.minimumMeasuredRuns = minimumMeasuredRuns
    self.minimumRunsOfSize = minimumRunsOfSize
    self.stalestRun = stalestRun
    self.minimumOutOfMemory = minimumOutOfMemory
    self.outOfMemoryShare = outOfMemoryShare
    self.timeLimitShare = timeLimitShare
  }

  /// Chooses among weighed sizes.
  ///
  /// Of those whose saving is surely above zero (the low end of its interval is) and large enough to touch a file,
  /// the one that saves most; of equals the first. Where today's size breaks a limit of the user's, of those that
  /// keep it the best, sure or not.
  ///
  /// - Parameters:
  ///   - options: Admissible sizes other than today's, smallest first; not empty.
  ///   - smallestGain: Smallest gain worth touching a file, as a fraction of today's cost.
  ///   - mustMove: Whether today's size breaks a limit.
  func decide(among options: [SizeOption], smallestGain: Double, mustMove: Bool) -> SizeDecision {
    let worthwhile = options.filter { mustMove || $0.gain >= smallestGain }
    let sure = worthwhile.filter { mustMove || $0.saving.low > 0 }
    if let best = Self.best(of: sure) { return .move(best) }
    if let hopeful = Self.best(of: worthwhile) { return .unsure(hopeful) }
    return Self.best(of: options).map { .stay($0) } ?? .none
  }

  private static func best(of options: [SizeOption]) -> SizeOption? {
    options.reduce(nil) { best, option in
      guard let best, best.meanSaving >= option.meanSaving else { return option }
      return best
    }
  }
}

/// What came of weighing the sizes.
enum SizeDecision {
  /// Move to this size.
  case move(SizeOption)
  /// This size looks better, but chance could have made it look so.
  case unsure(SizeOption)
  /// No size is enough better; this one comes next.
  case stay(SizeOption)
  /// There was nothing to weigh.
  case none
}

/// One size weighed against today's; amounts are per run, waiting included, in dollars, positive where it is better.
struct SizeOption {
  /// What it is expected to do.
  var forecast: SizeForecast
  /// Saving per run in each replicate.
  var savings: [Double]
  /// The interval of these.
  var saving: Interval
  /// Their mean.
  var meanSaving: Double
  /// What a run costs today, waiting included.
  var costToday: Double
  /// The mean saving as a fraction of that.
  var gain: Double { costToday > 0 ? meanSaving / costToday : 0 }

  /// Weighs a forecast against today's; `nil` without replicates.
  init?(_ forecast: SizeForecast, against current: SizeForecast, dollarsPerWaitingMinute: Double) {
    let cost = { (forecast: SizeForecast, index: Int) in
      forecast.dollars[index] + forecast.seconds[index] / 60 * dollarsPerWaitingMinute
    }
    let count = min(forecast.seconds.count, current.seconds.count)
    savings = (0..<count).map { cost(current, $0) - cost(forecast, $0) }
    guard let interval = Interval(replicates: savings) else { return nil }
    costToday = (0..<count).reduce(0) { $0 + cost(current, $1) } / Double(count)
    self.forecast = forecast
    saving = interval
    meanSaving = savings.reduce(0, +) / Double(count)
  }

  /// Share of the replicates whose saving is at least this many dollars.
  func share(saving least: Double) -> Double {
    Double(savings.count { $0 >= least }) / Double(max(savings.count, 1))
  }
}
