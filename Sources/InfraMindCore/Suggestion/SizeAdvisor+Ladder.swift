/// The whole ladder of a job, priced.
extension SizeAdvisor {
  /// Predicts every size of a ladder for one row of a job, whether or not a move is worth proposing.
  ///
  /// - Parameters: As those of ``advice(for:of:current:ladder:runs:context:)``.
  /// - Returns: Today's machine and the others, smallest first, each with its objection where it may not be proposed;
  ///   machines of unknown size are left out. Empty if no run counts or today's size is unknown.
  public func ladder(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> [SizePrediction] {
    let machines = JobMachines(asked: row.runner.labels, current: current, ladder: ladder, runs: runs)
    let training = TrainingRuns(runs, now: context.now, machine: machines.machine)
    guard !training.entries.isEmpty else { return [] }
    var key = job.key
    key.variant = row.variant
    let forecaster = SizeForecaster(training, seed: context.seed ^ stableHash(key.description))
    let forecasts = forecaster.forecasts(for: [machines.current] + machines.others)
    guard let today = forecasts.first ?? nil else { return [] }
    let limits = SizeLimits(
      job: job, preferences: context.preferences, envelope: training.memory, today: today,
      timeLimitShare: policy.timeLimitShare)
    let all = forecasts.enumerated().compactMap { index, forecast in
      forecast.flatMap { prediction($0, isCurrent: index == 0, limits, training) }
    }
    return all.sorted { $0.machine.precedes($1.machine) }
  }

  private func prediction(
    _ forecast: SizeForecast, isCurrent: Bool, _ limits: SizeLimits, _ training: TrainingRuns
  ) -> SizePrediction? {
    guard let seconds = Interval(replicates: forecast.seconds), let p50 = forecast.durations.quantile(0.5),
      let p90 = forecast.durations.quantile(0.9), let p95 = forecast.durations.quantile(0.95)
    else { return nil }
    let machine = forecast.machine
    let mean = { (values: [Double]) in values.reduce(0, +) / Double(max(values.count, 1)) }
    var prediction = SizePrediction(
      machine: machine, isCurrent: isCurrent,
      basis: forecast.isMeasured ? .measured : training.sizes.count > 1 ? .otherSizes : .telemetry,
      runs: training.entries.count { $0.cpus == machine.cpus }, p50Seconds: p50, p90Seconds: p90,
      p95Seconds: p95,
      meanSeconds: mean(forecast.seconds), seconds: seconds,
      meanDollars: machine.price.map { _ in mean(forecast.dollars) },
      dollars: machine.price.flatMap { _ in Interval(replicates: forecast.dollars) })
    prediction.objection = isCurrent ? nil : limits.objection(to: forecast)
    return prediction
  }
}
