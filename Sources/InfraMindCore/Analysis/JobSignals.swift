public import FoundationEssentials

/// What a job's earlier runs say about the time and the outcome of one run.
public struct JobSignals: Hashable, Sendable {
  /// The run beside its own distribution; `nil` unless it succeeded and took unusually long.
  public var slow: SlowRun?
  /// Steps of the run that took unusually long, in their order.
  public var slowSteps: [SlowStep]
  /// The lasting change of the job's time that is under way after the run; `nil` if there is none.
  public var shift: JobShift?
  /// How often the job ended both ways on one commit, with this run.
  public var flakiness: FlakyRate
  /// Probability, 0 to 1, that the same commit passes if it is tried again; `nil` unless the run failed.
  public var chanceOnRetry: Double?

  /// Most earlier runs that are looked at, the latest ones.
  static let mostRuns = 400
  private static let mostSteps = 60

  /// Weighs a run against earlier ones.
  ///
  /// Only runs that succeeded and did not come from forks train.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - earlier: Runs of the same job that began before it, in any order.
  ///   - cause: Why it failed, if it did.
  init(_ run: JobRun, earlier: [JobRun], cause: FailureCause?) {
    // Forks go first: otherwise many runs of one could push all others out.
    let latest = earlier.filter { !$0.isFromFork }.sorted { Self.end($0) < Self.end($1) }.suffix(
      Self.mostRuns)
    let trusted = latest.filter { $0.conclusion == .success }
    let context = RunContext(run)
    let isTelling = run.conclusion == .success
    var watch = DurationWatch()
    var taken: [JobRun] = []
    for run in trusted { Self.take(run, &watch, &taken) }
    slow = run.seconds.flatMap { seconds in
      isTelling ? watch.expectation(of: context)?.slowRun(seconds: seconds) : nil
    }
    if isTelling, !run.isFromFork { Self.take(run, &watch, &taken) }
    shift = watch.shift.flatMap { JobShift($0, runs: taken) }
    slowSteps = isTelling ? Self.slowSteps(run, trusted, context) : []
    let ledger = FlakyLedger(latest + [run])
    flakiness = ledger.rate
    chanceOnRetry = cause.map { FlakyLedger(Array(latest)).chanceOnRetry($0.kind) }
  }

  private static func end(_ run: JobRun) -> Date { run.finishedAt ?? RunAnalyzer.beginning(run) }

  private static func take(_ run: JobRun, _ watch: inout DurationWatch, _ taken: inout [JobRun]) {
    guard let seconds = run.seconds else { return }
    let before = watch.taken
    watch.take(seconds: seconds, context: RunContext(run))
    if watch.taken > before { taken.append(run) }
  }

  private static func slowSteps(
    _ run: JobRun, _ trusted: [JobRun], _ context: RunContext
  ) -> [SlowStep] {
    run.steps.prefix(mostSteps).compactMap { step in
      guard let seconds = step.duration.map({ $0 / .seconds(1) }), seconds > RecentRuns.shortest else {
        return nil
      }
      func times(_ runs: some Sequence<JobRun>) -> [(seconds: Double, context: RunContext)] {
        runs.compactMap { earlier in
          earlier.steps.first { $0.name == step.name && $0.conclusion != .skipped }?.duration.map {
            ($0 / .seconds(1), RunContext(earlier))
          }
        }
      }
      // What is no slower than the latest runs needs no more of them.
      let latest = times(trusted.suffix(20)).map(\.seconds)
      guard let high = OrderStatistics.quantile(latest, 0.9), seconds > high else { return nil }
      var watch = DurationWatch()
      for (seconds, context) in times(trusted.suffix(RecentRuns.capacity)) {
        watch.take(seconds: seconds, context: context)
      }
      guard let slow = watch.expectation(of: context)?.slowRun(seconds: seconds) else { return nil }
      return SlowStep(name: step.name, slow: slow)
    }
  }
}

/// A step that took longer than it does.
public struct SlowStep: Hashable, Sendable {
  /// The step's reported name.
  public var name: String
  /// By how much, and how rare that is.
  public var slow: SlowRun
}

/// A lasting change of how long a job takes, and where it began.
public struct JobShift: Hashable, Sendable {
  /// One of the job's successful runs.
  public struct Place: Hashable, Sendable {
    /// The platform's id of the run.
    public var run: String
    /// What was checked out.
    public var commit: String?
    /// When it ended, or else began.
    public var at: Date?

    init(_ run: JobRun) {
      self.run = run.run
      commit = run.headCommit
      at = run.finishedAt ?? run.startedAt
    }
  }

  /// Median after over median before: above 1 for a rise.
  public var ratio: Double
  /// The run with which it most likely began.
  public var likeliest: Place
  /// The first run with which it may have begun: with one of those up to ``last`` it did, with a probability
  /// of 90 %.
  public var first: Place
  /// The last run with which it may have begun.
  public var last: Place
  /// The run before ``first``: what came after its commit, up to that of ``last``, holds the cause. `nil` if
  /// unknown.
  public var before: Place?
  /// How many runs may have begun it, 1 or more.
  public var candidates: Int

  /// Finds the runs of a change; `nil` where they are not among the runs given.
  init?(_ shift: DurationShift, runs: [JobRun]) {
    guard 0 <= shift.earliest, shift.earliest <= shift.likeliest, shift.likeliest <= shift.latest,
      shift.latest < runs.count
    else { return nil }
    ratio = shift.ratio
    likeliest = Place(runs[shift.likeliest])
    first = Place(runs[shift.earliest])
    last = Place(runs[shift.latest])
    before = shift.earliest > 0 ? Place(runs[shift.earliest - 1]) : nil
    candidates = shift.latest - shift.earliest + 1
  }
}

extension JobRun {
  fileprivate var seconds: Double? { duration.map { $0 / .seconds(1) } }
}
