internal import FoundationEssentials

/// Replays a history: what would have been suggested when, by us and by the rules of others, and what came of it.
///
/// At each look only runs are known that had ended by the time the next one started. A method is judged by the first
/// move that it proposes, since a history does not tell what would have followed another one; what sizes truly
/// cost is told in hindsight, by all runs: measured where the job ran on a size, predicted where it did not.
package struct HistoryReplay: Sendable {
  /// Jobs with fewer runs are left out.
  static let fewestRuns = 6
  /// Most moments of a job's history that are looked at.
  static let mostLooks = 60
  /// Successful runs that a rule of others is shown, at least.
  static let fewestRunsForRules = 3

  private let adviser: any SizeAdvising
  private let context: AdvisingContext
  private let rules: [any SizeRule]

  /// Prepares a replay; the context's time counts for hindsight.
  package init(
    _ adviser: any SizeAdvising, context: AdvisingContext, rules: [any SizeRule] = SizeRules.all
  ) {
    self.adviser = adviser
    self.context = context
    self.rules = rules
  }

  /// Replays jobs.
  package func tables(_ jobs: [ReplayedJob]) -> [EvaluationTable] {
    var tally = ReplayTally()
    for job in jobs { replay(job, &tally) }
    return ReplayTables(tally, jobs: jobs.count, context.preferences).tables
  }

  func replay(_ job: ReplayedJob, _ tally: inout ReplayTally) {
    guard job.runs.count >= Self.fewestRuns, !job.ladder.isEmpty else { return tally.leftOut += 1 }
    let looks = Self.looks(job)
    for look in looks { foretell(job, look, &tally) }
    judge(job, looks, &tally)
  }

  /// The runs before which the history is looked at: all of a short one, of a long one evenly spread ones.
  private static func looks(_ job: ReplayedJob) -> [Int] {
    let all = job.runs.indices.filter { job.known(before: $0) > 0 }
    guard all.count > mostLooks else { return all }
    return (0..<mostLooks).map { all[$0 * all.count / mostLooks] }
  }

  // MARK: - Predictions

  private func foretell(_ job: ReplayedJob, _ look: Int, _ tally: inout ReplayTally) {
    let run = job.runs[look]
    guard run.conclusion == .success, let machine = job.machines[look],
      let seconds = run.duration.map({ $0 / .seconds(1) }), seconds > 0
    else { return }
    let known = job.known(before: look)
    let recent = (0..<known).filter { job.runs[$0].conclusion == .success && job.machines[$0] == machine }
      .compactMap { job.runs[$0].duration.map { $0 / .seconds(1) } }
    guard !recent.isEmpty else { return }
    let sizes = ladder(job, on: machine, known: known, now: run.startedAt ?? context.now)
    guard let size = sizes.first(where: { $0.isCurrent }) else { return }
    tally.add(
      ReplayTally.Prediction(seconds: seconds, p50: size.p50Seconds, p90: size.p90Seconds), of: "InfraMind")
    let five = recent.suffix(5)
    tally.add(
      ReplayTally.Prediction(seconds: seconds, p50: five.reduce(0, +) / Double(five.count)),
      of: "mean of the last five")
    let twenty = WeightedSample(Array(recent.suffix(20)))
    guard let p50 = twenty.quantile(0.5), let p90 = twenty.quantile(0.9) else { return }
    tally.add(
      ReplayTally.Prediction(seconds: seconds, p50: p50, p90: p90), of: "percentiles of the last twenty")
  }

  private func ladder(_ job: ReplayedJob, on machine: Runner, known: Int, now: Date) -> [SizePrediction] {
    var context = context
    context.now = now
    let (row, definition) = job.question(machine)
    return adviser.ladder(
      for: row, of: definition, current: machine, ladder: job.ladder, runs: Array(job.runs.prefix(known)),
      context: context)
  }

  // MARK: - Moves

  /// A move that a method proposed, and what it promised.
  private struct Move {
    var to: Runner
    var knownRuns: Int
    var bill: Interval?
  }

  private func judge(_ job: ReplayedJob, _ looks: [Int], _ tally: inout ReplayTally) {
    guard let last = job.machines.last(where: { $0 != nil }).flatMap({ $0 }) else {
      return tally.leftOut += 1
    }
    let hindsight = ladder(job, on: last, known: job.runs.count, now: context.now)
    let verdict = Hindsight(
      hindsight, dollarsPerWaitingMinute: context.preferences.dollarsPerWaitingMinute,
      peak: job.runs.compactMap { $0.use?.peakMemory }.max())
    guard let verdict else { return tally.leftOut += 1 }
    let ours = ourMove(job, looks)
    tally.add(verdict.outcome(of: ours?.to, knownRuns: ours?.knownRuns), of: "InfraMind")
    if let ours, let bill = ours.bill, let truth = verdict.measuredBill(of: ours.to) {
      tally.billsHeld.append(bill.low <= truth && truth <= bill.high)
    }
    for rule in rules {
      let move = self.move(by: rule, job, looks)
      tally.add(verdict.outcome(of: move?.to, knownRuns: move?.knownRuns), of: rule.name)
    }
    tally.add(verdict.outcome(of: nil, knownRuns: nil), of: "no move")
  }

  private func ourMove(_ job: ReplayedJob, _ looks: [Int]) -> Move? {
    for look in looks {
      guard let machine = Self.machine(job, at: look) else { continue }
      let known = job.known(before: look)
      var context = context
      context.now = job.runs[look].startedAt ?? context.now
      let (row, definition) = job.question(machine)
      let advice = adviser.advice(
        for: row, of: definition, current: machine, ladder: job.ladder, runs: Array(job.runs.prefix(known)),
        context: context)
      if case .change(let suggestion) = advice, case .runner(let change) = suggestion.change {
        return Move(to: change.to, knownRuns: known, bill: suggestion.effect.billThen)
      }
    }
    return nil
  }

  private func move(by rule: any SizeRule, _ job: ReplayedJob, _ looks: [Int]) -> Move? {
    for look in looks {
      guard let machine = Self.machine(job, at: look),
        let place = job.ladder.firstIndex(where: { $0.answers(to: machine.labels) })
      else { continue }
      let known = job.known(before: look)
      let runs = (0..<known)
        .filter { job.runs[$0].conclusion == .success && job.machines[$0] == machine }
        .compactMap { ObservedUse.Run(job.runs[$0]) }
      guard runs.count >= Self.fewestRunsForRules else { continue }
      let next = rule.place(for: ObservedUse(runs: runs), from: place, on: job.ladder)
      if next != place, job.ladder.indices.contains(next) {
        return Move(to: job.ladder[next], knownRuns: known)
      }
    }
    return nil
  }

  /// The machine that the job had before a run.
  private static func machine(_ job: ReplayedJob, at look: Int) -> Runner? {
    job.machines.prefix(job.known(before: look)).last { $0 != nil }.flatMap { $0 }
  }
}

