internal import FoundationEssentials

/// Weighs the sizes of a ladder by predicted duration, bill and memory, and proposes a move only where the gain is
/// sure; else it says why not and what would settle it.
///
/// `docs/sizes.md` describes the method.
public struct SizeAdvisor: SizeAdvising {
  /// When a move is worth proposing.
  public var policy: RunnerSizePolicy

  /// An adviser.
  public init(policy: RunnerSizePolicy = RunnerSizePolicy()) { self.policy = policy }

  /// Weighs the sizes of a ladder for one row of a job.
  public func advice(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> SizeAdvice {
    let machines = JobMachines(asked: row.runner.labels, current: current, ladder: ladder, runs: runs)
    let state = JobState(runs, now: context.now, machine: machines.machine)
    return advice(for: row, of: job, machines: machines, state: state, context: context)
  }

  /// The same from a prepared history.
  package func advice(
    for row: JobRow, of job: JobDefinition, machines: JobMachines, state: JobState, context: AdvisingContext
  ) -> SizeAdvice {
    var writer = SizeSuggestionWriter(row: row, job: job, machines: machines, state: state, context: context)
    if let relief = reliefOfMemory(machines, state, context) {
      return .change(writer.reliefOfMemory(to: relief))
    }
    let others = context.population?.others(of: JobProfile(job, row))
    writer.others = others
    if let reason = reasonNotToWeigh(machines, state, context, hasOthers: others != nil) {
      return .keep(reason)
    }
    guard
      let sizes = WeighedSizes(
        machines, state, timeout: job.timeout, policy: policy, context: context, others: others)
    else { return .keep(.unknownMachine(machines.asked)) }
    let (fitting, refused) = sizes.limits.sort(sizes.others)
    guard !fitting.isEmpty else { return .keep(.nothingFits(refused)) }

    let preferences = context.preferences
    let options = sizes.options(of: fitting, for: preferences)
    let mustMove = sizes.limits.areBrokenToday
    let decision = policy.decide(among: options, smallestGain: preferences.smallestGain, mustMove: mustMove)
    let monthly = MonthlyRuns(state.counts, now: context.now)
    if case .move(let option) = decision {
      return .change(writer.move(to: option, from: sizes.today, monthly: monthly))
    }
    let trial = policy.trial(
      among: options, today: sizes.today, smallestGain: preferences.smallestGain, monthly: monthly
    ) { policy.trials.admits($0.saving, runs: policy.trialRuns, of: job.traits) }
    return .keep(reason(for: decision, machines, runs: state.trainingRuns, trial))
  }

  private func reason(
    for decision: SizeDecision, _ machines: JobMachines, runs: Int, _ trial: SizeTrial?
  ) -> KeepReason {
    switch decision {
    case .move(let option), .unsure(let option):
      .straddles(option.forecast.machine, option.saving, runs: runs, trial: trial)
    case .stay(let option):
      .bestAlready(
        machines.current, next: option.forecast.machine, saving: option.saving, runs: runs, trial: trial)
    case .none: .freeRunner(machines.current)
    }
  }

  // MARK: - Reasons not to weigh

  private func reasonNotToWeigh(
    _ machines: JobMachines, _ state: JobState, _ context: AdvisingContext, hasOthers: Bool
  ) -> KeepReason? {
    guard let cpus = machines.current.cpus, cpus > 0 else { return .unknownMachine(machines.asked) }
    guard !machines.others.isEmpty else { return .noOtherSize(machines.current) }
    // A job that never ran is for others to speak of; one of whose runs none counts is not.
    let isKnownByOthers = hasOthers && (state.trainingRuns > 0 || state.offeredRuns == 0)
    guard isKnownByOthers || state.trainingRuns >= policy.minimumRuns else {
      return .tooFewRuns(state.trainingRuns, of: state.offeredRuns, needed: policy.minimumRuns)
    }
    if let latest = state.latest, context.now.timeIntervalSince(latest) > Double(policy.stalestRun) * 86_400 {
      return .stale(latest, days: policy.stalestRun)
    }
    let isScalingKnown =
      hasOthers || state.measuredRuns >= policy.minimumMeasuredRuns
      || state.sizes(with: policy.minimumRunsOfSize).count > 1
    guard isScalingKnown else { return .noTelemetry(cpus) }
    guard machines.current.price != nil else {
      return .unknownPrice(machines.current, isVisibilityKnown: context.visibility != nil)
    }
    return nil
  }

  // MARK: - Memory

  /// The smallest size with more memory, if today's ran out of it too often; money is no objection then.
  private func reliefOfMemory(
    _ machines: JobMachines, _ state: JobState, _ context: AdvisingContext
  ) -> Runner? {
    let envelope = state.memory.envelope(now: context.now)
    guard envelope.exhaustedRuns >= policy.minimumOutOfMemory, let exhausted = envelope.exhausted,
      let today = machines.current.memory, Double(today.bytes) <= exhausted, let floor = envelope.floor
    else { return nil }
    let share = Double(envelope.exhaustedRuns) / Double(envelope.exhaustedRuns + state.trainingRuns)
    guard share >= policy.outOfMemoryShare else { return nil }
    let least = machines.current.cpus ?? 0
    return machines.others.first { size in
      let cpus = size.cpus ?? 0
      let isAllowed = cpus <= least || cpus <= context.preferences.mostCPUs ?? .infinity
      return Double(size.memory?.bytes ?? 0) >= floor && cpus >= least && isAllowed
    }
  }
}

extension Runner {
  /// Whether a minute is known to cost nothing.
  var isFree: Bool { price?.perMinute == .zero }
}
