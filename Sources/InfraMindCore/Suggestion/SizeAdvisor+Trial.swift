internal import FoundationEssentials

/// Whether one run serves as a trial.
package enum TrialDecision: Hashable, Sendable {
  /// Give it this size.
  case attempt(SizeTrial)
  /// Leave it the size that it has.
  case keep(TrialPolicy.Refusal)
}

extension SizeAdvisor {
  /// Whether a run should serve as a trial of another size, and of which.
  ///
  /// The size is the one that advice on the job would name; here the run's own situation is judged too. Nothing is tried
  /// where advice would move the job anyway.
  ///
  /// - Parameters: As those of ``advice(for:of:current:ladder:runs:context:)``; `situation` is that of the run.
  package func trial(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    in situation: TrialSituation, context: AdvisingContext
  ) -> TrialDecision {
    if let refusal = policy.trials.refusal(of: situation) { return .keep(refusal) }
    let machines = JobMachines(asked: row.runner.labels, current: current, ladder: ladder, runs: runs)
    let state = JobState(runs, now: context.now, machine: machines.machine)
    let others = context.population?.others(of: JobProfile(job, row))
    guard
      let sizes = WeighedSizes(
        machines, state, timeout: job.timeout, policy: policy, context: context, others: others)
    else { return .keep(.nothingLeft) }
    let fitting = sizes.limits.sort(sizes.others).fitting
    guard !fitting.isEmpty else { return .keep(sizes.others.isEmpty ? .nothingLeft : .limits) }

    let advice = advice(for: row, of: job, machines: machines, state: state, context: context)
    guard case .keep = advice else { return .keep(.noGain) }
    let options = sizes.options(of: fitting, for: context.preferences)
    let open = options.filter { !$0.forecast.isMeasured }
    guard !open.isEmpty else { return .keep(.nothingLeft) }
    let refusals = open.map { refusal(of: $0, sizes.today, in: situation) }
    if let refusal = refusals.first ?? nil, refusals.allSatisfy({ $0 != nil }) { return .keep(refusal) }
    let trial = policy.trial(
      among: options, today: sizes.today, smallestGain: context.preferences.smallestGain,
      monthly: MonthlyRuns(state.counts, now: context.now)
    ) { refusal(of: $0, sizes.today, in: situation) == nil }
    return trial.map(TrialDecision.attempt) ?? .keep(.noGain)
  }

  private func refusal(
    of option: SizeOption, _ today: SizeForecast, in situation: TrialSituation
  ) -> TrialPolicy.Refusal? {
    policy.trials.refusal(
      extraCost: Money(dollars: option.forecast.meanDollars - today.meanDollars),
      slowdown: option.forecast.meanSeconds / today.meanSeconds, in: situation)
  }
}
