/// A model learned where it is needed, which serves only if it errs less on later examples than what serves without
/// one, as ``ModelTrial`` asks of those that are kept.
struct SpotModel {
  /// The model, and what was decided of it; `nil` if there is too little to learn from.
  static func trial(
    _ purpose: ModelPurpose, on examples: RunExamples, by learning: any RowLearning, heldOut: Double = 0.4
  ) throws -> (model: any RowPredicting, verdict: PromotionRule.Verdict)? {
    let (training, replay) = examples.fit(for: purpose).split(heldOut: heldOut)
    guard training.count >= ModelTrial.leastRows else { return nil }
    let labels = training.labels(for: purpose)
    guard labels.contains(where: { $0 != labels[0] }) else { return nil }
    let model = try learning.learn(training.table, labels: labels, objective: purpose.objective)
    let judge = TrialJudge(purpose, training: training, replay: replay)
    guard let opponent = judge.baselines.first else { return nil }
    let ours = judge.entry("", .ours, judge.predictions(of: model))
    let comparison = PairedComparison(
      candidate: ours.losses, incumbent: opponent.losses, groups: replay.groups)
    return (model, PromotionRule().verdict(on: comparison))
  }

  /// The model, if it may serve.
  static func promoted(
    _ purpose: ModelPurpose, on examples: RunExamples, by learning: any RowLearning
  ) throws -> (any RowPredicting)? {
    guard let trial = try trial(purpose, on: examples, by: learning), trial.verdict.isPromoted else {
      return nil
    }
    return trial.model
  }
}
