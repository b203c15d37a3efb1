internal import FoundationEssentials

/// The runs of a job that its prediction rests on, with their machines and weights.
struct TrainingRuns: Sendable {
  /// Time after which a run counts half.
  ///
  /// | Age of a run | its weight |
  /// | --- | --- |
  /// | 1 day | 0.98 |
  /// | 1 week | 0.85 |
  /// | 30 days | 0.50 |
  /// | 90 days | 0.13 |
  static let halfLife = 30.0 * 86_400
  /// Age from which a run out of memory is forgotten: 90 days.
  static let longestMemoryOfExhaustion = 90.0 * 86_400
  /// Most runs whose durations count, the latest ones: more narrow no interval that matters.
  static let mostDurations = 100
  /// Most runs whose memory counts, the latest ones: a 99th percentile needs more than a mean.
  static let mostPeaks = 400

  /// One run that trains.
  struct Entry: Sendable {
    /// vCPUs of its machine.
    var cpus: Double
    /// Its duration in seconds, greater than zero.
    var seconds: Double
    /// What it used.
    var use: ResourceUse?
    /// 0...1, less with age.
    var weight: Double
  }

  /// Runs that succeeded on a machine of the ladder and have a duration, oldest first.
  let entries: [Entry]
  /// When the latest of them ended; `nil` without any.
  let latest: Date?
  /// What they and runs out of memory say about memory.
  let memory: MemoryEnvelope

  /// Chooses the runs that train.
  ///
  /// Failed, cancelled, timed out and skipped runs do not, since their time says nothing about the whole job; nor
  /// do runs of forks, whose authors could steer our advice, nor those on machines of another family. Runs out
  /// of memory tell about memory only.
  ///
  /// - Parameter machine: The machine of a run, if it is one of the ladder.
  init(_ runs: [JobRun], now: Date, machine: (JobRun) -> (cpus: Double?, memory: MemorySize?)?) {
    let trusted = runs.filter { !$0.isFromFork && machine($0) != nil }
    let passed = trusted.filter { $0.conclusion == .success }.suffix(Self.mostPeaks)
    let weigh = { (run: JobRun) in
      let age = now.timeIntervalSince(InMemoryRunHistory.time(of: run))
      return DecayingWeights.weights(ages: [age], halfLife: Self.halfLife)[0]
    }
    entries = passed.suffix(Self.mostDurations).compactMap { run in
      guard let seconds = run.duration.map({ $0 / .seconds(1) }), seconds > 0, let cpus = machine(run)?.cpus,
        cpus > 0, cpus.isFinite
      else { return nil }
      return Entry(cpus: cpus, seconds: seconds, use: run.use, weight: weigh(run))
    }
    latest = passed.last.map { InMemoryRunHistory.time(of: $0) }
    let exhausted = trusted.filter { run in
      let age = now.timeIntervalSince(InMemoryRunHistory.time(of: run))
      return run.conclusion == .outOfMemory && age <= Self.longestMemoryOfExhaustion
    }
    let telling = Array(passed) + exhausted.suffix(Self.mostPeaks)
    memory = MemoryEnvelope(runs: telling, weights: telling.map(weigh)) { run in
      (run.memory ?? machine(run)?.memory).map { Double($0.bytes) }
    }
  }

  /// How many equally weighted runs these are worth.
  var effectiveCount: Double { DecayingWeights.effectiveCount(entries.map(\.weight)) }
  /// How many runs tell how busy their vCPUs were.
  var measuredRuns: Int { entries.count { $0.use?.averageCPUs != nil } }
  /// The different numbers of vCPUs that the job ran on, smallest first.
  var sizes: [Double] { Set(entries.map(\.cpus)).sorted() }

  /// Those of which at least so many runs count.
  func sizes(with least: Int) -> [Double] {
    sizes.filter { size in entries.count { $0.cpus == size } >= least }
  }
}
