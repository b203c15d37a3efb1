/// Whether one run serves as a trial.
package enum TrialDecision: Hashable, Sendable {
  /// Give it this size.
  case attempt(SizeTrial)
  /// The run's own situation forbids it.
  case forbidden(TrialPolicy.Refusal)
  /// No trial is worth it: this is what advice says of the job.
  case unwanted(SizeAdvice)
}

extension SizeAdvisor {
  /// Whether a run should serve as a trial of another size, and of which: of the one that advice on the job names.
  ///
  /// - Parameters: As those of ``advice(for:of:current:ladder:runs:context:)``; `situation` is that of the run.
  package func trial(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    in situation: TrialSituation, context: AdvisingContext
  ) -> TrialDecision {
    if let refusal = policy.trials.refusal(of: situation) { return .forbidden(refusal) }
    let advice = advice(for: row, of: job, current: current, ladder: ladder, runs: runs, context: context)
    guard case .keep(let reason) = advice, let trial = reason.trial else { return .unwanted(advice) }
    guard policy.trials.admits(trial.savingPerRun, runs: 1, of: situation.traits, spent: situation.spent)
    else {
      return .forbidden(.money)
    }
    return .attempt(trial)
  }
}