extension ObservedUse.Run {
  /// What a run's probe told; `nil` without it. Percentiles of samples are in no history: the peak stands for them.
  fileprivate init?(_ run: JobRun) {
    guard let average = run.use?.averageCPUs, let peak = run.use?.peakCPUs,
      let memory = run.use?.peakMemory?.gibibytes
    else { return nil }
    self.init(averageCPUs: average, peakCPUs: peak, p90CPUs: peak, p95CPUs: peak, peakGibibytes: memory)
  }
}

/// What sizes cost, as all runs tell.
private struct Hindsight {
  private let sizes: [SizePrediction]
  private let value: Double
  private let peak: MemorySize?
  private let today: SizePrediction
  private let costToday: Double
  private let costBest: Double

  /// `nil` if today's size has no price.
  init?(_ sizes: [SizePrediction], dollarsPerWaitingMinute value: Double, peak: MemorySize?) {
    guard let today = sizes.first(where: { $0.isCurrent }),
      let cost = today.meanCost(dollarsPerWaitingMinute: value)
    else { return nil }
    let others = sizes.filter(\.isAdmissible).compactMap { $0.meanCost(dollarsPerWaitingMinute: value) }
    self.sizes = sizes
    self.value = value
    self.peak = peak
    self.today = today
    costToday = cost
    costBest = min(cost, others.min() ?? cost)
  }

  func outcome(of machine: Runner?, knownRuns: Int?) -> ReplayTally.Outcome {
    let size = machine.flatMap(size) ?? today
    let isShort = zip([size.machine.memory].compactMap(\.self), [peak].compactMap(\.self)).contains {
      $0 < $1
    }
    return ReplayTally.Outcome(
      cost: size.meanCost(dollarsPerWaitingMinute: value) ?? costToday, costToday: costToday,
      costBest: costBest,
      runsUntilMove: knownRuns, isShortOfMemory: machine != nil && isShort,
      isMeasured: size.basis == .measured && today.basis == .measured)
  }

  func measuredBill(of machine: Runner) -> Double? {
    size(machine).flatMap { $0.basis == .measured ? $0.meanDollars : nil }
  }

  private func size(_ machine: Runner) -> SizePrediction? {
    sizes.first { $0.machine.answers(to: machine.labels) || $0.machine.name == machine.name }
  }
}
