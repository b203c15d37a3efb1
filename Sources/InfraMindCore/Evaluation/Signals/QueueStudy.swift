internal import FoundationEssentials

/// Waits in a made-up pool of machines whose truth is known, forecast by its counts.
struct QueueStudy: Sendable {
  private let waits: [(at: Double, seconds: Double)]
  private let machines: Int

  init(seed: UInt64) {
    let pool = MadeUpPool()
    machines = pool.machines
    waits = pool.waits(seed: seed).map { ($0.queued, $0.started - $0.queued) }
  }

  /// The table: forecasts from the tenth day on, from what had started by then.
  var table: EvaluationTable {
    var forecaster = QueueForecaster()
    var recent: [Double] = []
    var started = 0
    // Jobs start in the order in which they became ready.
    var losses = [[Double]](repeating: [], count: 6)
    var inside = (ours: PooledShare(), recent: PooledShare())
    for (at, seconds) in waits {
      while started < waits.count, waits[started].at + waits[started].seconds <= at {
        let done = waits[started]
        forecaster.take(
          pool: "p", queuedAt: Date(timeIntervalSince1970: done.at), seconds: done.seconds)
        recent.append(done.seconds)
        started += 1
      }
      guard at > 10 * 86_400, let last = recent.last,
        let ours = forecaster.forecast(pool: "p", at: Date(timeIntervalSince1970: at)),
        let median = OrderStatistics.median(Array(recent.suffix(20))),
        let high = OrderStatistics.quantile(Array(recent.suffix(20)), 0.9)
      else { continue }
      for (index, guess) in [ours.median, last, median].enumerated() {
        losses[index].append(Self.loss(guess, seconds, 0.5))
      }
      for (index, guess) in [ours.p90, last, high].enumerated() {
        losses[3 + index].append(Self.loss(guess, seconds, 0.9))
      }
      inside.ours.add(seconds <= ours.p90 ? 1 : 0, of: 1)
      inside.recent.add(seconds <= high ? 1 : 0, of: 1)
    }
    func mean(_ index: Int) -> EvaluationTable.Cell {
      let numbers = losses[index]
      return .init(numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count))
    }
    func share(_ share: PooledShare) -> EvaluationTable.Cell { .init(share.value.map { $0 * 100 }) }
    return EvaluationTable(
      title: "Waiting for a machine (made up)",
      note:
        "\(losses[0].count) waits in a simulated pool of \(machines) machines with rush hours. Pinball loss, lower "
        + "is better; no public data of queues were found.",
      columns: [
        .init("loss at the median, s", decimals: 1), .init("loss at the 90th percentile, s", decimals: 1),
        .init("within the 90th percentile, %", decimals: 1),
      ],
      rows: [
        .init("by hour, decayed", role: .ours, cells: [mean(0), mean(3), share(inside.ours)]),
        .init("last", role: .baseline, cells: [mean(1), mean(4), .init(nil)]),
        .init(
          "median and 90th percentile of the last 20", role: .baseline,
          cells: [mean(2), mean(5), share(inside.recent)]),
      ])
  }

  private static func loss(_ guess: Double, _ actual: Double, _ probability: Double) -> Double {
    actual >= guess ? probability * (actual - guess) : (1 - probability) * (guess - actual)
  }
}
