/// A job's forecasts on today's machine and on the others, with the limits that they have to keep.
struct WeighedSizes {
  let today: SizeForecast
  let others: [SizeForecast]
  let limits: SizeLimits
  let state: JobState

  /// Weighs a job; `nil` if no run counts and no other job speaks for it, or today's size is unknown.
  init?(
    _ machines: JobMachines, _ state: JobState, timeout: Duration?, policy: RunnerSizePolicy,
    context: AdvisingContext, others: OtherJobs? = nil
  ) {
    let forecaster = SizeForecaster(state, others: others, today: machines.current.cpus)
    let forecasts = forecaster.forecasts(for: [machines.current] + machines.others)
    guard let today = forecasts.first ?? nil else { return nil }
    self.today = today
    self.state = state
    self.others = forecasts.dropFirst().compactMap(\.self)
    limits = SizeLimits(
      timeout: timeout, preferences: context.preferences, memory: state.memory,
      envelope: state.memory.envelope(now: context.now), today: today, policy: policy)
  }

  /// Sizes weighed against today's; free ones alone where today's is free and nobody said what waiting is worth.
  func options(of fitting: [SizeForecast], for preferences: AdvisingPreferences) -> [SizeOption] {
    let isFree = today.machine.isFree && !preferences.hasChosenWaitingValue
    return fitting.filter { !isFree || $0.machine.isFree }.compactMap {
      SizeOption($0, against: today, dollarsPerWaitingMinute: preferences.dollarsPerWaitingMinute)
    }
  }

  /// The prediction of every size, smallest first.
  var predictions: [SizePrediction] {
    ([today] + others).enumerated().compactMap { index, forecast in
      prediction(forecast, isCurrent: index == 0)
    }
    .sorted { $0.machine.precedes($1.machine) }
  }

  private func prediction(_ forecast: SizeForecast, isCurrent: Bool) -> SizePrediction? {
    guard let seconds = Interval(meanOf: forecast.seconds) else { return nil }
    let machine = forecast.machine
    let dollars = machine.price.flatMap { _ in Interval(meanOf: forecast.dollars) }
    var prediction = SizePrediction(
      machine: machine, isCurrent: isCurrent, basis: forecast.basis, runs: state.runs(on: machine.cpus),
      p50Seconds: forecast.p50, p90Seconds: forecast.p90, p95Seconds: forecast.p95,
      meanSeconds: forecast.meanSeconds, seconds: seconds,
      meanDollars: dollars.map { _ in forecast.meanDollars }, dollars: dollars)
    prediction.outOfMemory = limits.outOfMemory(on: machine)
    prediction.outOfDisk = state.outOfDisk
    prediction.timeout = limits.timeout(of: forecast)
    prediction.queueSeconds = forecast.queueSeconds
    prediction.countedQueueSeconds = today.queueSeconds.map { forecast.queueSeconds ?? $0 } ?? 0
    prediction.objection = isCurrent ? nil : limits.objection(to: forecast)
    return prediction
  }
}
