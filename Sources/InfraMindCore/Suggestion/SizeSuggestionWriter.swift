internal import FoundationEssentials

/// Puts a weighed move into words and figures.
struct SizeSuggestionWriter {
  let row: JobRow
  let job: JobDefinition
  let machines: JobMachines
  let state: JobState
  let context: AdvisingContext
  /// What other jobs say of it, where they were asked.
  var others: OtherJobs?

  /// The job's key with its row.
  var key: JobKey {
    var key = job.key
    key.variant = row.variant
    return key
  }

  /// A move that saves time or money.
  func move(to option: SizeOption, from today: SizeForecast, monthly: MonthlyRuns?) -> Suggestion {
    let effect = effect(of: option, from: today, monthly)
    let least = context.preferences.smallestGain * option.costToday
    return suggestion(
      to: option.forecast.machine, summary: summary(of: option, effect),
      evidence: evidence(option, today, effect),
      effect: effect, confidence: min(option.share(saving: least), 0.99))
  }

  /// A move to more memory.
  func reliefOfMemory(to machine: Runner) -> Suggestion {
    let envelope = state.memory.envelope(now: context.now)
    let times = FigureText.count(envelope.exhaustedRuns, "run") + " ran out of memory"
    let beside = "beside \(state.trainingRuns) that succeeded"
    let evidence =
      ["\(times), \(beside).", memoryLine, machine.caution].compactMap(\.self) + priceLines(machine)
    return suggestion(
      to: machine,
      summary: "Move \(row.name) from \(machines.current.described) to \(machine.described): \(times).",
      evidence: evidence,
      effect: ExpectedEffect(
        unknownBecause: "a run that ends for want of memory tells neither time nor bill of one that succeeds"),
      confidence: 1 - 1 / Double(1 + envelope.exhaustedRuns))
  }

  private func suggestion(
    to machine: Runner, summary: String, evidence: [String], effect: ExpectedEffect, confidence: Double
  ) -> Suggestion {
    let asked = machines.asked
    let back = asked.isEmpty ? machines.current.described : asked.joined(separator: ", ")
    return Suggestion(
      job: key, jobName: row.name, position: row.runner.position,
      change: .runner(RunnerChange(from: asked, current: machines.current, to: machine)), summary: summary,
      evidence: evidence, effect: effect, confidence: confidence,
      undo: "Set the runner back to \(back) in \(row.runner.position.file).", adviceOnly: adviceOnly(machine))
  }

  private func adviceOnly(_ machine: Runner) -> String? {
    // A machine that is named by several words is the adapter's to write, or to refuse.
    guard machine.labels.isEmpty else { return nil }
    return "The label of \(machine.name) is chosen by your organisation: name it under `runners:` in "
      + ".inframind.yml with its label and cpus."
  }

  // MARK: - Figures

  private func effect(of option: SizeOption, from today: SizeForecast, _ monthly: MonthlyRuns?)
    -> ExpectedEffect
  {
    let then = option.forecast
    let seconds = zip(today.seconds, then.seconds).map { $0 - $1 }
    var random = SeededGenerator(seed: context.seed ^ stableHash("month|\(key)"))
    let runs = monthly.map { monthly in today.dollars.map { _ in monthly.draw(&random) } }
    let saved = runs.map { runs in
      zip(runs, zip(today.dollars, then.dollars)).map { $0 * ($1.0 - $1.1) }
    }
    return ExpectedEffect(
      secondsPerRun: Interval(meanOf: seconds), billNow: today.meanDollars,
      billThen: Interval(meanOf: then.dollars),
      dollarsPerMonth: saved.flatMap { Interval(meanOf: $0) },
      runsPerMonth: runs.flatMap { Interval(meanOf: $0) },
      unknownBecause: monthly == nil
        ? "the runs looked at cover less than \(MonthlyRuns.shortestWindow.short) days, too little to speak of a month"
        : nil)
  }

  // MARK: - Words

  /// The means that the effect states, so that headline and figures agree.
  private func summary(of option: SizeOption, _ effect: ExpectedEffect) -> String {
    let then = option.forecast
    let seconds = effect.secondsPerRun?.middle ?? 0
    let dollars = (effect.billNow ?? 0) - (effect.billThen?.middle ?? effect.billNow ?? 0)
    let time =
      abs(seconds) < 1 ? "as fast" : "\(FigureText.time(seconds)) \(seconds > 0 ? "faster" : "slower")"
    let money =
      abs(dollars) < 0.000_05
      ? "at the same price" : "\(FigureText.dollars(abs(dollars))) \(dollars > 0 ? "cheaper" : "dearer")"
    return
      "Move \(row.name) from \(machines.current.described) to \(then.machine.described): about \(time) and "
      + "\(money) a run."
  }

  private func evidence(_ option: SizeOption, _ today: SizeForecast, _ effect: ExpectedEffect) -> [String] {
    let then = option.forecast
    let lines: [String?] =
      [
        runsLine, othersLine(then), cpuLine, memoryLine, durationLine("today", today),
        durationLine("then", then),
        includedMinutesLine(then.machine), then.machine.caution,
        effect.secondsPerRun.map {
          "Time of a run, 90 % interval: \(Self.timeRange($0))."
        },
        billLine(today, effect), savingLine(option), monthLine(effect),
      ] + parallelismLines(then.machine) + priceLines(then.machine)
    return lines.compactMap(\.self)
  }

