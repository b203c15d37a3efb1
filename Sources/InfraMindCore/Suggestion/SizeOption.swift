/// One size weighed against today's; amounts are per run, waiting included, in dollars, positive where it is better.
struct SizeOption {
  /// What it is expected to do.
  var forecast: SizeForecast
  /// Saving per run in each prediction.
  var savings: [Double]
  /// The interval of these.
  var saving: Interval
  /// Their mean.
  var meanSaving: Double
  /// What a run costs today, waiting included.
  var costToday: Double
  /// The mean saving as a fraction of that.
  var gain: Double { costToday > 0 ? meanSaving / costToday : 0 }

  /// Weighs a forecast against today's; `nil` without predictions.
  ///
  /// The time until a machine is free counts as waiting where it is known of both.
  init?(_ forecast: SizeForecast, against current: SizeForecast, dollarsPerWaitingMinute: Double) {
    let perSecond = dollarsPerWaitingMinute / 60
    let queue = current.queueSeconds.flatMap { now in forecast.queueSeconds.map { (now, $0) } }
    let queued = queue.map { ($0.0 - $0.1) * perSecond } ?? 0
    let count = min(forecast.seconds.count, current.seconds.count)
    savings = [Double](repeating: queued, count: count)
    for index in 0..<count {
      savings[index] +=
        current.dollars[index] - forecast.dollars[index]
        + (current.seconds[index] - forecast.seconds[index]) * perSecond
    }
    guard let interval = Interval(meanOf: savings) else { return nil }
    costToday = current.meanDollars + current.meanSeconds * perSecond
    self.forecast = forecast
    saving = interval
    meanSaving = savings.reduce(0, +) / Double(count)
  }

  /// Share of the predictions whose saving is at least this many dollars.
  func share(saving least: Double) -> Double {
    Double(savings.count { $0 >= least }) / Double(max(savings.count, 1))
  }
}
