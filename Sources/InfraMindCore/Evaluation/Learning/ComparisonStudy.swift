/// What comparing a new model with the one that serves is worth, and what deciding early costs.
struct ComparisonStudy {
  /// Streams of each kind.
  let streams: Int
  /// Runs of each stream.
  let length: Int
  let seed: UInt64

  /// Mean losses of new models over those of the old one.
  private static let ratios = (same: 1.0, worse: 1.15, better: 0.85)

  /// How a new model comes to serve, or not.
  private enum Method: String, CaseIterable {
    case paired = "ours: both predict every run, looked at after each"
    case served = "ours: each job served by one, looked at after each"
    case alone = "each job served by one, as if its runs were independent"
    case early = "each job served by one, decided by the mean of 200 runs"
    case never = "no comparison: the new model serves at once"
    case stay = "no comparison: the old model stays"
  }

  /// What a method made of one stream.
  private struct Outcome {
    var promoted: Bool
    /// Runs until it decided; `nil` if it never did.
    var decidedAfter: Int?
    /// What was lost more than the better model would have, as a share.
    var excess: Double
  }

  /// The table.
  var table: EvaluationTable {
    let kinds = [Self.ratios.same, Self.ratios.worse, Self.ratios.better].enumerated().map { place, ratio in
      (0..<max(1, streams)).map { stream in
        ServedStream(
          ratio: ratio, runs: length, seed: seed &+ UInt64(place * 1_000_003) &+ UInt64(stream))
      }
    }
    return EvaluationTable(
      title: "A new model on live runs, compared or not (made up)",
      note:
        "\(streams) streams of \(length) runs of \(ServedStream.jobs) jobs for each of: a new model that errs as "
        + "much as the old one, 15 % more, and 15 % less. Excess is what was lost beyond the better of the two, mean "
        + "over the three. A test at a level of 5 % may promote 2.5 % of models that are no better.",
      columns: [
        .init("promoted of no better ones, %", decimals: 1), .init("promoted of worse ones, %", decimals: 1),
        .init("promoted of better ones, %", decimals: 1),
        .init("runs until a better one was promoted, median", decimals: 0),
        .init("excess loss, %", decimals: 2),
      ],
      rows: Method.allCases.map { row($0, kinds) })
  }

  private func row(_ method: Method, _ kinds: [[ServedStream]]) -> EvaluationTable.Row {
    let outcomes = kinds.map { streams in
      streams.enumerated().map { outcome(method, $0.element, name: "stream \($0.offset)") }
    }
    let shares = outcomes.map { outcomes in
      EvaluationTable.Cell(meanOf: outcomes.map { $0.promoted ? 100 : 0 })
    }
    let times = outcomes[2].filter(\.promoted).compactMap(\.decidedAfter).sorted()
    let isOurs = method == .paired || method == .served
    return EvaluationTable.Row(
      method.rawValue, role: isOurs ? .ours : .baseline,
      cells: shares + [
        .init(times.isEmpty ? nil : Double(times[times.count / 2])),
        .init(meanOf: outcomes.flatMap { $0.map { $0.excess * 100 } }),
      ])
  }

  private func outcome(_ method: Method, _ stream: ServedStream, name: String) -> Outcome {
    var comparison = SequentialComparison()
    var relative = RelativeLosses()
    let assignment = VariantAssignment(name: name)
    let variants = (0..<ServedStream.jobs).map { assignment.variant(for: "job \($0)") }
    var isPromoted = method == .never
    var decided: Int? = method == .never || method == .stay ? 0 : nil
    var sums = (served: 0.0, best: 0.0, candidate: 0.0, incumbent: 0.0)
    var counts = (candidate: 0.0, incumbent: 0.0)
    for (index, run) in stream.runs.enumerated() {
      let isTried = decided == nil && method != .paired && variants[run.job] == .candidate
      sums.served += isPromoted || isTried ? run.candidate : run.incumbent
      sums.best += stream.ratio < 1 ? run.candidate : run.incumbent
      guard decided == nil else { continue }
      let variant = variants[run.job]
      let loss = relative.take(
        variant == .candidate ? run.candidate : run.incumbent, rule: run.rule, job: run.job)
      switch method {
      case .paired:
        comparison.observe(candidate: run.candidate, incumbent: run.incumbent, job: run.job)
      case .served: comparison.observe(variant, loss: loss ?? .nan, share: assignment.share, job: run.job)
      case .alone: comparison.observe(variant, loss: loss ?? .nan, share: assignment.share)
      case .early:
        if variant == .candidate {
          sums.candidate += run.candidate
          counts.candidate += 1
        } else {
          sums.incumbent += run.incumbent
          counts.incumbent += 1
        }
        guard index + 1 == 200 else { continue }
        isPromoted =
          sums.candidate / max(1, counts.candidate) < sums.incumbent / max(1, counts.incumbent)
        decided = index + 1
      case .never, .stay: break
      }
      guard method != .early, comparison.conclusion != .open else { continue }
      decided = index + 1
      isPromoted = comparison.conclusion == .candidateIsBetter
    }
    return Outcome(
      promoted: isPromoted, decidedAfter: decided,
      excess: sums.best > 0 ? sums.served / sums.best - 1 : 0)
  }
}
