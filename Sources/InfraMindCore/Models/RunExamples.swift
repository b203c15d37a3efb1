/// Runs, or waits, as they looked beforehand, with what came of them: what models learn from and are judged by.
package struct RunExamples: Sendable {
  /// Fewest finished runs before one is an example.
  package static let leastPredecessors = 5

  /// One run, or one wait for a machine.
  struct Example: Sendable {
    /// Which series it is of.
    var series: Int
    /// When it started, or was ready to, in Unix seconds.
    var time: Double
    /// One number for each of the features.
    var row: [Double]
    /// What was usual then: logarithm of the seconds of each parallel job, or of one more than a wait's seconds.
    var usual: Double
    /// What this one took, in the same unit.
    var level: Double
    /// Its seconds, summed over its parallel jobs.
    var seconds: Double
    /// Whether it passed.
    var isPassed: Bool
  }

  /// All of them, each series after the other, in the order of their starts.
  let examples: [Example]
  /// What is told of each of them.
  let features: [FeatureTable.Feature]
  /// Seconds within which examples of one series are not independent.
  private let span: Double

  /// Replays series: each run is described after those alone that had finished when it started.
  package init(_ series: [RunSeries]) {
    examples = series.enumerated().flatMap { Self.replay($0.element, index: $0.offset) }
    features = RunFeatures.features
    span = 14 * 86_400
  }

  /// Replays pools: each wait is described after those jobs alone that had ended when it began.
  package init(waits pools: [QueueSeries]) {
    examples = pools.enumerated().flatMap { Self.replay($0.element, index: $0.offset) }
    features = QueueFeatures.features
    // A queue of now is gone tomorrow.
    span = 86_400
  }

  private init(_ examples: [Example], like others: RunExamples) {
    self.examples = examples
    features = others.features
    span = others.span
  }

  private static func replay(_ pool: QueueSeries, index: Int) -> [Example] {
    let waits = pool.waits
    let order = waits.indices.sorted { (waits[$0].finished, $0) < (waits[$1].finished, $1) }
    var trail = QueueTrail()
    var taken = 0
    return waits.compactMap { wait in
      while taken < order.count, waits[order[taken]].finished <= wait.queued {
        trail.take(waits[order[taken]])
        taken += 1
      }
      guard let row = QueueFeatures.row(at: wait.queued, cpus: wait.cpus, after: trail) else { return nil }
      return Example(
        series: index, time: wait.queued, row: row.values, usual: row.usual, level: wait.level,
        seconds: wait.seconds, isPassed: true)
    }
  }

  private static func replay(_ series: RunSeries, index: Int) -> [Example] {
    let runs = series.runs
    let order = runs.indices.sorted { (runs[$0].finished, $0) < (runs[$1].finished, $1) }
    var trail = RunTrail()
    var taken = 0
    var examples: [Example] = []
    for run in runs {
      while taken < order.count, runs[order[taken]].finished <= run.planned.time {
        trail.take(runs[order[taken]])
        taken += 1
      }
      guard taken >= leastPredecessors, let usual = trail.usual, run.level.isFinite,
        let row = RunFeatures.row(of: run.planned, after: trail)
      else { continue }
      examples.append(
        Example(
          series: index, time: run.planned.time, row: row, usual: usual, level: run.level,
          seconds: run.seconds,
          isPassed: run.outcome == .passed))
    }
    return examples
  }

  /// How many there are.
  package var count: Int { examples.count }

  /// Those that a purpose learns from: durations are of runs that passed, since a failed one may have ended
  /// anywhere.
  func fit(for purpose: ModelPurpose) -> RunExamples {
    switch purpose {
    case .duration, .durationLimit: RunExamples(examples.filter(\.isPassed), like: self)
    case .failure, .queue, .queueLimit: self
    }
  }

  /// Those that started after a time.
  func newer(than time: Double) -> RunExamples { RunExamples(examples.filter { $0.time > time }, like: self) }

  /// Those that started at a time or before.
  func notNewer(than time: Double) -> RunExamples {
    RunExamples(examples.filter { $0.time <= time }, like: self)
  }

  /// The first part of each series, and the rest of it: time-ordered, so that no run teaches what came before
  /// it.
  ///
  /// - Parameter heldOut: Share of the rest, 0...1.
  func split(heldOut: Double) -> (training: RunExamples, replay: RunExamples) {
    var training: [Example] = []
    var replay: [Example] = []
    var start = 0
    while start < examples.count {
      let end = examples[start...].firstIndex { $0.series != examples[start].series } ?? examples.count
      let cut = start + Int((Double(end - start) * (1 - heldOut)).rounded())
      training += examples[start..<cut]
      replay += examples[cut..<end]
      start = end
    }
    return (RunExamples(training, like: self), RunExamples(replay, like: self))
  }

  /// The rows.
  var table: FeatureTable {
    var table = FeatureTable(features: features)
    for example in examples { table.append(example.row) }
    return table
  }

  /// What is to be predicted.
  func labels(for purpose: ModelPurpose) -> [Double] {
    switch purpose {
    case .duration, .durationLimit, .queue, .queueLimit: examples.map { $0.level - $0.usual }
    case .failure: examples.map { $0.isPassed ? 0 : 1 }
    }
  }

  /// Which are not independent: runs of one series in one fortnight, waits of one pool on one day.
  var groups: [Int] {
    var numbers: [SIMD2<Int>: Int] = [:]
    return examples.map { example in
      let group = SIMD2(example.series, Int(min(max(example.time, 0), 1e11) / span))
      let number = numbers[group] ?? numbers.count
      numbers[group] = number
      return number
    }
  }

  /// Start of the first and of the last, in Unix seconds; `nil` if there are none.
  package var window: ClosedRange<Double>? {
    guard let first = examples.map(\.time).min(), let last = examples.map(\.time).max() else { return nil }
    return first...last
  }
}
