#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Judges predictions of the runs that were held out.
struct TrialJudge {
  /// One that predicts, and its losses on all runs.
  struct Entry {
    var name: String
    var role: EvaluationTable.Role
    var predictions: [Double]
    var losses: [Double]

    var meanLoss: Double { losses.isEmpty ? 0 : losses.reduce(0, +) / Double(losses.count) }
  }

  private let purpose: ModelPurpose
  private let training: RunExamples
  private let replay: RunExamples
  private let labels: [Double]
  private let rows: FeatureTable

  init(_ purpose: ModelPurpose, training: RunExamples, replay: RunExamples) {
    self.purpose = purpose
    self.training = training
    self.replay = replay
    labels = replay.labels(for: purpose)
    rows = replay.table
  }

  func predictions(of model: TreeModel) -> [Double] { model.predict(rows) }

  func predictions(of model: any RowPredicting) -> [Double] { replay.examples.map { model.predict($0.row) } }

  /// Predictions of a model that may know fewer features, or in another order; `nil` if it knows one that is
  /// gone.
  func predictions(ofOlder model: TreeModel) -> [Double]? {
    let places = Dictionary(
      rows.features.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first }
    )
    let columns = model.featureNames.compactMap { places[$0] }
    guard columns.count == model.featureNames.count else { return nil }
    return (0..<rows.rowCount).map { index in
      let row = rows.row(index)
      return model.predict(columns.map { row[row.startIndex + $0] })
    }
  }

  func entry(_ name: String, _ role: EvaluationTable.Role, _ predictions: [Double]) -> Entry {
    Entry(
      name: name, role: role, predictions: predictions,
      losses: zip(predictions, labels).map { purpose.loss(of: $0, for: $1) })
  }

  // MARK: - Without a model

  /// What serves without a model, the best of it first.
  var baselines: [Entry] {
    switch purpose {
    case .duration:
      return [
        entry("median of the last five", .baseline, labels.map { _ in 0 }),
        entry("last run", .baseline, column("lag_1", orElse: 0)),
      ]
    case .durationLimit:
      let sorted = training.labels(for: purpose).sorted()
      let margin = sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * 9 / 10)]
      return [entry("median of the last five, and a margin", .baseline, labels.map { _ in margin })]
    case .queue:
      return [
        entry("the pool's counts", .baseline, labels.map { _ in 0 }),
        entry("last wait", .baseline, column("lag_1", orElse: 0)),
        entry("median of the last twenty", .baseline, column("median_20", orElse: 0)),
      ]
    case .queueLimit:
      return [
        entry("the pool's counts", .baseline, column(QueueFeatures.limitName, orElse: 0)),
        entry("longest of the last twenty", .baseline, column("most_20", orElse: 0)),
      ]
    case .failure:
      let known = training.labels(for: purpose)
      let share = known.isEmpty ? 0.5 : known.reduce(0, +) / Double(known.count)
      let rates = column("rate_20", orElse: share).map { min(max($0, 0.02), 0.98) }
      return [
        entry("failures among the last twenty", .baseline, rates),
        entry("the same for all", .baseline, labels.map { _ in share }),
      ]
    }
  }

  private func column(_ name: String, orElse missing: Double) -> [Double] {
    guard let place = rows.features.firstIndex(where: { $0.name == name }) else {
      return labels.map { _ in missing }
    }
    return (0..<rows.rowCount).map { index in
      let row = rows.row(index)
      let value = row[row.startIndex + place]
      return value.isNaN ? missing : value
    }
  }

  // MARK: - Figures

  func measured(_ ours: Entry, _ others: [Entry]) -> ModelManifest.Measured {
    let loss = mean(ours.losses)
    let squares = ours.losses.reduce(0) { $0 + ($1 - loss) * ($1 - loss) }
    return ModelManifest.Measured(
      runs: labels.count, loss: loss,
      deviation: (squares / Double(max(1, labels.count - 1))).squareRoot(),
      others: others.map { ModelManifest.Measured.Other($0.name, loss: mean($0.losses)) })
  }

  func table(_ entries: [Entry]) -> EvaluationTable {
    let titles: [(String, Int)]
    switch purpose {
    case .duration: titles = [("median error, %", 1), ("sum error, %", 1), ("mean error, s", 1)]
    case .durationLimit: titles = [("runs below, %", 1)]
    case .failure: titles = [("area under the curve", 3)]
    case .queue: titles = [("mean error, s", 1)]
    case .queueLimit: titles = [("waits below, %", 1), ("pinball loss, s", 1)]
    }
    let columns = [EvaluationTable.Column(purpose.lossName, decimals: 4)]
    return EvaluationTable(
      title: purpose.rawValue,
      note: "Trained on \(training.count) \(purpose.subject.rawValue), judged on \(labels.count) later "
        + (purpose.subject == .runs ? "runs of the same jobs." : "waits in the same pools."),
      columns: columns + titles.map { EvaluationTable.Column($0.0, decimals: $0.1) },
      rows: entries.map { entry in
        EvaluationTable.Row(
          entry.name, role: entry.role,
          cells: ([mean(entry.losses)] + figures(entry)).map { EvaluationTable.Cell($0) })
      })
  }

  private func figures(_ entry: Entry) -> [Double?] {
    switch purpose {
    case .duration: durationFigures(entry)
    case .durationLimit: [mean(zip(entry.predictions, labels).map { $0 >= $1 ? 100 : 0 })]
    case .failure: [area(entry.predictions)]
    case .queue: [mean(zip(waits(entry), replay.examples).map { abs($0 - $1.seconds) })]
    case .queueLimit:
      [
        mean(zip(entry.predictions, labels).map { $0 >= $1 ? 100 : 0 }),
        mean(zip(waits(entry), replay.examples).map { purpose.loss(of: $0, for: $1.seconds) }),
      ]
    }
  }

  /// Predicted waits in seconds.
  private func waits(_ entry: Entry) -> [Double] {
    zip(entry.predictions, replay.examples).map { max(0, expm1(min($0 + $1.usual, 12))) }
  }

  private func durationFigures(_ entry: Entry) -> [Double?] {
    let seconds = replay.examples.map(\.seconds)
    let predicted = zip(zip(entry.predictions, labels), seconds).map { $1 * exp($0.0 - $0.1) }
    let errors = zip(predicted, seconds).map { abs($0 - $1) }
    let shares = zip(errors, seconds).map { $0 / $1 }.sorted()
    let sum = seconds.reduce(0, +)
    return [
      shares.isEmpty ? nil : shares[shares.count / 2] * 100, sum > 0 ? errors.reduce(0, +) / sum * 100 : nil,
      mean(errors),
    ]
  }

  /// Probability that a failed run has a higher score than a passed one, equal scores counting half; `nil`
  /// without both.
  private func area(_ scores: [Double]) -> Double? {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    let failed = labels.reduce(0, +)
    let passed = Double(labels.count) - failed
    guard failed > 0, passed > 0 else { return nil }
    var ranks = 0.0
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      let rank = Double(start + end + 1) / 2
      ranks += rank * order[start..<end].reduce(0) { $0 + labels[$1] }
      start = end
    }
    return (ranks - failed * (failed + 1) / 2) / (failed * passed)
  }

  private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
