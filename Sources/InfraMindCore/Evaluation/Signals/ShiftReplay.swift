#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The passed builds of one project in the order of their ends, as a method for lasting changes sees them: as
/// they were, and with changes planted at random points of the last 40 %.
struct ShiftReplay: Sendable {
  /// By how much builds take longer from the point on; 1 shows what is found by chance.
  static let factors = [1, 1.1, 1.2, 1.5, 2]
  /// Builds within which a change has to be found.
  static let window = 10
  private static let points = 20

  /// Each build's score, and whether it is one of the first 60 %.
  private var clean: [(score: Double, isTrain: Bool)] = []
  /// The points, and the scores of the builds from there on for each of ``factors``.
  private var planted: [(point: Int, scores: [[Double]])] = []

  init(_ history: BuildHistory, seed: UInt64, _ make: () -> any ShiftScoring) {
    let order = history.finishOrder.filter { history.builds[$0].isPassed }
    let first = order.firstIndex { $0 >= history.firstTest } ?? order.count
    var random = SeededGenerator(seed: seed)
    let last = order.count - Self.window
    let wanted =
      first < last ? (0..<Self.points).map { _ in Int.random(in: first..<last, using: &random) } : []
    let points = Set(wanted)
    var method = make()
    for (place, index) in order.enumerated() {
      if points.contains(place) {
        let builds = order[place..<place + Self.window].map { history.builds[$0] }
        let scores = Self.factors.map { factor in
          var copy = method
          return builds.map { copy.score(seconds: $0.wallSeconds * factor, context: RunContext($0)) }
        }
        planted += wanted.filter { $0 == place }.map { ($0, scores) }
      }
      let build = history.builds[index]
      let score = method.score(seconds: build.wallSeconds, context: RunContext(build))
      clean.append((score, index < history.firstTest))
    }
  }

  /// What a threshold gives.
  struct Outcome: Sendable {
    /// Episodes by builds, in the first 60 % and after.
    var train = PooledShare()
    var test = PooledShare()
    /// Share of planted changes after which an episode was under way within the window, and share after which
    /// one began there; for each of the factors.
    var found: [PooledShare]
    var begun: [PooledShare]
    /// Builds until an episode began, of those begun within the window.
    var delays: [[Double]]

    init() {
      found = ShiftReplay.factors.map { _ in PooledShare() }
      begun = found
      delays = ShiftReplay.factors.map { _ in [] }
    }
  }

  /// Episodes among the train builds for each of 200.
  private static func trainEpisodes(_ replays: [ShiftReplay], _ alarm: any ShiftAlarming) -> Double {
    var (episodes, builds) = (0, 0)
    for replay in replays {
      var alarm = alarm
      for build in replay.clean where build.isTrain {
        builds += 1
        if alarm.take(build.score) { episodes += 1 }
      }
    }
    return 200 * Double(episodes) / Double(max(builds, 1))
  }

  /// The lowest threshold with so many episodes for 200 train builds, to a thousandth of the highest tried.
  static func threshold(
    _ replays: [ShiftReplay], episodes: Double = 1, highest: Double, _ alarm: (Double) -> any ShiftAlarming
  ) -> Double {
    var (low, high) = (0.0, highest)
    for _ in 0..<10 {
      let middle = (low + high) / 2
      if trainEpisodes(replays, alarm(middle)) <= episodes { high = middle } else { low = middle }
    }
    return high
  }

  static func outcome(_ replays: [ShiftReplay], _ alarm: any ShiftAlarming) -> Outcome {
    var outcome = Outcome()
    for replay in replays { replay.add(to: &outcome, alarm) }
    return outcome
  }

  private func add(to outcome: inout Outcome, _ start: any ShiftAlarming) {
    var alarm = start
    var before: [Int: any ShiftAlarming] = [:]
    let points = Set(planted.map(\.point))
    var episodes = (train: 0, test: 0)
    for (place, build) in clean.enumerated() {
      if points.contains(place) { before[place] = alarm }
      guard alarm.take(build.score) else { continue }
      if build.isTrain { episodes.train += 1 } else { episodes.test += 1 }
    }
    outcome.train.add(episodes.train, of: clean.count(where: \.isTrain))
    outcome.test.add(episodes.test, of: clean.count { !$0.isTrain })
    for index in Self.factors.indices {
      var (found, begun) = (0, 0)
      for (point, scores) in planted {
        guard var alarm = before[point] else { continue }
        var (isFound, delay) = (false, Int?.none)
        for (number, score) in scores[index].enumerated() {
          if alarm.take(score), delay == nil { delay = number + 1 }
          isFound = isFound || alarm.isRaised || delay != nil
        }
        if isFound { found += 1 }
        if let delay {
          begun += 1
          outcome.delays[index].append(Double(delay))
        }
      }
      outcome.found[index].add(found, of: planted.count)
      outcome.begun[index].add(begun, of: planted.count)
    }
  }
}

/// A way to score builds for lasting changes.
protocol ShiftScoring: Sendable {
  /// The score of the build that ended last; 0 while nothing can be told.
  mutating func score(seconds: Double, context: RunContext) -> Double
}

/// What makes alarms of scores.
protocol ShiftAlarming: Sendable {
  /// Whether an episode is under way.
  var isRaised: Bool { get }
  /// Takes a score; whether an episode begins.
  mutating func take(_ score: Double) -> Bool
}

extension ShiftAlarm: ShiftAlarming {}

/// An episode is under way while scores are above a level.
struct LevelAlarm: ShiftAlarming {
  let level: Double
  private(set) var isRaised = false

  init(level: Double) { self.level = level }

  mutating func take(_ score: Double) -> Bool {
    let was = isRaised
    isRaised = score > level
    return isRaised && !was
  }
}

/// Scores add up; an episode is one build, after which the sum begins anew.
struct RestartingAlarm: ShiftAlarming {
  let level: Double
  private var sum = 0.0
  private(set) var isRaised = false

  init(level: Double) { self.level = level }

  mutating func take(_ score: Double) -> Bool {
    sum = max(0, sum + score)
    isRaised = sum > level
    if isRaised { sum = 0 }
    return isRaised
  }
}
