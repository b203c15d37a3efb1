/// What is remembered of a job's finished runs: enough to describe the next one, at most 4 KB however many there were.
///
/// A finished run is taken in constant time. Trails of consecutive spans of time are joined by
/// ``followed(by:)``. Durations are kept as logarithms of the seconds of each parallel job, so that a job whose
/// number of parallel jobs changes keeps its history.
package struct RunTrail: Sendable {
  /// How many of the latest runs are kept one by one.
  static let keptRuns = 24
  /// How many durations of the latest passed runs are kept.
  static let keptPassed = 20
  /// After so many runs without a passed one, the latest passed ones do not count as the usual any more.
  static let longestStreak = 40
  /// Half-lives, in passed runs, of the means of their durations.
  static let passedDecays = [2.0, 5, 12, 30, 100].map(Decay.init)
  /// Half-lives, in runs, of the means of all durations.
  static let anyDecays = [4.0, 20].map(Decay.init)
  /// Half-lives, in runs, of the rates of failure.
  static let failureDecays = [2.0, 6, 20, 80].map(Decay.init)

  /// One run of those kept.
  struct Entry: Sendable {
    var level: Float
    var jobs: Float
    var tests: Float
    var testShare: Float
    var finished: Double
    var branch: UInt32
    var actor: UInt32
    var revision: UInt32
    var flags: Flags
    var shape: ChangeShape
  }

  /// What is true of a run.
  struct Flags: OptionSet, Sendable {
    let rawValue: UInt8
    static let passed = Flags(rawValue: 1)
    static let broken = Flags(rawValue: 2)
    static let pullRequest = Flags(rawValue: 4)
    static let knownRevision = Flags(rawValue: 8)
  }

  /// Durations and failures of runs that have something in common.
  struct Kind: Sendable {
    var passedShort = FadingMean()
    var passedLong = FadingMean()
    var failedShort = FadingMean()
    var failedLong = FadingMean()
    /// Failures in a row, or minus the passed runs in a row.
    var streak: Int32 = 0
    var lastFinished = Double.nan

    mutating func take(_ level: Double, failed: Bool, at time: Double, short: Decay, long: Decay) {
      if !failed {
        passedShort.add(level, short)
        passedLong.add(level, long)
      }
      failedShort.add(failed ? 1 : 0, short)
      failedLong.add(failed ? 1 : 0, long)
      streak = RunTrail.extended(streak, failed: failed)
      lastFinished = time
    }

    func followed(by later: Kind) -> Kind {
      var joined = later
      joined.passedShort = passedShort.followed(by: later.passedShort)
      joined.passedLong = passedLong.followed(by: later.passedLong)
      joined.failedShort = failedShort.followed(by: later.failedShort)
      joined.failedLong = failedLong.followed(by: later.failedLong)
      return joined
    }
  }

  static let branchDecays = (short: Decay(halfLife: 3), long: Decay(halfLife: 13))
  static let actorDecays = (short: Decay(halfLife: 4), long: Decay(halfLife: 20))
  static let eventDecays = (short: Decay(halfLife: 4), long: Decay(halfLife: 12))
  static let deviationDecays = (short: Decay(halfLife: 15), long: Decay(halfLife: 60))
  static let biasDecay = Decay(halfLife: 8)
  static let failedDecays = (short: Decay(halfLife: 4), long: Decay(halfLife: 20))
  static let brokenDecay = Decay(halfLife: 6)
  static let testsDecay = Decay(halfLife: 5)
  static let jobsDecay = Decay(halfLife: 4)

  /// How many runs were taken.
  package private(set) var count = 0
  /// The latest runs, oldest first.
  private(set) var runs: [Entry] = []
  /// Durations of the latest passed runs, oldest first.
  private(set) var passed: [Float] = []
  private(set) var passedMeans = Array(repeating: FadingMean(), count: passedDecays.count)
  private(set) var anyMeans = Array(repeating: FadingMean(), count: anyDecays.count)
  private(set) var failureRates = Array(repeating: FadingMean(), count: failureDecays.count)
  private(set) var branches = RecentSlots<Kind>(capacity: 10)
  private(set) var events = RecentSlots<Kind>(capacity: 8)
  private(set) var actors = RecentSlots<Kind>(capacity: 6)
  private(set) var jobCounts = RecentSlots<FadingMean>(capacity: 4)
  /// How far passed runs were from what was usual before them.
  private(set) var deviationShort = FadingMean()
  private(set) var deviationLong = FadingMean()
  private(set) var bias = FadingMean()
  /// How far failed runs were from what was usual before them.
  private(set) var failedShort = FadingMean()
  private(set) var failedLong = FadingMean()
  private(set) var brokenShare = FadingMean()
  private(set) var tests = FadingMean()
  private(set) var caches = CacheTrail()
  /// Tools that the steps of the last run name of which steps are known; `nil` if there was none.
  private(set) var tools: StepTools?
  /// Failures in a row, or minus the passed runs in a row.
  private(set) var streak: Int32 = 0
  /// When the present row of failures or of passed runs began, in Unix seconds.
  private(set) var streakBegan = Double.nan
  private(set) var lastPassed = Double.nan
  /// Lines, lines of tests and files changed by the failed runs since the last passed one.
  private(set) var brokenChange = SIMD4<Float>.zero

  /// Nothing remembered.
  package init() {
    runs.reserveCapacity(Self.keptRuns)
    passed.reserveCapacity(Self.keptPassed)
  }

  /// What a run usually takes: the logarithm of the seconds of each parallel job, the median of the last five passed
  /// runs; `nil` without any run.
  package var usual: Double? {
    guard !runs.isEmpty else { return nil }
    if !passed.isEmpty, streak < Self.longestStreak { return Self.median(passed.suffix(5)) }
    return Self.median(runs.suffix(5).map(\.level))
  }

  /// Takes a finished run. Runs are to be taken in the order in which they finished.
  package mutating func take(_ run: FinishedRun) {
    let level = run.level
    guard level.isFinite else { return }
    let failed = run.outcome != .passed
    let plan = run.planned
    tools = run.tools ?? tools
    if let use = run.caches {
      caches.take(use, at: run.finished, distance: failed ? .nan : usual.map { level - $0 } ?? .nan)
    }
    take(level, failed: failed, broken: run.outcome == .broken, against: usual)
    for (index, decay) in Self.anyDecays.enumerated() { anyMeans[index].add(level, decay) }
    for (index, decay) in Self.failureDecays.enumerated() { failureRates[index].add(failed ? 1 : 0, decay) }
    branches.update(plan.branch, fresh: Kind()) {
      $0.take(
        level, failed: failed, at: run.finished, short: Self.branchDecays.short,
        long: Self.branchDecays.long)
    }
    events.update(Self.eventKey(plan), fresh: Kind()) {
      $0.take(
        level, failed: failed, at: run.finished, short: Self.eventDecays.short, long: Self.eventDecays.long)
    }
    actors.update(Self.actorKey(plan), fresh: Kind()) {
      $0.take(
        level, failed: failed, at: run.finished, short: Self.actorDecays.short, long: Self.actorDecays.long)
    }
    if (streak > 0) != failed || streak == 0 { streakBegan = run.finished }
    streak = Self.extended(streak, failed: failed)
    if failed {
      let lines = [1, 2, 5].map { plan.change[$0].isFinite ? Float(max(0, plan.change[$0])) : 0 }
      brokenChange += SIMD4(lines[0], lines[1], lines[2], 1)
    } else {
      brokenChange = .zero
      lastPassed = run.finished
      jobCounts.update(Self.jobsKey(plan), fresh: FadingMean()) { $0.add(level, Self.jobsDecay) }
      if run.tests > 0 { tests.add(SafeLog.of(run.tests), Self.testsDecay) }
    }
    keep(run, level: level)
    count += 1
  }

  private mutating func take(_ level: Double, failed: Bool, broken: Bool, against usual: Double?) {
    let distance = usual.map { level - $0 } ?? .nan
    guard failed else {
      for (index, decay) in Self.passedDecays.enumerated() { passedMeans[index].add(level, decay) }
      deviationShort.add(abs(distance), Self.deviationDecays.short)
      deviationLong.add(abs(distance), Self.deviationDecays.long)
      bias.add(distance, Self.biasDecay)
      return
    }
    failedShort.add(distance, Self.failedDecays.short)
    failedLong.add(distance, Self.failedDecays.long)
    brokenShare.add(broken ? 1 : 0, Self.brokenDecay)
  }

  private mutating func keep(_ run: FinishedRun, level: Double) {
    var flags: Flags = []
    if run.outcome == .passed { flags.insert(.passed) }
    if run.outcome == .broken { flags.insert(.broken) }
    if run.planned.isPullRequest { flags.insert(.pullRequest) }
    if run.planned.revision != nil { flags.insert(.knownRevision) }
    if runs.count >= Self.keptRuns { runs.removeFirst() }
    runs.append(
      Entry(
        level: Float(level), jobs: Float(run.planned.parallelJobs), tests: Float(run.tests),
        testShare: Float(run.testShare), finished: run.finished, branch: run.planned.branch,
        actor: run.planned.actor, revision: run.planned.revision ?? 0, flags: flags,
        shape: ChangeShape(run.planned.change)))
    guard run.outcome == .passed else { return }
    if passed.count >= Self.keptPassed { passed.removeFirst() }
    passed.append(Float(level))
  }

  // MARK: - Keys and small sums

  static func eventKey(_ plan: PlannedRun) -> UInt32 {
    plan.branch &* 0x9e37_79b1 ^ (plan.isPullRequest ? 0x85eb_ca6b : 0)
  }

  static func actorKey(_ plan: PlannedRun) -> UInt32 {
    plan.actor &* 0x9e37_79b1 ^ (plan.isPullRequest ? 0x85eb_ca6b : 0)
  }

  static func jobsKey(_ plan: PlannedRun) -> UInt32 {
    UInt32(min(max(plan.parallelJobs.rounded(), 1), 1e6))
  }

  private static func extended(_ streak: Int32, failed: Bool) -> Int32 {
    if failed { return streak > 0 ? min(streak + 1, 10_000) : 1 }
    return streak < 0 ? max(streak - 1, -10_000) : -1
  }

  static func median(_ values: some Collection<Float>) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1
      ? Double(sorted[middle]) : (Double(sorted[middle - 1]) + Double(sorted[middle])) / 2
  }
}

