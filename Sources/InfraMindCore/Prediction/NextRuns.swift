/// What the next run of each job is expected to take, and how likely it fails.
///
/// Models learn from the first part of every job's runs; on the rest each job's forecasts are corrected run by run, so
/// that its interval holds what it says. Where they know risks to fail no better than how often jobs failed lately, that
/// is told.
package struct NextRuns: Sendable {
  /// Fewest runs, of all jobs together, that models are learned from.
  package static let fewestExamples = 60
  /// Fewest runs of a job that is forecast.
  package static let fewestRuns = 8
  /// Share of each job's runs that corrections are learned on.
  static let heldOut = 0.3

  /// One job.
  package struct Job: Hashable, Sendable {
    /// The series' name.
    package var name: String
    /// Runs that it rests on.
    package var runs: Int
    /// What is expected, in seconds of machine time.
    package var forecast: RunForecast
  }

  /// Models that serve, trained before on whatever runs; `nil` where none does.
  package struct Served: Sendable {
    /// The middle of the duration.
    package var duration: (any RowPredicting)?
    /// What nine of ten durations stay below.
    package var durationLimit: (any RowPredicting)?
    /// The probability of failure.
    package var failure: (any RowPredicting)?
    /// The middle of the wait for a machine.
    package var queue: (any RowPredicting)?
    /// What nine of ten waits stay below.
    package var queueLimit: (any RowPredicting)?

    /// Models on trial, which serve a share of the jobs.
    package var trials: [ModelPurpose: Trial] = [:]

    /// Nothing serves.
    package init() {}

    /// The model that serves for a purpose.
    package subscript(_ purpose: ModelPurpose) -> (any RowPredicting)? {
      get {
        switch purpose {
        case .duration: duration
        case .durationLimit: durationLimit
        case .failure: failure
        case .queue: queue
        case .queueLimit: queueLimit
        }
      }
      set {
        switch purpose {
        case .duration: duration = newValue
        case .durationLimit: durationLimit = newValue
        case .failure: failure = newValue
        case .queue: queue = newValue
        case .queueLimit: queueLimit = newValue
        }
      }
    }

    /// What serves one job, or one pool: a model on trial where the assignment says so.
    func serving(_ job: String) -> Served {
      var served = self
      for (purpose, trial) in trials where trial.assignment.variant(for: job) == .candidate {
        served[purpose] = trial.model
      }
      return served
    }
  }

  /// A model on trial.
  package struct Trial: Sendable {
    /// The model.
    package var model: any RowPredicting
    /// Which jobs it serves.
    package var assignment: VariantAssignment

    /// Puts a model on trial.
    package init(model: any RowPredicting, assignment: VariantAssignment) {
      self.model = model
      self.assignment = assignment
    }
  }

  /// The jobs, in the order of their series.
  package let jobs: [Job]
  /// Jobs with too few runs.
  package let leftOut: Int

  /// Forecasts the next run of every job, as one that starts now like its latest run did.
  ///
  /// - Parameters:
  ///   - now: In Unix seconds; runs that had not ended by then do not count.
  ///   - learning: What learns where no model serves.
  ///   - change: What the next runs' commit changes; `nil` to take the latest run's.
  /// - Returns: `nil` if there are fewer than ``fewestExamples`` runs to learn from.
  package init?(
    _ series: [RunSeries], now: Double, served: Served, learning: any RowLearning, change: ChangeSize? = nil
  ) throws {
    let known = series.map { one in one.runs.filter { $0.finished <= now && $0.planned.time <= now } }
    let replayed = known.map { RunExample.replay($0) }
    let training = replayed.flatMap { examples -> [RunExample] in
      let all = examples.compactMap(\.self)
      return Array(all.prefix(Self.cut(all.count)))
    }
    guard training.count >= Self.fewestExamples else { return nil }
    let models = try RunModels(training, by: learning)
    let rates = FailureRates(known.map { $0.map { $0.outcome == .passed } })
    let isRiskLearned =
      served.failure != nil
      || rates.areBeaten(on: replayed.map { $0.compactMap(\.self) }, after: Self.cut) {
        models.offsets($0).failureRisk
      }
    var jobs: [Job] = []
    for (place, runs) in known.enumerated() where runs.count >= Self.fewestRuns {
      let serving = models.serving(served.serving(series[place].name))
      var forecast = Self.forecast(runs, replayed[place], serving, now: now, change)
      if !isRiskLearned { forecast?.failureRisk = rates.risk(after: runs.map { $0.outcome == .passed }) }
      if let forecast { jobs.append(Job(name: series[place].name, runs: runs.count, forecast: forecast)) }
    }
    self.jobs = jobs
    leftOut = series.count - jobs.count
  }

  private static func cut(_ count: Int) -> Int { Int((Double(count) * (1 - heldOut)).rounded()) }

  private static func forecast(
    _ runs: [FinishedRun], _ examples: [RunExample?], _ models: RunModels, now: Double, _ change: ChangeSize?
  ) -> RunForecast? {
    guard var plan = runs.last?.planned else { return nil }
    let all = examples.compactMap(\.self)
    var correction = OnlineCorrection()
    for example in all.dropFirst(cut(all.count)) {
      let told = correction.applied(to: models.offsets(example.row))
      correction.take(example.label, isPassed: example.isPassed, told: told)
    }
    var trail = RunTrail()
    for run in runs.sorted(by: { $0.finished < $1.finished }) { trail.take(run) }
    plan.time = now
    plan.revision = nil
    if let change { plan.take(change) }
    guard let row = RunFeatures.row(of: plan, after: trail), let usual = trail.usual else { return nil }
    return correction.applied(to: models.offsets(row)).forecast(usual: usual, jobs: plan.parallelJobs)
  }
}
