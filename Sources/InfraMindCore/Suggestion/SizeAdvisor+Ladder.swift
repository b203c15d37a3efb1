/// The whole ladder of a job, priced.
extension SizeAdvisor {
  /// Predicts every size of a ladder for one row of a job, whether or not a move is worth proposing.
  ///
  /// - Parameters: As those of ``advice(for:of:current:ladder:runs:context:)``.
  /// - Returns: Today's machine and the others, smallest first, each with its objection where it may not be proposed;
  ///   machines of unknown size are left out. Empty if no run counts and no other job speaks for this one, or
  ///   today's size is unknown.
  public func ladder(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> [SizePrediction] {
    let machines = JobMachines(asked: row.runner.labels, current: current, ladder: ladder, runs: runs)
    let state = JobState(runs, now: context.now, machine: machines.machine)
    let others = context.population?.others(of: JobProfile(job, row))
    return self.ladder(of: job, machines: machines, state: state, context: context, others: others)
  }

  /// The same from a prepared history.
  func ladder(
    of job: JobDefinition, machines: JobMachines, state: JobState, context: AdvisingContext,
    others: OtherJobs? = nil
  ) -> [SizePrediction] {
    let sizes = WeighedSizes(
      machines, state, timeout: job.timeout, policy: policy, context: context, others: others)
    return sizes?.predictions ?? []
  }
}
