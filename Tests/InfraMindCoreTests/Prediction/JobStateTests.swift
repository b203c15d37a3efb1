import Foundation
import Testing

@testable import InfraMindCore

@Suite struct JobStateTests {
  private let now = SyntheticJob.time(after: 200)

  private func history(_ count: Int, seed: UInt64, sizes: Int = 2) -> [JobRun] {
    var random = SeededGenerator(seed: seed)
    let job = SyntheticJob(&random)
    return (0..<count).flatMap { index in
      job.runs(1, on: SyntheticJob.ladder[index % sizes], first: index, &random)
    }
  }

  private func state(_ runs: [JobRun], now: Date? = nil) -> JobState {
    JobState(runs, now: now ?? self.now) { ($0.cpus, $0.memory) }
  }

  /// What advice is made of: means of time and bill on every size, risk of memory, runs a month.
  private func figures(_ state: JobState) -> [Double] {
    let forecasts = SizeForecaster(state).forecasts(for: SyntheticJob.ladder).compactMap(\.self)
    let memory = [4.0, 8, 16].compactMap { state.memory.probability(ofMoreThan: $0 * 1_073_741_824) }
    let monthly = MonthlyRuns(state.counts, now: now).map { [$0.perMonth, $0.standardError] } ?? []
    return forecasts.flatMap { [$0.meanSeconds, $0.meanDollars, $0.p50, $0.p90] } + memory + monthly
  }

