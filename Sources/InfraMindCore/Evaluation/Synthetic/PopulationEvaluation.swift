internal import FoundationEssentials
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Measures what other jobs teach about one of which nothing is measured but its duration on one size.
///
/// Jobs come in families, by the tools that they use: of one family the parallel share and the degree are alike. Of
/// most jobs the use of vCPUs is known; the others are to be sized after none, one, two and three runs, by the size with
/// the least expected cost that has the memory. Half of the jobs in question have steps that no other job has.
package struct PopulationEvaluation: Sendable {
  /// Families of jobs.
  static let families = 6
  /// Jobs that teach.
  static let teachers = 60
  /// What a minute of waiting is worth, in dollars.
  static let waiting = 0.02

  /// Jobs in question.
  package var jobs: Int
  /// Seed of all draws.
  package var seed: UInt64

  /// An evaluation.
  package init(jobs: Int = 400, seed: UInt64 = 1) {
    self.jobs = jobs
    self.seed = seed
  }

  private struct Family {
    var degree: Double
    var work: Double
    var steps: [String]
  }

  /// The table.
  package func tables() -> [EvaluationTable] {
    var random = SeededGenerator(seed: seed)
    let families = (0..<Self.families).map { number in
      Family(
        degree: exp2(random.uniform(0, 5)), work: 240 * exp(random.normal()),
        steps: ["tool\(number) install", "tool\(number) test --verbose"])
    }
    var population = JobPopulation()
    for number in 0..<Self.teachers {
      let family = families[number % families.count]
      let job = Self.job(family, &random)
      population.add(
        JobProfile(Self.key("teacher \(number)"), steps: family.steps),
        Self.state(job, runs: 8, seed: seed ^ (UInt64(number) &* 53)))
    }
    var methods: [(name: String, role: EvaluationTable.Role, regrets: [[Double]])] = [
      ("InfraMind, with what other jobs teach", .ours, [[], [], [], []]),
      ("the same, times of steps known", .ours, [[], [], [], []]),
      ("InfraMind, without other jobs", .ours, [[], [], [], []]), ("no change", .baseline, [[], [], [], []]),
    ]
    for number in 0..<max(jobs, 0) {
      let family = families[number % families.count]
      let job = Self.job(family, &random)
      let profile = JobProfile(
        Self.key("job \(number)"), steps: number % 2 == 0 ? family.steps : ["build it"])
      for runs in 0...3 {
        let others = population.others(of: profile)
        let plain = Self.state(job, runs: runs, seed: seed ^ (UInt64(number) &* 31)) { $0.use = nil }
        let stepped = Self.state(job, runs: runs, seed: seed ^ (UInt64(number) &* 31)) {
          $0.use = nil
          $0.steps = Self.steps(of: $0, job)
        }
        for (place, choice) in [
          Self.choice(job, plain, others), Self.choice(job, stepped, others), Self.choice(job, plain, nil),
          job.today,
        ].enumerated() {
          methods[place].regrets[runs].append(Self.regret(job, choice))
        }
      }
    }
    return [table(methods)]
  }

  private func table(
    _ methods: [(name: String, role: EvaluationTable.Role, regrets: [[Double]])]
  ) -> EvaluationTable {
    EvaluationTable(
      title: "A new job sized by what other jobs teach",
      note:
        "\(FigureText.count(jobs, "made-up job")) of which nothing is measured on at most one size but the duration, beside "
        + "\(Self.teachers) others of \(Self.families) families whose use of vCPUs was measured; half of them have steps "
        + "that no other job has. Regret is what a run costs more on the size with the least expected cost than on the "
        + "best one, at $\(Self.waiting) a minute of waiting; means and their standard errors.",
      columns: (0...3).map {
        EvaluationTable.Column("regret after \(FigureText.count($0, "run")), %", decimals: 1)
      },
      rows: methods.map { method in
        EvaluationTable.Row(
          method.name, role: method.role,
          cells: method.regrets.map { EvaluationTable.Cell(meanOf: $0.map { 100 * $0 }) })
      })
  }

  // MARK: - Jobs

  private static func key(_ name: String) -> JobKey {
    JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: name)
  }

  private static func job(_ family: Family, _ random: inout SeededGenerator) -> SyntheticJob {
    SyntheticJob(
      fixedSeconds: random.uniform(15, 60), work: family.work * exp(0.5 * random.normal()),
      degree: max(1, family.degree * exp(0.2 * random.normal())), &random)
  }

  private static func state(
    _ job: SyntheticJob, runs: Int, seed: UInt64, edit: (inout JobRun) -> Void = { _ in }
  ) -> JobState {
    var random = SeededGenerator(seed: seed)
    var state = JobState()
    for var run in job.runs(runs, on: job.today, first: 0, &random) {
      edit(&run)
      state.add(run, on: (job.today.cpus, job.today.memory), now: SyntheticJob.time(after: runs))
    }
    return state
  }

  /// What GitHub would tell: the fixed part is the platform's own steps.
  private static func steps(of run: JobRun, _ job: SyntheticJob) -> [StepRun] {
    guard let start = run.startedAt, let end = run.finishedAt else { return [] }
    let share = job.fixedSeconds / job.seconds(on: run.cpus ?? 1)
    let middle = start.addingTimeInterval(end.timeIntervalSince(start) * share)
    return [
      StepRun(name: "Set up job", startedAt: start, finishedAt: middle, conclusion: .success),
      StepRun(name: "Run make test", startedAt: middle, finishedAt: end, conclusion: .success),
    ]
  }

  private static func choice(
    _ job: SyntheticJob, _ state: JobState, _ others: OtherJobs?
  ) -> Runner {
    let forecaster = SizeForecaster(state, others: others, today: job.today.cpus)
    let forecasts = forecaster.forecasts(for: fitting(job)).compactMap(\.self)
    let costs = forecasts.map { $0.meanDollars + $0.meanSeconds / 60 * waiting }
    guard let best = costs.indices.min(by: { costs[$0] < costs[$1] }) else { return job.today }
    return forecasts[best].machine
  }

  private static func fitting(_ job: SyntheticJob) -> [Runner] {
    SyntheticJob.ladder.filter {
      $0.label == job.today.label || ($0.memory?.gibibytes ?? 0) >= job.peakGiB * 1.15
    }
  }

  private static func regret(_ job: SyntheticJob, _ machine: Runner) -> Double {
    let best = fitting(job).map { job.cost(on: $0, waiting: waiting) }.min() ?? 0
    return best > 0 ? job.cost(on: machine, waiting: waiting) / best - 1 : 0
  }
}
