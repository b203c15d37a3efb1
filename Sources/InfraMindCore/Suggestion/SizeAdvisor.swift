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
    let training = TrainingRuns(runs, now: context.now, machine: machines.machine)
    let writer = SizeSuggestionWriter(
      row: row, job: job, machines: machines, training: training, context: context)
    if let relief = reliefOfMemory(machines, training, mostCPUs: context.preferences.mostCPUs) {
      return .change(writer.reliefOfMemory(to: relief))
    }
    if let reason = reasonNotToWeigh(machines, training, of: runs.count, context) { return .keep(reason) }

    let seed = context.seed ^ stableHash(writer.key.description)
    let forecasts = SizeForecaster(training, seed: seed).forecasts(for: [machines.current] + machines.others)
    guard let today = forecasts.first ?? nil else { return .keep(.unknownMachine(row.runner.labels)) }
    let limits = SizeLimits(
      job: job, preferences: context.preferences, envelope: training.memory, today: today,
      timeLimitShare: policy.timeLimitShare)
    let (fitting, refused) = limits.sort(forecasts.dropFirst().compactMap(\.self))
    guard !fitting.isEmpty else { return .keep(.nothingFits(refused)) }

    let preferences = context.preferences
    let isFree = machines.current.isFree && !preferences.hasChosenWaitingValue
    let options =
      fitting
      .filter { !isFree || $0.machine.isFree }
      .compactMap {
        SizeOption($0, against: today, dollarsPerWaitingMinute: preferences.dollarsPerWaitingMinute)
      }
    let mustMove = limits.areBrokenToday
    switch policy.decide(among: options, smallestGain: preferences.smallestGain, mustMove: mustMove) {
    case .move(let option):
      return .change(writer.move(to: option, from: today, monthly: monthly(runs, context)))
    case .unsure(let option):
      return .keep(.straddles(option.forecast.machine, option.saving, runs: training.entries.count))
    case .stay(let option):
      return .keep(.bestAlready(machines.current, next: option.forecast.machine, saving: option.saving))
    case .none: return .keep(.freeRunner(machines.current))
    }
  }

  private func monthly(_ runs: [JobRun], _ context: AdvisingContext) -> MonthlyRuns? {
    MonthlyRuns(runs, now: context.now)
  }

  // MARK: - Reasons not to weigh

  private func reasonNotToWeigh(
    _ machines: JobMachines, _ training: TrainingRuns, of count: Int, _ context: AdvisingContext
  ) -> KeepReason? {
    guard let cpus = machines.current.cpus, cpus > 0 else { return .unknownMachine(machines.asked) }
    guard !machines.others.isEmpty else { return .noOtherSize(machines.current) }
    guard training.entries.count >= policy.minimumRuns, let latest = training.latest else {
      return .tooFewRuns(training.entries.count, of: count, needed: policy.minimumRuns)
    }
    guard context.now.timeIntervalSince(latest) <= Double(policy.stalestRun) * 86_400 else {
      return .stale(latest, days: policy.stalestRun)
    }
    let isScalingKnown =
      training.measuredRuns >= policy.minimumMeasuredRuns
      || training.sizes(with: policy.minimumRunsOfSize).count > 1
    guard isScalingKnown else { return .noTelemetry(cpus) }
    guard machines.current.price != nil else {
      return .unknownPrice(machines.current, isVisibilityKnown: context.visibility != nil)
    }
    return nil
  }

  // MARK: - Memory

  /// The smallest size with more memory, if today's ran out of it too often; money is no objection then.
  private func reliefOfMemory(
    _ machines: JobMachines, _ training: TrainingRuns, mostCPUs: Double?
  ) -> Runner? {
    let envelope = training.memory
    let share = Double(envelope.exhaustedRuns) / Double(envelope.exhaustedRuns + training.entries.count)
    guard envelope.exhaustedRuns >= policy.minimumOutOfMemory, share >= policy.outOfMemoryShare,
      let today = machines.current.memory, let exhausted = envelope.exhausted,
      Double(today.bytes) <= exhausted,
      let floor = envelope.floor
    else { return nil }
    let least = machines.current.cpus ?? 0
    return machines.others.first { size in
      let cpus = size.cpus ?? 0
      let isAllowed = cpus <= least || cpus <= mostCPUs ?? .infinity
      return Double(size.memory?.bytes ?? 0) >= floor && cpus >= least && isAllowed
    }
  }
}

extension Runner {
  /// Whether a minute is known to cost nothing.
  var isFree: Bool { price?.perMinute == .zero }
}
