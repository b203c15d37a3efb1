/// What rules a size out before its cost is weighed.
struct SizeLimits {
  let job: JobDefinition
  let preferences: AdvisingPreferences
  let envelope: MemoryEnvelope
  /// What the job does on today's machine.
  let today: SizeForecast
  /// Largest share of a time limit that the 95th percentile may take.
  let timeLimitShare: Double

  /// The forecasts that are admissible, and the reasons why others are not, each once.
  func sort(_ forecasts: [SizeForecast]) -> (fitting: [SizeForecast], refused: [String]) {
    var fitting: [SizeForecast] = []
    var refused: [String] = []
    for forecast in forecasts {
      guard let reason = objection(to: forecast) else {
        fitting.append(forecast)
        continue
      }
      if !refused.contains(reason) { refused.append(reason) }
    }
    return (fitting, refused)
  }

  /// Whether today's machine exceeds a limit that the user set.
  var areBrokenToday: Bool { objectionByUser(to: today) != nil }

  func objection(to forecast: SizeForecast) -> String? {
    let machine = forecast.machine
    guard machine.price != nil else { return "the price of some is unknown" }
    guard machine.memory != nil else { return "the memory of some is unknown" }
    guard envelope.admits(machine.memory, today: today.machine.memory) else { return memoryObjection }
    if let most = preferences.mostCPUs, (machine.cpus ?? 0) > most {
      return "more than \(most.short) vCPU are not allowed"
    }
    if let limit = [job.timeout, machine.longestJob].compactMap(\.self).min(),
      p95(forecast) > limit / .seconds(1) * timeLimitShare, p95(forecast) > p95(today)
    {
      return "the job might reach its time limit of \(FigureText.time(limit / .seconds(1)))"
    }
    return objectionByUser(to: forecast)
  }

  private func objectionByUser(to forecast: SizeForecast) -> String? {
    if let longest = preferences.longestDuration.map({ $0 / .seconds(1) }), p95(forecast) > longest {
      return "the 95th percentile of the duration would exceed \(FigureText.time(longest))"
    }
    let dollars = forecast.dollars.reduce(0, +) / Double(max(forecast.dollars.count, 1))
    if let most = preferences.mostDollarsPerRun, dollars > most {
      return "a run would cost more than \(FigureText.dollars(most))"
    }
    return nil
  }

  private func p95(_ forecast: SizeForecast) -> Double { forecast.durations.quantile(0.95) ?? .infinity }

  private var memoryObjection: String {
    guard let floor = envelope.floor else {
      return "less memory is not advised while its use is not recorded"
    }
    return "at least \(FigureText.gibibytes(floor)) of memory are needed"
  }
}
