internal import FoundationEssentials

/// One synthetic job on which methods choose a size.
struct SyntheticArena {
  private let job: SyntheticJob
  private let runsPerVisit: Int
  private let waiting: Double
  private let ladder = SyntheticJob.ladder
  /// What a run costs on each size, waiting included.
  private let costs: [Double]
  private let truths: [(seconds: Double, dollars: Double)]
  private let start: Int

  init(job: SyntheticJob, runsPerVisit: Int, waiting: Double) {
    self.job = job
    self.runsPerVisit = runsPerVisit
    self.waiting = waiting
    truths = SyntheticJob.ladder.map(job.truth)
    costs = truths.map { $0.dollars + $0.seconds / 60 * waiting }
    start = SyntheticJob.ladder.firstIndex { $0.label == job.today.label } ?? 0
  }

  /// The cheapest size that has the memory; today's if none has.
  private var best: Int {
    let fitting = ladder.indices.filter {
      $0 == start || (ladder[$0].memory?.gibibytes ?? 0) >= job.peakGiB * (1 + MemoryEnvelope.margin)
    }
    return fitting.min { costs[$0] < costs[$1] } ?? start
  }

  /// Lets a method choose until it rests.
  func play(_ method: SyntheticMethod, _ random: inout SeededGenerator) -> SyntheticOutcome {
    var outcome = SyntheticOutcome()
    let rest =
      switch method {
      case .adviser(let tries): advise(&outcome, tries: tries, &random)
      case .rule(let rule): follow(rule, &outcome, &random)
      case .nothing: start
      case .oracle: best
      }
    outcome.regret = costs[rest] / costs[best] - 1
    return outcome
  }

  /// Counts a move; whether the job survives it.
  private func move(from old: Int, to new: Int, _ outcome: inout SyntheticOutcome, _ runs: [JobRun]) -> Bool {
    outcome.moves += 1
    if costs[new] > costs[old] * (1 + 1e-9) { outcome.dearer += 1 }
    let memory = ladder[new].memory ?? MemorySize(bytes: .max)
    guard runs.contains(where: { ($0.use?.peakMemory ?? memory) > memory }) else { return true }
    outcome.outOfMemory += 1
    return false
  }

  // MARK: - Rules

  private func follow(
    _ rule: any SizeRule, _ outcome: inout SyntheticOutcome, _ random: inout SeededGenerator
  ) -> Int {
    var place = start
    var runs = job.runs(runsPerVisit, on: ladder[place], first: 0, &random)
    var visited: Set<Int> = [start]
    for _ in 0..<SyntheticEvaluation.mostSteps {
      let next = rule.place(for: observed(runs, on: place), from: place, on: ladder)
      guard next != place else { break }
      runs = job.runs(runsPerVisit, on: ladder[next], first: 0, &random)
      guard move(from: place, to: next, &outcome, runs) else { break }
      place = next
      guard visited.insert(next).inserted else { break }
    }
    return place
  }

  private func observed(_ runs: [JobRun], on place: Int) -> ObservedUse {
    let cpus = ladder[place].cpus ?? 1
    let (p90, p95) = (job.busyCPUs(on: cpus, at: 0.9), job.busyCPUs(on: cpus, at: 0.95))
    return ObservedUse(
      runs: runs.map { run in
        ObservedUse.Run(
          averageCPUs: run.use?.averageCPUs ?? 0, peakCPUs: run.use?.peakCPUs ?? 0, p90CPUs: p90,
          p95CPUs: p95,
          peakGibibytes: run.use?.peakMemory?.gibibytes ?? 0)
      })
  }

  // MARK: - Ours

  private func advise(
    _ outcome: inout SyntheticOutcome, tries: Bool, _ random: inout SeededGenerator
  ) -> Int {
    let preferences = AdvisingPreferences(dollarsPerWaitingMinute: waiting)
    var state = JobState()
    var place = start
    var runs = 0
    let visit = { (place: Int, taken: [JobRun]) in
      let machine = (ladder[place].cpus, ladder[place].memory)
      runs += taken.count
      for run in taken { state.add(run, on: machine, now: SyntheticJob.time(after: runs)) }
    }
    visit(start, job.runs(runsPerVisit, on: ladder[start], first: 0, &random))
    judgeLadder(state, &outcome)
    for _ in 0..<SyntheticEvaluation.mostSteps {
      let machines = JobMachines(
        asked: ladder[place].labels, current: ladder[place], ladder: ladder, runs: [])
      let context = AdvisingContext(
        now: SyntheticJob.time(after: runs), visibility: .private, preferences: preferences)
      let advice = SizeAdvisor().advice(
        for: Self.row(ladder[place].labels), of: Self.definition, machines: machines, state: state,
        context: context)
      switch advice {
      case .change(let suggestion):
        guard case .runner(let change) = suggestion.change,
          let next = ladder.firstIndex(where: { $0.label == change.to.label })
        else { return place }
        judge(suggestion.effect, from: place, to: next, &outcome)
        let taken = job.runs(runsPerVisit, on: ladder[next], first: runs, &random)
        guard move(from: place, to: next, &outcome, taken) else { return place }
        place = next
        visit(next, taken)
      case .keep(let reason):
        guard tries, let trial = reason.trial,
          let next = ladder.firstIndex(where: { $0.label == trial.machine.label })
        else { return place }
        outcome.trialRuns += trial.runs
        outcome.trialCost += Double(trial.runs) * (costs[next] / costs[best] - 1)
        visit(next, job.runs(trial.runs, on: ladder[next], first: runs, &random))
      }
    }
    return place
  }

  private func judge(_ effect: ExpectedEffect, from old: Int, to new: Int, _ outcome: inout SyntheticOutcome)
  {
    if let interval = effect.secondsPerRun {
      outcome.timeHeld.append(interval.holds(truths[old].seconds - truths[new].seconds, slack: 0.5))
    }
    if let interval = effect.billThen {
      outcome.billHeld.append(interval.holds(truths[new].dollars, slack: 1e-4))
    }
  }

  private func judgeLadder(_ state: JobState, _ outcome: inout SyntheticOutcome) {
    for (place, forecast) in SizeForecaster(state).forecasts(for: ladder).enumerated() where place != start {
      guard let interval = forecast.flatMap({ Interval(replicates: $0.seconds) }) else { continue }
      outcome.ladderHeld.append(interval.holds(truths[place].seconds, slack: 0))
      outcome.widths.append((interval.high - interval.low) / truths[place].seconds)
    }
  }

  private static let position = SourcePosition(file: ".github/workflows/ci.yml", line: 1, column: 1)
  private static let definition = JobDefinition(
    key: JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test"), name: "test",
    position: position, rows: [], steps: [])

  private static func row(_ labels: [String]) -> JobRow {
    JobRow(matrix: [:], variant: JobVariant(), name: "test", runner: .labels(labels, position))
  }
}

extension Interval {
  fileprivate func holds(_ value: Double, slack: Double) -> Bool {
    low - slack <= value && value <= high + slack
  }
}
