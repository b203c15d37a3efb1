/// What rules a size out before its cost is weighed.
struct SizeLimits {
  let timeout: Duration?
  let preferences: AdvisingPreferences
  let memory: JobMemory
  let envelope: MemoryEnvelope
  /// What the job does on today's machine.
  let today: SizeForecast
  let policy: RunnerSizePolicy

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

  /// Why a size must not be proposed, as a clause; `nil` if it may be.
  func objection(to forecast: SizeForecast) -> String? {
    let machine = forecast.machine
    guard machine.price != nil else { return "the price of some is unknown" }
    guard let size = machine.memory else { return "the memory of some is unknown" }
    guard envelope.admits(size, today: today.machine.memory) else { return memoryObjection }
    if size < today.machine.memory ?? MemorySize(bytes: .max), let risk = outOfMemory(on: machine),
      risk > policy.mostOutOfMemory
    {
      return "a run might need more than \(FigureText.gibibytes(Double(size.bytes))) of memory "
        + "(with a probability of \(FigureText.fixed(100 * risk, 1)) %)"
    }
    if let most = preferences.mostCPUs, (machine.cpus ?? 0) > most {
      return "more than \(most.short) vCPU are not allowed (`cpus` under `limits:`)"
    }
    return objectionByTime(to: forecast) ?? objectionByUser(to: forecast)
  }

  private func objectionByTime(to forecast: SizeForecast) -> String? {
    guard let limit = limit(of: forecast.machine), forecast.p95 > today.p95 else { return nil }
    let isNear = forecast.p95 > limit * policy.timeLimitShare
    guard isNear || forecast.probability(ofMoreThan: limit) > policy.mostTimeout else { return nil }
    return "the job might reach its time limit of \(FigureText.time(limit))"
  }

  private func objectionByUser(to forecast: SizeForecast) -> String? {
    if let longest = preferences.longestDuration.map({ $0 / .seconds(1) }), forecast.p95 > longest {
      return "the 95th percentile of the duration would exceed \(FigureText.time(longest))"
    }
    if let most = preferences.mostDollarsPerRun, forecast.meanDollars > most {
      return "a run would cost more than \(FigureText.dollars(most))"
    }
    return nil
  }

  private var memoryObjection: String {
    guard let floor = envelope.floor else {
      return "less memory is not advised while its use is not recorded (`inframind record` does)"
    }
    return "at least \(FigureText.gibibytes(floor)) of memory are needed"
  }

  // MARK: - Risks

  /// Probability that a run needs more memory than a machine has; `nil` if nothing was measured.
  func outOfMemory(on machine: Runner) -> Double? {
    machine.memory.flatMap { memory.probability(ofMoreThan: Double($0.bytes)) }
  }

  /// Probability that a run reaches a time limit on a machine.
  func timeout(of forecast: SizeForecast) -> Double {
    limit(of: forecast.machine).map(forecast.probability) ?? 0
  }

  private func limit(of machine: Runner) -> Double? {
    [timeout, machine.longestJob].compactMap(\.self).min().map { $0 / .seconds(1) }
  }
}
