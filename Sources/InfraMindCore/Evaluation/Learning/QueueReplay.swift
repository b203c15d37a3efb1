#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Waits for machines, forecast with a model and without one.
///
/// A model learns from the first two fifths of each pool's waits; on the next fifth it is promoted or refused; on the
/// last two all are measured, each wait described by the jobs that had ended when it began.
package struct QueueReplay {
  private let examples: RunExamples
  private let title: String
  private let source: String

  /// Replays pools.
  ///
  /// - Parameter source: Where they come from, in a sentence.
  package init(_ pools: [QueueSeries], title: String, source: String) {
    examples = RunExamples(waits: pools)
    self.title = title
    self.source = source
  }

  private static let names = [
    "error of log wait", "mean error of the median, s", "loss at the 90th percentile, s",
    "within the 90th percentile, %",
  ]
  private static let decimals = [4, 1, 1, 1]

  /// The table; `nil` where there are too few waits to learn from.
  ///
  /// - Parameter learnings: What learns, by name.
  /// - Throws: What they throw.
  package func table(_ learnings: [(name: String, learning: any RowLearning)]) throws -> EvaluationTable? {
    let (known, test) = examples.split(heldOut: 0.4)
    guard test.count >= PromotionRule().leastRuns else { return nil }
    var rows: [EvaluationTable.Row] = []
    var verdicts: [String] = []
    for (name, learning) in learnings {
      let middle = try SpotModel.trial(.queue, on: known, by: learning, heldOut: 1 / 3.0)
      let limit = try SpotModel.trial(.queueLimit, on: known, by: learning, heldOut: 1 / 3.0)
      guard let middle, let limit else { return nil }
      let served = QueueModels(
        middle: middle.verdict.isPromoted ? middle.model : nil,
        limit: limit.verdict.isPromoted ? limit.model : nil)
      rows.append(row("with a model, \(name)", .ours, test, served))
      let words = [middle.verdict, limit.verdict].map { $0.isPromoted ? "promoted" : "refused" }
      verdicts.append("\(name) \(words[0]) for the median and \(words[1]) for the percentile")
    }
    guard !rows.isEmpty else { return nil }
    rows.append(row("without a model: the pool's counts", .ours, test, QueueModels()))
    rows.append(row("last wait", .baseline, test, middle: "lag_1", limit: "lag_1"))
    rows.append(
      row("median and longest of the last 20", .baseline, test, middle: "median_20", limit: "most_20"))
    return EvaluationTable(
      title: title,
      note:
        "\(test.count) waits, the last two fifths of each pool. \(source) A refused model does not serve: "
        + verdicts.joined(separator: ", ") + ". Standard errors are over days.",
      columns: zip(Self.names, Self.decimals).map { EvaluationTable.Column($0, decimals: $1) }, rows: rows)
  }

  private func row(
    _ name: String, _ role: EvaluationTable.Role, _ test: RunExamples, _ models: QueueModels
  ) -> EvaluationTable.Row {
    let limit = Self.place(QueueFeatures.limitName)
    return row(name, role, test) { example in
      let middle = models.middle?.predict(example.row) ?? 0
      return (middle, max(middle, models.limit?.predict(example.row) ?? limit.map { example.row[$0] } ?? 0))
    }
  }

  private func row(
    _ name: String, _ role: EvaluationTable.Role, _ test: RunExamples, middle: String, limit: String
  ) -> EvaluationTable.Row {
    let places = (Self.place(middle), Self.place(limit))
    return row(name, role, test) { example in
      func value(_ place: Int?) -> Double {
        let value = place.map { example.row[$0] } ?? 0
        return value.isNaN ? 0 : value
      }
      return (value(places.0), value(places.1))
    }
  }

  private static func place(_ name: String) -> Int? {
    QueueFeatures.features.firstIndex { $0.name == name }
  }

  private func row(
    _ name: String, _ role: EvaluationTable.Role, _ test: RunExamples,
    predict: (RunExamples.Example) -> (middle: Double, limit: Double)
  ) -> EvaluationTable.Row {
    var losses = [[Double]](repeating: [], count: Self.names.count)
    for example in test.examples {
      let told = predict(example)
      let seconds = [told.middle, told.limit].map { max(0, expm1(min($0 + example.usual, 12))) }
      losses[0].append(abs(example.level - example.usual - told.middle))
      losses[1].append(abs(example.seconds - seconds[0]))
      losses[2].append(ModelPurpose.queueLimit.loss(of: seconds[1], for: example.seconds))
      losses[3].append(example.seconds <= seconds[1] ? 100 : 0)
    }
    let groups = test.groups
    return EvaluationTable.Row(
      name, role: role,
      cells: losses.map { values in
        // Against zero, the error of the difference is that of the mean.
        let mean = PairedComparison(candidate: values.map { _ in 0 }, incumbent: values, groups: groups)
        return .init(
          mean?.incumbent, standardError: mean.flatMap { $0.standardError.isFinite ? $0.standardError : nil })
      })
  }
}
