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

  /// What a comparison on live runs would say by now, of which each job is served by one of the two alone, in shares
  /// of what the rule without a model loses.
  ///
  /// - Parameter names: The name of each series, in the order that the examples were made of.
  package func liveComparison(
    of candidate: TreeModel, with incumbent: TreeModel, by assignment: VariantAssignment, names: [String]
  ) -> SequentialComparison? {
    guard let candidate = losses(of: candidate), let incumbent = losses(of: incumbent),
      let rule = judge.baselines.first?.losses
    else { return nil }
    var comparison = SequentialComparison()
    var relative = RelativeLosses()
    let order = replay.examples.indices.sorted {
      (replay.examples[$0].time, $0) < (replay.examples[$1].time, $1)
    }
    for index in order {
      let series = replay.examples[index].series
      guard names.indices.contains(series) else { continue }
      let variant = assignment.variant(for: names[series])
      let loss = variant == .candidate ? candidate[index] : incumbent[index]
      guard let told = relative.take(loss, rule: rule[index], job: series) else { continue }
      comparison.observe(variant, loss: told, share: assignment.share, job: series)
    }
    return comparison
  }

  /// Whether a model may go on serving, and what a new one is to be trained on.
  package func drift(of model: TreeModel, _ manifest: ModelManifest) -> Drift {
    let watch = DriftWatch(
      profiles: manifest.features, trainedOn: manifest.rows, splitShares: model.splitShares,
      errors: ErrorDrift(mean: manifest.measured.loss, deviation: manifest.measured.deviation))
    return drift(of: model, by: watch)
  }

  /// What a look at recent runs says of a model that serves.
  package struct Drift: Sendable {
    /// What shall become of it.
    package var verdict: DriftVerdict
    /// When its losses began to rise for good, in Unix seconds; `nil` if they did not.
    package var risenSince: Double?

    /// The runs that a new model learns from: where what was learned before is no longer so, those since then, as long
    /// as there are enough.
    package func lesson(from all: RunExamples, heldOut: Double) -> RunExamples {
      guard let risenSince else { return all }
      let since = all.newer(than: risenSince)
      return since.split(heldOut: heldOut).training.count >= ModelTrial.leastRows ? since : all
    }

    /// Whether a new model continues the old one: more trees on top of what is no longer so would first have to undo
    /// it.
    package var isContinued: Bool {
      switch verdict {
      case .fine, .retrain(.inputs): true
      case .retrain(.errors), .fallBack: false
      }
    }
  }

  func drift(of model: TreeModel, by watch: DriftWatch) -> Drift {
    guard let losses = losses(of: model), let baseline = judge.baselines.first else {
      return Drift(verdict: .fine)
    }
    let order = replay.examples.indices.sorted {
      (replay.examples[$0].time, $0) < (replay.examples[$1].time, $1)
    }
    let groups = replay.groups
    var recent = FeatureTable(features: replay.features)
    for index in order { recent.append(replay.examples[index].row) }
    let verdict = watch.verdict(
      recent: recent, losses: order.map { losses[$0] }, baseline: order.map { baseline.losses[$0] },
      groups: order.map { groups[$0] })
    var errors = watch.errors
    for index in order { errors.observe(losses[index]) }
    let since = errors.risenAfter.flatMap {
      order.indices.contains($0) ? replay.examples[order[$0]].time : nil
    }
    return Drift(verdict: verdict, risenSince: since.map { $0.nextDown })
  }

  private func losses(of model: TreeModel) -> [Double]? {
    judge.predictions(ofOlder: model).map { judge.entry("", .ours, $0).losses }
  }
}
