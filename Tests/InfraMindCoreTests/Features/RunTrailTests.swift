import Testing

@testable import InfraMindCore

@Suite struct RunTrailTests {
  @Test func `the usual is the median of the last five passed runs, per parallel job`() throws {
    var trail = RunTrail()
    #expect(trail.usual == nil)
    for (index, seconds) in [10.0, 900, 20, 40, 30, 50].enumerated() {
      trail.take(.made(at: Double(index), seconds: seconds * 2, jobs: 2))
    }
    trail.take(.made(at: 9, seconds: 1, outcome: .failed))
    // 900, 20, 40, 30, 50.
    #expect(abs(try #require(trail.usual) - SafeLog.of(40)) < 1e-6)
  }

  @Test func `after forty runs without a passed one the last five of any kind are the usual`() throws {
    var trail = RunTrail()
    trail.take(.made(at: 0, seconds: 100))
    for index in 1...39 { trail.take(.made(at: Double(index), seconds: 5, outcome: .failed)) }
    #expect(abs(try #require(trail.usual) - SafeLog.of(100)) < 1e-6)
    trail.take(.made(at: 40, seconds: 5, outcome: .broken))
    #expect(abs(try #require(trail.usual) - SafeLog.of(5)) < 1e-6)
  }

  @Test func `a trail takes at most 4 KB, however many runs, branches and people there are`() {
    var trail = RunTrail()
    for index in 0..<5_000 {
      trail.take(
        .made(at: Double(index), seconds: 10, jobs: Double(index % 50 + 1), kind: UInt32(index % 700)))
    }
    #expect(RunTrail.bytes <= 4096)
    #expect(trail.runs.count == RunTrail.keptRuns && trail.passed.count == RunTrail.keptPassed)
    #expect(trail.count == 5_000)
  }

  @Test func `trails of two spans of time are joined into that of both`() throws {
    let runs = FinishedRun.madeUp(count: 90, seed: 4)
    for cut in [0, 1, 30, 89, 90] {
      var whole = RunTrail()
      var first = RunTrail()
      var second = RunTrail()
      for (index, run) in runs.enumerated() {
        whole.take(run)
        if index < cut { first.take(run) } else { second.take(run) }
      }
      let joined = first.followed(by: second)
      #expect(joined.count == whole.count)
      #expect(joined.usual == whole.usual)
      for (a, b) in zip(joined.passedMeans + joined.failureRates, whole.passedMeans + whole.failureRates) {
        #expect(abs(a.value - b.value) < 1e-4)
      }
      let branch = try #require(runs.last?.planned.branch)
      let kinds = (joined.branches[branch], whole.branches[branch])
      #expect(abs((kinds.0?.failedLong.value ?? 0) - (kinds.1?.failedLong.value ?? 1)) < 1e-4)
    }
  }

  @Test func `a mean forgets half after its half-life, and does not lean to zero at the beginning`() {
    let decay = Decay(halfLife: 2)
    var mean = FadingMean()
    #expect(mean.value.isNaN)
    mean.add(8, decay)
    #expect(abs(mean.value - 8) < 1e-6)
    mean.add(.nan, decay)
    mean.add(.infinity, decay)
    for _ in 0..<2 { mean.add(0, decay) }
    // Weights are r·(1−r)² and r, r·(1−r), of which (1−r)² is 1/2 and all sum to 1 − 2^(−3/2).
    let rate = 1 - 0.5.squareRoot()
    #expect(abs(mean.value - 8 * rate * 0.5 / (1 - 0.5 * 0.5.squareRoot())) < 1e-5)
  }

  @Test func `the key unused for longest makes room`() {
    var slots = RecentSlots<Int>(capacity: 2)
    slots.update(1, fresh: 0) { $0 += 1 }
    slots.update(2, fresh: 0) { $0 += 1 }
    slots.update(1, fresh: 0) { $0 += 1 }
    slots.update(3, fresh: 0) { $0 += 1 }
    #expect(slots[1] == 2 && slots[2] == nil && slots[3] == 1)
  }
}

extension FinishedRun {
  /// A run that ends as it starts.
  static func made(
    at time: Double, seconds: Double, jobs: Double = 1, kind: UInt32 = 0, outcome: Outcome = .passed
  ) -> FinishedRun {
    var plan = PlannedRun(time: time)
    plan.parallelJobs = jobs
    plan.branch = kind
    plan.actor = kind
    return FinishedRun(plan, finished: time, seconds: seconds, outcome: outcome)
  }

  /// Runs of a made-up job: 100 s and a little, slower on one branch, a failure now and then, some side by side.
  static func madeUp(count: Int, seed: UInt64, unit: Double = 1) -> [FinishedRun] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { index in
      var plan = PlannedRun(time: Double(index) * 90)
      plan.branch = UInt32(index % 3)
      plan.isPullRequest = index % 3 == 1
      plan.actor = UInt32(index % 2)
      plan.change[1] = (20 * random.uniform()).rounded()
      plan.change[13] = 10_000 + Double(index)
      plan.revision = UInt32(index / 2)
      let seconds = (plan.branch == 2 ? 150 : 100) * (0.95 + 0.1 * random.uniform())
      let outcome: Outcome = random.uniform() < 0.2 ? .failed : .passed
      return FinishedRun(plan, finished: plan.time + seconds, seconds: seconds * unit, outcome: outcome)
    }
  }
}