extension RunTrail {
  /// The trail of two spans of time, of which `later` begins when this one ends.
  ///
  /// Means, rates and the latest runs come out as if one trail had taken all runs, but for how far the first runs of
  /// the later span were from what was usual, which only the earlier one could have told.
  package func followed(by later: RunTrail) -> RunTrail {
    guard later.count > 0 else { return self }
    guard count > 0 else { return later }
    func join(_ earlier: [FadingMean], _ later: [FadingMean]) -> [FadingMean] {
      zip(earlier, later).map { $0.followed(by: $1) }
    }
    var joined = later
    joined.count = count + later.count
    joined.runs = (runs + later.runs).suffix(Self.keptRuns)
    joined.passed = (passed + later.passed).suffix(Self.keptPassed)
    joined.passedMeans = join(passedMeans, later.passedMeans)
    joined.anyMeans = join(anyMeans, later.anyMeans)
    joined.failureRates = join(failureRates, later.failureRates)
    let joinKinds = { (earlier: Kind, later: Kind) in earlier.followed(by: later) }
    joined.branches = branches.followed(by: later.branches, joining: joinKinds)
    joined.events = events.followed(by: later.events, joining: joinKinds)
    joined.actors = actors.followed(by: later.actors, joining: joinKinds)
    joined.jobCounts = jobCounts.followed(by: later.jobCounts) { $0.followed(by: $1) }
    joined.deviationShort = deviationShort.followed(by: later.deviationShort)
    joined.deviationLong = deviationLong.followed(by: later.deviationLong)
    joined.bias = bias.followed(by: later.bias)
    joined.failedShort = failedShort.followed(by: later.failedShort)
    joined.failedLong = failedLong.followed(by: later.failedLong)
    joined.brokenShare = brokenShare.followed(by: later.brokenShare)
    joined.tests = tests.followed(by: later.tests)
    joined.caches = caches.followed(by: later.caches)
    joined.tools = later.tools ?? tools
    if later.lastPassed.isNaN {
      joined.lastPassed = lastPassed
      joined.brokenChange = brokenChange + later.brokenChange
    }
    return joined
  }

  /// Bytes that a full trail takes.
  package static var bytes: Int {
    let trail = RunTrail()
    let means =
      (passedDecays.count + anyDecays.count + failureDecays.count) * MemoryLayout<FadingMean>.stride
    let slots = trail.branches.bytes + trail.events.bytes + trail.actors.bytes + trail.jobCounts.bytes
    let arrays = 9 * 32
    return MemoryLayout<RunTrail>.size + keptRuns * MemoryLayout<Entry>.stride
      + keptPassed * MemoryLayout<Float>.stride + means + slots + arrays
  }
}
