/// Replays runs that models were not trained on: how two of them compare, and whether one has drifted.
package struct ModelReplay: Sendable {
  private let purpose: ModelPurpose
  private let replay: RunExamples
  private let judge: TrialJudge

  /// Replays the runs of a history that started after a time, in Unix seconds; those before it tell what is
  /// usual.
  package init(_ purpose: ModelPurpose, on examples: RunExamples, after time: Double) {
    let fit = examples.fit(for: purpose)
    self.purpose = purpose
    replay = fit.newer(than: time)
    judge = TrialJudge(purpose, training: fit.notNewer(than: time), replay: replay)
  }

  /// How many runs there are.
  package var count: Int { replay.count }

  /// How much less one model errs than another; `nil` without runs, or if one needs features that are gone.
  package func comparison(of candidate: TreeModel, with incumbent: TreeModel) -> PairedComparison? {
    guard let candidate = losses(of: candidate), let incumbent = losses(of: incumbent) else { return nil }
    return PairedComparison(candidate: candidate, incumbent: incumbent, groups: replay.groups)
  }

  /// What a comparison on live runs would say by now, of which each job is served by one of the two alone.
  ///
  /// - Parameter names: The name of each series, in the order that the examples were made of.
  package func liveComparison(
    of candidate: TreeModel, with incumbent: TreeModel, by assignment: VariantAssignment, names: [String]
  ) -> SequentialComparison? {
    guard let candidate = losses(of: candidate), let incumbent = losses(of: incumbent),
      let rule = judge.baselines.first?.losses
    else { return nil }
    var comparison = SequentialComparison()
    let order = replay.examples.indices.sorted {
      (replay.examples[$0].time, $0) < (replay.examples[$1].time, $1)
    }
    for index in order {
      let series = replay.examples[index].series
      guard names.indices.contains(series) else { continue }
      let variant = assignment.variant(for: names[series])
      let loss = variant == .candidate ? candidate[index] : incumbent[index]
      comparison.observe(variant, loss: loss - rule[index], share: assignment.share, job: series)
    }
    return comparison
  }

  /// Whether a model may go on serving.
  package func drift(of model: TreeModel, _ manifest: ModelManifest) -> DriftVerdict {
    let watch = DriftWatch(
      profiles: manifest.features, trainedOn: manifest.rows, splitShares: model.splitShares,
      errors: ErrorDrift(mean: manifest.measured.loss, deviation: manifest.measured.deviation))
    return drift(of: model, by: watch)
  }

  /// Whether a model may go on serving, by what is known of it.
  func drift(of model: TreeModel, by watch: DriftWatch) -> DriftVerdict {
    guard let losses = losses(of: model), let baseline = judge.baselines.first else { return .fine }
    let order = replay.examples.indices.sorted {
      (replay.examples[$0].time, $0) < (replay.examples[$1].time, $1)
    }
    let groups = replay.groups
    return watch.verdict(
      recent: replay.table, losses: order.map { losses[$0] }, baseline: order.map { baseline.losses[$0] },
      groups: order.map { groups[$0] })
  }

  private func losses(of model: TreeModel) -> [Double]? {
    judge.predictions(ofOlder: model).map { judge.entry("", .ours, $0).losses }
  }
}
