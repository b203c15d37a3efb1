internal import FoundationEssentials

/// What a move to another machine promised: what the runs before it alone let one expect, so that a receipt can be held
/// against it.
///
/// It is worked out again from those runs rather than kept, so that moves made without us have one, too, and nobody has to
/// trust what was noted. Other jobs do not speak here: some of their runs are later than the move.
public struct MovePromise: Hashable, Sendable {
  /// Seconds that a run takes less than before: the mean, with a 90 % interval; negative if it takes longer.
  public let secondsPerRun: Interval
  /// Dollars that a run costs less than before; `nil` unless both prices are known.
  public let dollarsPerRun: Interval?

  /// States a promise.
  public init(secondsPerRun: Interval, dollarsPerRun: Interval?) {
    self.secondsPerRun = secondsPerRun
    self.dollarsPerRun = dollarsPerRun
  }

  /// How what happened compares with a promise.
  public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// Better than promised, by more than both intervals allow for.
    case exceeded
    /// As promised, as far as runs tell.
    case kept
    /// Worse than promised, by more than both intervals allow for.
    case missed
  }

  /// Holds a receipt against the promise, bill and time together.
  ///
  /// - Parameter perMinute: What a minute of waiting is worth, in dollars.
  public func outcome(of receipt: MoveReceipt, perMinute: Double) -> Outcome {
    let time = perMinute / 60
    // Without a price for either, or a value of time, seconds are all there is to compare.
    let hasMoney = dollarsPerRun != nil && receipt.dollarsPerRun != nil
    let weight = hasMoney || time > 0 ? time : 1
    let zero = Interval(low: 0, middle: 0, high: 0)
    let (promised, came) =
      hasMoney ? (dollarsPerRun ?? zero, receipt.dollarsPerRun ?? zero) : (zero, zero)
    if came.high + receipt.secondsPerRun.high * weight < promised.low + secondsPerRun.low * weight {
      return .missed
    }
    if came.low + receipt.secondsPerRun.low * weight > promised.high + secondsPerRun.high * weight {
      return .exceeded
    }
    return .kept
  }
}

extension SizeAdvisor {
  /// What a move was to be expected to bring.
  ///
  /// - Parameters:
  ///   - row: The row that moved, and its job.
  ///   - from: The machine that it had, and the one that it got.
  ///   - ladder: All sizes of the machine's family.
  ///   - runs: Runs of the row before the move, oldest first; later ones are left out.
  ///   - context: That of the day of the move.
  /// - Returns: `nil` if those runs let nothing be expected, or the machine is none of the family's.
  public func promise(
    for row: JobRow, of job: JobDefinition, from: Runner, to: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> MovePromise? {
    let before = runs.filter { ($0.startedAt ?? .distantFuture) < context.now }
    var context = context
    context.population = nil
    let machines = JobMachines(asked: from.labels, current: from, ladder: ladder, runs: before)
    let state = JobState(before, now: context.now, machine: machines.machine)
    guard
      state.measuredRuns >= policy.minimumMeasuredRuns
        || state.sizes(with: policy.minimumRunsOfSize).count > 1,
      let sizes = WeighedSizes(machines, state, timeout: job.timeout, policy: policy, context: context),
      let then = sizes.others.first(where: { $0.machine.answers(to: to.labels) }),
      let seconds = Interval(meanOf: zip(sizes.today.seconds, then.seconds).map { $0 - $1 })
    else { return nil }
    let isPriced = sizes.today.machine.price != nil && then.machine.price != nil
    let dollars = isPriced ? Interval(meanOf: zip(sizes.today.dollars, then.dollars).map { $0 - $1 }) : nil
    return MovePromise(secondsPerRun: seconds, dollarsPerRun: dollars)
  }
}
