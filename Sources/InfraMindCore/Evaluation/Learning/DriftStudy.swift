#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What it is worth to watch a model that serves for drift, on made-up jobs whose durations come to depend on
/// something else, or whose changes become of another size, at a known time.
struct DriftStudy {
  private static let jobs = 24
  private static let runsPerJob = 320
  private static let gap = 7200.0
  /// Looks at the model, of which the first trains it.
  private static let looks = 24
  private static let firstLook = 6
  private static let changeAt = 0.5

  let trainer: any TreeTraining
  let seed: UInt64

  /// What becomes different.
  private enum Change: CaseIterable {
    case nothing
    /// Runs by night, which were slow, are fast, and those by day slow.
    case errors
    /// Changes become thirty times as large.
    case inputs
  }

  /// What is done with the model.
  private enum Policy: String, CaseIterable {
    case watched = "ours: watched for drift"
    case always = "trained anew at every look"
    case once = "trained once, not watched"
    case none = "no model: the median of the last five"
  }

  /// The table.
  ///
  /// - Throws: What the trainer throws.
  func table() throws -> EvaluationTable {
    let histories = Change.allCases.map { RunExamples(series($0)) }
    var rows: [EvaluationTable.Row] = []
    for policy in Policy.allCases {
      var cells: [EvaluationTable.Cell] = []
      var trainings: [Double] = []
      for examples in histories {
        let outcome = try outcome(policy, examples)
        cells.append(outcome.loss)
        trainings.append(Double(outcome.trainings))
      }
      rows.append(
        EvaluationTable.Row(
          policy.rawValue, role: policy == .watched ? .ours : .baseline,
          cells: cells + trainings.map { EvaluationTable.Cell($0) }))
    }
    let titles = ["nothing changes", "what slows runs changes", "sizes of changes change"]
    return EvaluationTable(
      title: "A model that serves, watched for drift or not (made up)",
      note:
        "Mean absolute error of log duration on the second half of \(Self.jobs) jobs' runs, at whose beginning "
        + "the change is planted, and how often a model was trained in \(Self.looks - Self.firstLook) looks. "
        + "Standard errors are over jobs and fortnights.",
      columns: titles.map { .init("error: \($0)", decimals: 4) }
        + titles.map { .init("trainings: \($0)", decimals: 0) },
      rows: rows)
  }

  // MARK: - Jobs

  private func series(_ change: Change) -> [RunSeries] {
    var random = SeededGenerator(seed: seed)
    return (0..<Self.jobs).map { job in
      let base = 60 * exp(random.normal())
      let runs = (0..<Self.runsPerJob).map { number -> FinishedRun in
        let isAfter = Double(number) >= Self.changeAt * Double(Self.runsPerJob)
        var plan = PlannedRun(time: (Double(number) + random.uniform()) * Self.gap)
        let lines = exp(2 + random.normal() + (isAfter && change == .inputs ? 3.4 : 0))
        plan.change[1] = lines.rounded()
        let hour = (plan.time / 3600).truncatingRemainder(dividingBy: 24)
        var isSlow = !(6..<18).contains(hour)
        if isAfter, change == .errors { isSlow.toggle() }
        let seconds = base * exp((isSlow ? 0.5 : 0) + 0.12 * SafeLog.ofCount(lines) + 0.08 * random.normal())
        return FinishedRun(plan, finished: plan.time + seconds, seconds: seconds, outcome: .passed)
      }
      return RunSeries(name: "job \(job)", runs: runs)
    }
  }

  // MARK: - Policies

  /// A model that serves, and what is known of it.
  private struct Serving {
    var incumbent: ModelTrial.Incumbent
    var watch: DriftWatch
  }

  private func outcome(
    _ policy: Policy, _ examples: RunExamples
  ) throws -> (loss: EvaluationTable.Cell, trainings: Int) {
    let end = Double(Self.runsPerJob) * Self.gap
    var serving: Serving?
    var trainings = 0
    var losses: [Double] = []
    var groups: [Int] = []
    for look in Self.firstLook..<Self.looks {
      let now = end * Double(look) / Double(Self.looks)
      if policy != .none {
        try decide(
          policy, examples.notNewer(than: now), isFirst: look == Self.firstLook, &serving, &trainings)
      }
      let span = examples.newer(than: now).notNewer(than: end * Double(look + 1) / Double(Self.looks))
      guard now >= end * Self.changeAt - 1 else { continue }
      let labels = span.labels(for: .duration)
      for (example, label) in zip(span.examples, labels) {
        let predicted = serving?.incumbent.model.predict(example.row) ?? 0
        losses.append(ModelPurpose.duration.loss(of: predicted, for: label))
        groups.append(example.series)
      }
    }
    return (.init(meanLoss: losses, groups: groups), trainings)
  }

  private func decide(
    _ policy: Policy, _ known: RunExamples, isFirst: Bool, _ serving: inout Serving?, _ trainings: inout Int
  ) throws {
    var trial = ModelTrial(.duration)
    trial.settings.trees = 60
    var isContinued = false
    var lesson = known
    if !isFirst {
      switch policy {
      case .none, .once: return
      case .always: break
      case .watched:
        guard let current = serving else { break }
        let replay = ModelReplay(.duration, on: known, after: current.incumbent.window.upperBound)
        let drift = replay.drift(of: current.incumbent.model, by: current.watch)
        if drift.verdict == .fine { return }
        if case .fallBack = drift.verdict { serving = nil }
        isContinued = drift.isContinued
        lesson = drift.lesson(from: known, heldOut: trial.heldOut)
      }
    }
    trainings += 1
    let result = try trial.run(
      on: lesson, with: trainer, incumbent: serving?.incumbent, isContinued: isContinued)
    guard case .outcome(let outcome) = result, outcome.verdict.isPromoted else { return }
    serving = Serving(
      incumbent: .init(name: "model", model: outcome.model, window: outcome.window),
      watch: DriftWatch(
        profiles: outcome.profiles, trainedOn: outcome.rows, splitShares: outcome.model.splitShares,
        errors: ErrorDrift(mean: outcome.measured.loss, deviation: outcome.measured.deviation)))
  }
}