  private var runsLine: String {
    guard state.trainingRuns > 0 else { return "No run of this job is known." }
    let sizes = state.sizes.map(\.cpus.short).joined(separator: ", ")
    let latest = state.latest.map { ", the latest of \(Timestamp.text(of: $0).prefix(10))" } ?? ""
    let count = state.trainingRuns
    return
      "\(FigureText.count(count, "successful run")) \(count == 1 ? "counts" : "count")\(latest), on \(sizes) vCPU."
  }

  private func othersLine(_ forecast: SizeForecast) -> String? {
    guard forecast.basis == .otherJobs, let others else { return nil }
    let what = state.trainingRuns > 0 ? "How it scales" : "How long it takes and how it scales"
    return "\(what) is concluded from \(others.jobs) other jobs, above all from those with the same steps."
  }

  private var cpuLine: String? {
    let average = state.averageCPUs
    let peak = state.peakCPUs
    guard let p50 = average.quantile(0.5), let p90 = average.quantile(0.9) else { return nil }
    let peaks =
      peak.quantile(0.9).map { "; in its busiest moment, \(FigureText.fixed($0, 1)) (90th percentile)" } ?? ""
    return "CPU: a run keeps \(FigureText.fixed(p50, 1)) vCPU busy on average (median; 90th percentile "
      + "\(FigureText.fixed(p90, 1)))\(peaks)."
  }

  private var memoryLine: String? {
    let peaks = state.memory.peaks
    guard let p50 = peaks.quantile(0.5), let p90 = peaks.quantile(0.9),
      let floor = state.memory.envelope(now: context.now).floor
    else { return nil }
    return "Memory: a run takes \(FigureText.gibibytes(p50)) at its peak (median; 90th percentile "
      + "\(FigureText.gibibytes(p90))); at least \(FigureText.gibibytes(floor)) are needed (99th percentile and 15 %)."
  }

  private func durationLine(_ when: String, _ forecast: SizeForecast) -> String? {
    let (p50, p90) = (forecast.p50, forecast.p90)
    let basis = forecast.isMeasured ? "measured" : "predicted"
    return
      "Duration \(when) on \(forecast.machine.described): median \(FigureText.time(p50)), 90th percentile "
      + "\(FigureText.time(p90)) (\(basis))."
  }

  private func billLine(_ today: SizeForecast, _ effect: ExpectedEffect) -> String? {
    guard let now = effect.billNow, let then = effect.billThen else { return nil }
    return "Bill of a run: \(FigureText.dollars(now)) today, \(FigureText.dollars(then.middle)) then "
      + "(\(FigureText.range(then, FigureText.dollars))), each run rounded as the platform does."
  }

  private func savingLine(_ option: SizeOption) -> String {
    let minute = FigureText.dollars(context.preferences.dollarsPerWaitingMinute)
    return
      "Bill and waiting (\(minute) a minute) together: a run \(FigureText.saving(option.saving.middle)), "
      + "90 % interval \(FigureText.savings(option.saving))."
  }

  private func monthLine(_ effect: ExpectedEffect) -> String? {
    guard let runs = effect.runsPerMonth, let dollars = effect.dollarsPerMonth else { return nil }
    let count = FigureText.count(Int(min(max(runs.middle, 0), 1e9).rounded()), "run")
    let isOwn = machines.current.family.vendor == RunnerFamily.selfHosted
    return
      "With about \(count) a month the move \(FigureText.saving(dollars.middle)) a month "
      + "(90 % interval \(FigureText.savings(dollars)))\(isOwn ? "" : ", before any included minutes")."
  }

  /// What a plan's included minutes change where a move crosses from machines that they pay for to others, or back.
  private func includedMinutesLine(_ machine: Runner) -> String? {
    guard context.visibility != .public else { return nil }
    let isPaidNow = machines.current.usesIncludedMinutes == true
    let isPaidThen = machine.usesIncludedMinutes == true
    guard isPaidNow != isPaidThen else { return nil }
    let standard = isPaidNow ? machines.current : machine
    return
      "Minutes that your plan includes pay for \(standard.labels.first ?? standard.name) and never for larger "
      + "runners: as long as you have some left, the move "
      + (isPaidNow ? "costs more" : "saves more") + " than these figures say."
  }

  /// The values that steps fix and that should follow the size.
  private func parallelismLines(_ machine: Runner) -> [String] {
    ParallelismHint.all(in: job.steps).lazy
      .compactMap { $0.sentence(from: machines.current, to: machine) }
      .prefix(ParallelismHint.most).map(\.self)
  }

  private func priceLines(_ machine: Runner) -> [String] {
    [machines.current, machine].compactMap { machine in
      guard let price = machine.price else { return nil }
      let date = price.asOf.isEmpty ? "" : ", \(price.asOf)"
      let doubt = price.isUnverified ? "; unverified" : ""
      return
        "\(machine.described) costs \(FigureText.price(price.perMinute)) a minute (\(price.source)\(date)\(doubt))."
    }
  }

  private static func timeRange(_ saved: Interval) -> String {
    let (low, high) = (FigureText.time(saved.low), FigureText.time(saved.high))
    if saved.low >= 0 { return "\(low) to \(high) less" }
    if saved.high <= 0 { return "\(high) to \(low) more" }
    return "\(low) more to \(high) less"
  }
}
