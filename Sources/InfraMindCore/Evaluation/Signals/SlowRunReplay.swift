#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How strange the passed builds of one project look to a detector, as they were and made slower.
///
/// A build is scored by what had finished before it started. Higher scores are stranger.
struct SlowRunReplay: Sendable {
  /// By how much builds are made slower.
  static let factors = [1.25, 1.5, 2, 3]

  /// Scores of one build.
  struct Scores: Sendable {
    /// Of the build as it was.
    var clean: Double
    /// Of the build made slower, in the order of ``factors``.
    var slower: [Double]
  }

  private(set) var train: [Scores] = []
  private(set) var test: [Scores] = []

  /// Replays a project.
  ///
  /// - Parameters:
  ///   - make: Makes a method that knows nothing yet.
  init(_ history: BuildHistory, _ make: () -> any SlowRunScoring) {
    var method = make()
    var known = 0
    var scorers: [Int: any SlowBuildScorer] = [:]
    for index in history.builds.indices {
      let before = history.predecessors(of: index)
      for done in before.dropFirst(known) where history.builds[done].isPassed {
        method.take(history.builds[done], scorers.removeValue(forKey: done))
      }
      known = before.count
      let build = history.builds[index]
      guard build.isPassed else { continue }
      let scorer = method.scorer(for: build)
      scorers[index] = scorer
      guard before.count >= BuildHistory.leastPredecessors else { continue }
      let seconds = build.wallSeconds
      func score(_ factor: Double) -> Double { scorer?.score(seconds: seconds * factor) ?? -.infinity }
      let scores = Scores(clean: score(1), slower: Self.factors.map(score))
      if index < history.firstTest { train.append(scores) } else { test.append(scores) }
    }
  }

  /// The lowest threshold that at most a share of all projects' train builds is above.
  static func threshold(_ replays: [SlowRunReplay], falseAlarms: Double) -> Double {
    let sorted = replays.flatMap { $0.train.map(\.clean) }.sorted(by: >)
    let allowed = Int(falseAlarms * Double(sorted.count))
    return sorted.indices.contains(allowed) ? sorted[allowed] : .infinity
  }

  /// False alarms on clean train and test builds, and the slower builds found, with scores above a threshold.
  static func shares(
    _ replays: [SlowRunReplay], above threshold: Double
  ) -> (train: PooledShare, test: PooledShare, found: [PooledShare]) {
    var (train, test) = (PooledShare(), PooledShare())
    var found = [PooledShare](repeating: PooledShare(), count: factors.count)
    for replay in replays {
      train.add(replay.train.count { $0.clean > threshold }, of: replay.train.count)
      test.add(replay.test.count { $0.clean > threshold }, of: replay.test.count)
      for index in factors.indices {
        found[index].add(replay.test.count { $0.slower[index] > threshold }, of: replay.test.count)
      }
    }
    return (train, test, found)
  }
}

/// A way to tell slow builds, replayed.
protocol SlowRunScoring {
  /// What scores a build that starts now; `nil` if nothing can be told.
  func scorer(for build: BuildHistory.Build) -> (any SlowBuildScorer)?
  /// Learns from a build that passed; `scorer` is what scored it.
  mutating func take(_ build: BuildHistory.Build, _ scorer: (any SlowBuildScorer)?)
}

/// Scores one build by its duration.
protocol SlowBuildScorer {
  /// Higher for slower; seconds are wall time.
  func score(seconds: Double) -> Double
}

/// What the product does: rarity of the run, as −log of its share.
struct WatchScoring: SlowRunScoring {
  private var watch = DurationWatch()

  struct Scorer: SlowBuildScorer {
    let expectation: SlowRunDetector.Expectation

    func score(seconds: Double) -> Double {
      guard let logarithm = RecentRuns.logarithm(ofSeconds: seconds), logarithm > expectation.slowest else {
        return -.infinity
      }
      return -log(expectation.share(reaching: logarithm))
    }
  }

  func scorer(for build: BuildHistory.Build) -> (any SlowBuildScorer)? {
    watch.expectation(of: RunContext(build)).map { Scorer(expectation: $0) }
  }

  mutating func take(_ build: BuildHistory.Build, _ scorer: (any SlowBuildScorer)?) {
    watch.take(
      seconds: build.wallSeconds, context: RunContext(build), expectation: (scorer as? Scorer)?.expectation)
  }
}

/// The bench's `single_med_ok5`: the logarithm of the ratio to the median of the last five passed builds, per
/// job, in units of the median distance of the last fifty.
struct LastFiveScoring: SlowRunScoring {
  private var logarithms: [Double] = []
  private var distances: [Double] = []
  private static let leastSpread = 0.03

  struct Scorer: SlowBuildScorer {
    let expected: Double
    let spread: Double

    func score(seconds: Double) -> Double { (log(seconds) - expected) / spread }
  }

  func scorer(for build: BuildHistory.Build) -> (any SlowBuildScorer)? {
    guard let expected = OrderStatistics.median(logarithms.suffix(5)) else { return nil }
    let spread =
      distances.count >= 10
      ? SlowRunDetector.normalRatio * (OrderStatistics.median(distances.suffix(50)) ?? 0) : 0.2
    return Scorer(expected: expected, spread: max(spread, Self.leastSpread))
  }

  mutating func take(_ build: BuildHistory.Build, _ scorer: (any SlowBuildScorer)?) {
    let logarithm = log(build.wallSeconds)
    logarithms.append(logarithm)
    if let scorer = scorer as? Scorer { distances.append(abs(logarithm - scorer.expected)) }
  }
}

extension OrderStatistics {
  fileprivate static func median(_ numbers: ArraySlice<Double>) -> Double? { median(Array(numbers)) }
}

extension RunContext {
  /// The context of a build: its number of jobs stands for its machine.
  init(_ build: BuildHistory.Build) {
    self.init(
      machine: "\(build.jobs)", event: build.isPullRequest.map { $0 ? "pull" : "push" },
      branch: build.branch.map { "\($0)" })
  }
}