  private func expectEqual(_ left: JobState, _ right: JobState, within share: Double) {
    let (one, two) = (figures(left), figures(right))
    #expect(one.count == two.count && !one.isEmpty)
    for (first, second) in zip(one, two) { #expect(abs(first - second) <= share * max(abs(second), 1e-6)) }
  }

  @Test(arguments: 1...8) func `merging parts is adding all runs, in whatever order`(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let runs = history(60, seed: UInt64(seed))
    let whole = state(runs)
    var merged = state(Array(runs[..<17]))
    merged.merge(state(Array(runs[17...])))
    var turned = state(Array(runs[17...]))
    turned.merge(state(Array(runs[..<17])))
    // The calibration of intervals compares each run with those before it, so that parts may differ a little there.
    expectEqual(merged, whole, within: 0.06)
    expectEqual(turned, merged, within: 1e-6)
    expectEqual(state(runs.shuffled(using: &random)), whole, within: 0.06)
    #expect(merged.trainingRuns == 60 && merged.offeredRuns == 60)
    #expect(merged.latest == whole.latest)
  }

  @Test func `a year between two parts changes nothing`() {
    let runs = history(40, seed: 3)
    let later = now.addingTimeInterval(400 * 86_400)
    var new = state([], now: later)
    let moved = runs.map { run in
      var run = run
      run.startedAt = run.startedAt?.addingTimeInterval(400 * 86_400)
      run.finishedAt = run.finishedAt?.addingTimeInterval(400 * 86_400)
      return run
    }
    for run in moved { new.add(run, on: (run.cpus, run.memory), now: later) }
    var merged = state(runs)
    merged.merge(new)
    expectEqual(merged, state(runs + moved, now: later), within: 0.03)
    // A year ago weighs a four-thousandth.
    #expect(abs(figures(merged)[0] / figures(new)[0] - 1) < 0.05)
  }

  @Test func `a run of today counts twice as much as one of thirty days ago`() throws {
    func runs(_ seconds: Double, daysAgo: Double) -> [JobRun] {
      (0..<20).map { index in
        var run = history(1, seed: 1, sizes: 1)[0]
        run.startedAt = now.addingTimeInterval(-86_400 * daysAgo - Double(index))
        run.finishedAt = run.startedAt?.addingTimeInterval(seconds)
        return run
      }
    }
    let state = state(runs(100, daysAgo: 30) + runs(200, daysAgo: 0))
    let record = try #require(state.sizes.first)
    #expect(abs(record.logarithms.mean - (log(100) + 2 * log(200)) / 3) < 1e-4)
    #expect(abs(record.durations.share(above: 150) - 2.0 / 3) < 1e-4)
  }

  @Test func `no input makes a state larger than four kilobytes`() {
    var random = SeededGenerator(seed: 11)
    var state = JobState()
    for index in 0..<4000 {
      var run = history(1, seed: UInt64(index % 7), sizes: 1)[0]
      run.startedAt = now.addingTimeInterval(-random.uniform(0, 1e8))
      run.finishedAt = run.startedAt?.addingTimeInterval(exp(random.uniform(-5, 18)))
      run.cpus = random.uniform(0.01, 900)
      run.memory = MemorySize(bytes: Int64(random.uniform(1, 1e12)))
      run.use = ResourceUse(
        averageCPUs: random.uniform(0, 900), peakCPUs: random.uniform(0, 900),
        peakMemory: MemorySize(bytes: Int64(exp(random.uniform(0, 40)))))
      run.use?.peakDiskUse = random.uniform(0, 2)
      if index % 5 == 0 { run.conclusion = .outOfMemory }
      state.add(run, on: (run.cpus, run.memory), now: now)
    }
    #expect(state.sizes.count == JobState.mostSizes)
    #expect(state.byteCount <= 4096)
    #expect(figures(state).allSatisfy { $0.isFinite })
    #expect(MemoryLayout<JobState>.size < 1024)
  }

  @Test func `forks change nothing at all, failed runs only how often the job runs`() {
    let runs = history(30, seed: 5)
    let forks = runs.map { run in
      var run = run
      run.isFromFork = true
      run.finishedAt = run.startedAt?.addingTimeInterval(3)
      return run
    }
    #expect(state(runs + forks) == state(runs))
    let failed = runs.map { run in
      var run = run
      run.conclusion = .failure
      return run
    }
    let both = state(runs + failed)
    #expect(both.sizes == state(runs).sizes && both.memory == state(runs).memory)
    #expect(both.counts != state(runs).counts)
  }

  @Test func `strange times neither crash nor hide what came before`() {
    var state = self.state(history(20, seed: 2))
    let before = figures(state)
    for date in [Date.distantPast, Date(timeIntervalSince1970: 1e15), Date(timeIntervalSince1970: -1e15)] {
      var run = history(1, seed: 2, sizes: 1)[0]
      let seconds = (run.duration ?? .zero) / .seconds(1)
      run.startedAt = date
      run.finishedAt = date.addingTimeInterval(seconds)
      state.add(run, on: (run.cpus, run.memory), now: now)
    }
    // Times, bills and percentiles of five sizes; risks in the tail move by more.
    #expect(zip(figures(state), before).prefix(20).allSatisfy { abs($0 / $1 - 1) < 0.2 })
  }

  @Test func `a job in seconds or its double scales its predictions alike`() {
    let runs = history(24, seed: 9)
    let doubled = runs.map { run in
      var run = run
      run.finishedAt = run.duration.flatMap { run.startedAt?.addingTimeInterval(2 * ($0 / .seconds(1))) }
      return run
    }
    let (one, two) = (SizeForecaster(state(runs)), SizeForecaster(state(doubled)))
    for (first, second) in zip(
      one.forecasts(for: SyntheticJob.ladder), two.forecasts(for: SyntheticJob.ladder))
    {
      #expect(abs((second?.meanSeconds ?? 0) / (first?.meanSeconds ?? 1) - 2) < 0.03)
    }
  }

  @Test func `runs that scatter more than thought widen their interval, calm ones narrow it`() {
    func factor(_ spread: Double) -> Double {
      var calibration = IntervalCalibration()
      var random = SeededGenerator(seed: 3)
      for _ in 0..<2000 {
        let deviation = abs(spread * random.normal())
        calibration.runWasInside(deviation <= 1.645 * calibration.runFactor)
      }
      return calibration.runFactor
    }
    #expect(abs(factor(1) - 1) < 0.25)
    #expect(factor(1.6) > 1.3 && factor(0.7) < 0.85)
    var off = IntervalCalibration()
    for _ in 0..<4 { off.sizeWasOff(by: 3) }
    #expect(off.modelFactor > 2)
    off.sizeWasOff(by: .nan)
    #expect(off.modelFactor > 2)
  }
}
