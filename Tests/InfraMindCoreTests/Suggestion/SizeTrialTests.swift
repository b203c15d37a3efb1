import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SizeTrialTests {
  private let ladder = SyntheticJob.ladder

  /// Runs on one size that keep so many vCPUs busy.
  private func runs(
    _ count: Int, on place: Int, seconds: Double, average: Double, first: Int = 0, peakGiB: Double = 2,
    edit: (inout JobRun) -> Void = { _ in }
  ) -> [JobRun] {
    (first..<(first + count)).map { index in
      var run = JobRun(
        platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(index)",
        conclusion: .success)
      run.startedAt = SyntheticJob.now.addingTimeInterval(SyntheticJob.interval * Double(index))
      run.finishedAt = run.startedAt?.addingTimeInterval(seconds * (1 + 0.02 * Double(index * 7 % 5 - 2)))
      run.runnerLabels = ladder[place].labels
      run.cpus = ladder[place].cpus
      run.memory = ladder[place].memory
      run.use = ResourceUse(
        averageCPUs: average, peakCPUs: ladder[place].cpus, peakMemory: MemorySize(gibibytes: peakGiB))
      edit(&run)
      return run
    }
  }

  private func advice(
    _ runs: [JobRun], on place: Int, waiting: Double = 0.05, timeout: Duration? = nil
  ) -> SizeAdvice {
    SizeAdvisor().advice(
      for: Example.row(ladder[place].labels), of: Example.job(timeout: timeout), current: ladder[place],
      ladder: ladder, runs: runs,
      context: AdvisingContext(
        now: SyntheticJob.time(after: runs.count), visibility: .private,
        preferences: AdvisingPreferences(dollarsPerWaitingMinute: waiting)))
  }

  private func reason(_ advice: SizeAdvice) throws -> KeepReason {
    guard case .keep(let reason) = advice else {
      Issue.record("no reason to keep: \(advice)")
      throw CancellationError()
    }
    return reason
  }

  @Test func `a full machine that was the only one seen earns a trial of a larger one`() throws {
    let reason = try reason(advice(runs(12, on: 0, seconds: 1200, average: 1.9), on: 0))
    let trial = try #require(reason.trial)
    #expect((trial.machine.cpus ?? 0) > 2)
    #expect(trial.runs == 3 && trial.savingPerRun.low < 0 && trial.savingPerRun.high > 0)
    #expect((0.1...0.9).contains(trial.chance))
    #expect(reason.sentence.contains("3 runs on \(trial.machine.described) would settle it"))
  }

  @Test
  func `no trial of a job that releases, nor of one that may cost more than the budget, unless allowed`()
    throws
  {
    let runs = runs(12, on: 0, seconds: 1200, average: 1.9)
    var job = Example.job()
    job.traits = [.release]
    func trial(_ job: JobDefinition, _ policy: RunnerSizePolicy) throws -> SizeTrial? {
      try reason(
        SizeAdvisor(policy: policy).advice(
          for: Example.row(ladder[0].labels), of: job, current: ladder[0], ladder: ladder, runs: runs,
          context: AdvisingContext(
            now: SyntheticJob.time(after: runs.count), visibility: .private,
            preferences: AdvisingPreferences(dollarsPerWaitingMinute: 0.05)))
      ).trial
    }
    var policy = RunnerSizePolicy()
    #expect(try trial(job, policy) == nil)
    policy.trials.allowsReleaseJobs = true
    #expect(try trial(job, policy) != nil)
    policy.trials.budget = Money(nanodollars: 1)
    #expect(try trial(Example.job(), policy) == nil)
  }

  private func decision(
    _ runs: [JobRun], on place: Int, protected: Bool? = false, trials: Int = 0, spent: Double = 0,
    timeout: Duration? = nil, waiting: Double = 0.05
  ) throws -> TrialDecision {
    SizeAdvisor().trial(
      for: Example.row(ladder[place].labels), of: Example.job(timeout: timeout), current: ladder[place],
      ladder: ladder, runs: runs,
      in: TrialSituation(
        isProtectedBranch: protected, recentRuns: 40, recentTrials: trials,
        spent: try #require(Money(dollars: spent))),
      context: AdvisingContext(
        now: SyntheticJob.time(after: runs.count), visibility: .private,
        preferences: AdvisingPreferences(dollarsPerWaitingMinute: waiting)))
  }

  @Test func `a run serves as the trial that advice names, unless its own situation forbids it`() throws {
    let runs = runs(12, on: 0, seconds: 1200, average: 1.9)
    let named = try #require(try reason(advice(runs, on: 0)).trial)
    #expect(try decision(runs, on: 0) == .attempt(named))
    #expect(try decision(runs, on: 0, protected: nil) == .forbidden(.protectedBranch))
    #expect(try decision(runs, on: 0, trials: 4) == .forbidden(.share))
    #expect(try decision(runs, on: 0, spent: 5) == .forbidden(.money))
    // Nothing is left of the budget for what costs more than today.
    #expect(try decision(runs, on: 0, spent: 4.9999) == .forbidden(.money))
  }

  @Test func `no run is a trial where nothing is known, nothing fits, or the choice is plain`() throws {
    func code(_ runs: [JobRun], on place: Int) throws -> String? {
      guard case .unwanted(let advice) = try decision(runs, on: place) else { return nil }
      guard case .keep(let reason) = advice else { return "change" }
      return reason.code
    }
    #expect(try code([], on: 0) == "too-few-runs")
    #expect(try code(runs(12, on: 4, seconds: 600, average: 31, peakGiB: 100), on: 4) == "nothing-fits")
    let idle = runs(12, on: 0, seconds: 600, average: 0.8) { $0.use?.peakCPUs = 1 }
    #expect(try code(idle, on: 0) == "best-already")
    let wasteful = runs(12, on: 2, seconds: 600, average: 0.8) { $0.use?.peakCPUs = 1 }
    #expect(try code(wasteful, on: 2) == "change")
  }

  @Test func `a trial tells of the sizes beside it, and is worth nothing where all agree`() throws {
    let state = { (runs: [JobRun]) in
      JobState(runs, now: SyntheticJob.time(after: runs.count)) { run in
        (run.cpus, run.memory)
      }
    }
    func options(_ runs: [JobRun], waiting: Double) throws -> [SizeOption] {
      let forecasts = SizeForecaster(state(runs)).forecasts(for: ladder).compactMap(\.self)
      return forecasts.dropFirst().compactMap {
        SizeOption($0, against: forecasts[0], dollarsPerWaitingMinute: waiting)
      }
    }
    let open = try options(runs(12, on: 0, seconds: 1200, average: 1.9), waiting: 0.05)
    let together = TrialWorth(options: open, least: 0.01, runs: 3, horizon: 100)
    let alone = TrialWorth(options: [open[0]], least: 0.01, runs: 3, horizon: 100)
    #expect(together.worth(of: open[0]) > alone.worth(of: open[0]) && alone.worth(of: open[0]) > 0)
    // A trial longer than the job lives teaches nobody.
    #expect(TrialWorth(options: open, least: 0.01, runs: 3, horizon: 3).best { _ in true } == nil)
    let serial = try options(
      runs(30, on: 0, seconds: 1200, average: 0.5) { $0.use?.peakCPUs = 0.6 }, waiting: 0.0)
    #expect(TrialWorth(options: serial, least: 0.01, runs: 3, horizon: 100).best { _ in true } == nil)
  }

  @Test func `once tried, the size is taken or never tried again`() throws {
    let before = runs(12, on: 0, seconds: 1200, average: 1.9)
    let size = try #require(try reason(advice(before, on: 0)).trial?.machine)
    let place = try #require(ladder.firstIndex { $0.label == size.label })
    let cpus = try #require(size.cpus)
    let gains = before + runs(3, on: place, seconds: 1200 * 2.2 / cpus, average: cpus * 0.9, first: 12)
    guard case .change = advice(gains, on: 0) else {
      Issue.record("a size four times as fast is not taken")
      return
    }
    let same = before + runs(3, on: place, seconds: 1190, average: 1.9, first: 12)
    #expect(try reason(advice(same, on: 0)).trial?.machine.label != size.label)
  }

  @Test func `an idle machine needs no trial, nor does a size that the memory forbids get one`() throws {
    let idle = try reason(advice(runs(12, on: 0, seconds: 600, average: 0.8) { $0.use?.peakCPUs = 1 }, on: 0))
    #expect(idle.code == "best-already" && idle.trial == nil)
    let full = runs(12, on: 4, seconds: 600, average: 31, peakGiB: 100)
    #expect(try reason(advice(full, on: 4)).trial == nil)
  }

  @Test func `three runs are trusted less with memory than thirty`() {
    // 6.4 GiB of 8 are within the floor's 15 %, and beyond what so few runs can promise.
    let few = advice(runs(3, on: 2, seconds: 600, average: 0.9, peakGiB: 6.4) { $0.use?.peakCPUs = 1 }, on: 2)
    let many = advice(
      runs(30, on: 2, seconds: 600, average: 0.9, peakGiB: 6.4) { $0.use?.peakCPUs = 1 }, on: 2)
    let cpus = { (advice: SizeAdvice) -> Double? in
      guard case .change(let suggestion) = advice, case .runner(let move) = suggestion.change else {
        return nil
      }
      return move.to.cpus
    }
    #expect(cpus(few) == 4)
    #expect(cpus(many) == 2)
  }

  @Test func `time in the queue counts where it is known of both sizes`() throws {
    let queued = { (seconds: Double) in
      { (run: inout JobRun) in run.queuedAt = run.startedAt?.addingTimeInterval(-seconds) }
    }
    let history = { (small: Double) in
      runs(8, on: 0, seconds: 610, average: 0.9, edit: queued(small))
        + runs(8, on: 1, seconds: 600, average: 0.9, first: 8, edit: queued(0))
    }
    guard case .change = advice(history(0), on: 1, waiting: 0.02) else {
      Issue.record("half the price is not taken")
      return
    }
    #expect(try reason(advice(history(1800), on: 1, waiting: 0.02)).code == "best-already")
    let predictions = SizeAdvisor().ladder(
      for: Example.row(ladder[1].labels), of: Example.job(), current: ladder[1], ladder: ladder,
      runs: history(1800), context: AdvisingContext(now: SyntheticJob.time(after: 16)))
    #expect(predictions.map { $0.queueSeconds?.rounded() } == [1800, 0, nil, nil, nil])
    // What nobody waited for counts as today's, so that it looks no better for it.
    #expect(predictions.map { $0.countedQueueSeconds.rounded() } == [1800, 0, 0, 0, 0])
    let fromSmall = SizeAdvisor().ladder(
      for: Example.row(ladder[0].labels), of: Example.job(), current: ladder[0], ladder: ladder,
      runs: history(1800), context: AdvisingContext(now: SyntheticJob.time(after: 16)))
    #expect(fromSmall.map { $0.countedQueueSeconds.rounded() } == [1800, 0, 1800, 1800, 1800])
  }

  @Test func `risks are stated for every size`() throws {
    let history = runs(12, on: 2, seconds: 600, average: 6.5, peakGiB: 6) { $0.use?.peakDiskUse = 0.5 }
    let predictions = SizeAdvisor().ladder(
      for: Example.row(ladder[2].labels), of: Example.job(timeout: .seconds(900)), current: ladder[2],
      ladder: ladder, runs: history, context: AdvisingContext(now: SyntheticJob.time(after: 12)))
    let memory = predictions.compactMap(\.outOfMemory)
    #expect(memory.count == 5 && memory == memory.sorted(by: >))
    let timeouts = predictions.map(\.timeout)
    #expect(timeouts[0] > 0.9 && timeouts[1] > 0.3 && timeouts.dropFirst(2).allSatisfy { $0 < 0.01 })
    #expect(predictions[0].objection?.contains("time limit") == true)
    #expect(predictions.allSatisfy { ($0.outOfDisk ?? 1) < 0.001 })
  }
}
