/// When a move to another size is worth proposing.
public struct RunnerSizePolicy: Hashable, Sendable {
  /// Successful runs needed before the history is believed: `docs/sizes.md` has what was measured after 3, 5, 10, 20.
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
  /// Largest probability, of one run, of needing more memory than a proposed machine has.
  public var mostOutOfMemory: Double
  /// Largest probability, of one run, of reaching a time limit on a proposed machine.
  public var mostTimeout: Double
  /// Runs of a trial.
  public var trialRuns: Int
  /// Future runs over which a trial has to pay, unless ``trialMonths`` bring fewer.
  public var trialHorizon: Int

  /// Months over which a trial has to pay.
  static let trialMonths = 3.0

  /// What trials may do.
  package var trials = TrialPolicy()

  /// A policy; the defaults are those that the documentation describes.
  public init(
    minimumRuns: Int = 3, minimumMeasuredRuns: Int = 3, minimumRunsOfSize: Int = 3, stalestRun: Int = 90,
    minimumOutOfMemory: Int = 2, outOfMemoryShare: Double = 0.05, timeLimitShare: Double = 0.8,
    mostOutOfMemory: Double = 0.005, mostTimeout: Double = 0.01, trialRuns: Int = 3, trialHorizon: Int = 100
  ) {
    self.minimumRuns = minimumRuns
    self.minimumMeasuredRuns = minimumMeasuredRuns
    self.minimumRunsOfSize = minimumRunsOfSize
    self.stalestRun = stalestRun
    self.minimumOutOfMemory = minimumOutOfMemory
    self.outOfMemoryShare = outOfMemoryShare
    self.timeLimitShare = timeLimitShare
    self.mostOutOfMemory = mostOutOfMemory
    self.mostTimeout = mostTimeout
    self.trialRuns = trialRuns
    self.trialHorizon = trialHorizon
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

  /// The size on which a few runs are worth most over the runs to come, if they are worth anything.
  ///
  /// Only where the size was not measured yet, and no slower than trials may be: a trial therefore ends by itself.
  ///
  /// - Parameters:
  ///   - monthly: How often the job runs, where that is known: a rare job has fewer runs to gain from.
  ///   - isAllowed: What else a size has to be.
  func trial(
    among options: [SizeOption], today: SizeForecast, smallestGain: Double, monthly: MonthlyRuns?,
    where isAllowed: (SizeOption) -> Bool = { _ in true }
  ) -> SizeTrial? {
    guard let costToday = options.first?.costToday else { return nil }
    let horizon = min(Double(trialHorizon), monthly.map { $0.perMonth * Self.trialMonths } ?? .infinity)
    let worth = TrialWorth(
      options: options, least: smallestGain * costToday, runs: trialRuns, horizon: horizon)
    let best = worth.best { option in
      !option.forecast.isMeasured
        && option.forecast.meanSeconds <= trials.longestSlowdown * today.meanSeconds && isAllowed(option)
    }
    return best.map { best in
      SizeTrial(
        machine: best.forecast.machine, runs: trialRuns, savingPerRun: best.saving,
        chance: best.share(saving: smallestGain * costToday))
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
