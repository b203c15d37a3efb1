/// Trains a model on the first part of a history and judges it on the rest, beside what it would replace.
package struct ModelTrial: Sendable {
  /// What it is for.
  package var purpose: ModelPurpose
  /// How it is trained.
  package var settings: TreeTrainingSettings
  /// Share of each job's runs that judge, the latest ones.
  package var heldOut = 0.4
  /// When it serves.
  package var rule = PromotionRule()
  /// Fewest runs to learn from.
  package static let leastRows = 200

  /// A trial with the purpose's own settings.
  package init(_ purpose: ModelPurpose) {
    self.purpose = purpose
    settings = TreeTrainingSettings(purpose.objective)
  }

  /// A model that serves, by name.
  package struct Incumbent: Sendable {
    package var name: String
    package var model: TreeModel
    package var window: ClosedRange<Double>

    /// Names a model that was trained on runs of a window, in Unix seconds.
    package init(name: String, model: TreeModel, window: ClosedRange<Double>) {
      self.name = name
      self.model = model
      self.window = window
    }
  }

  /// What came of it.
  package struct Outcome: Sendable {
    /// The new model.
    package var model: TreeModel
    /// Whether it serves, against the incumbent or the baseline, whichever errs less.
    package var verdict: PromotionRule.Verdict
    /// The name of what it was compared with.
    package var opponent: String
    /// Whether it continues the incumbent.
    package var isContinued: Bool
    /// Rows that it was trained on, of these alone.
    package var rows: Int
    /// The window of those, in Unix seconds.
    package var window: ClosedRange<Double>
    /// How the features were spread in those.
    package var profiles: [FeatureProfile]
    /// Figures for its manifest.
    package var measured: ModelManifest.Measured
    /// Figures for people: the model, the incumbent and the baselines on the same runs.
    package var table: EvaluationTable
  }

  /// Why there was no trial. Expected, hence no error.
  package enum Obstacle: Hashable, Sendable {
    /// Too few runs to learn from: how many there are.
    case tooFewRuns(Int)
    /// All runs are alike in what is to be predicted, such as when none ever failed.
    case nothingToTell
  }

  /// What came of a trial.
  package enum Result: Sendable {
    case outcome(Outcome)
    case obstacle(Obstacle)
  }

  /// Trains and judges.
  ///
  /// - Parameters:
  ///   - isContinued: Whether the incumbent is continued, with runs newer than its window; else a model is
  ///     begun anew.
  /// - Throws: ``TreeTrainingError``.
  package func run(
    on examples: RunExamples, with trainer: any TreeTraining, incumbent: Incumbent?, isContinued: Bool
  ) throws -> Result {
    let fit = examples.fit(for: purpose)
    let continued =
      isContinued && incumbent?.model.featureNames == examples.features.map(\.name) ? incumbent : nil
    let used = continued.map { fit.newer(than: $0.window.upperBound) } ?? fit
    let (training, replay) = used.split(heldOut: heldOut)
    guard training.count >= Self.leastRows, let window = training.window else {
      return .obstacle(.tooFewRuns(training.count))
    }
    let labels = training.labels(for: purpose)
    guard labels.contains(where: { $0 != labels[0] }) else { return .obstacle(.nothingToTell) }

    let table = training.table
    let model = try trainer.train(
      table, labels: labels, weights: nil, settings: settings, continuing: continued?.model)
    let judge = TrialJudge(purpose, training: training, replay: replay)
    let ours = judge.entry("new model", .ours, judge.predictions(of: model))
    var others = judge.baselines
    if let incumbent, let predictions = judge.predictions(ofOlder: incumbent.model) {
      others.insert(judge.entry(incumbent.name, .baseline, predictions), at: 0)
    }
    // Who errs less than a bad incumbent may still err more than the rule without a model.
    let rivals = others.prefix(others.count > judge.baselines.count ? 2 : 1)
    let opponent = rivals.min { $0.meanLoss < $1.meanLoss } ?? ours
    let comparison = PairedComparison(
      candidate: ours.losses, incumbent: opponent.losses, groups: replay.groups)
    return .outcome(
      Outcome(
        model: model, verdict: rule.verdict(on: comparison), opponent: opponent.name,
        isContinued: continued != nil, rows: training.count, window: window,
        profiles: FeatureProfile.profiles(of: table), measured: judge.measured(ours, others),
        table: judge.table([ours] + others)))
  }
}
