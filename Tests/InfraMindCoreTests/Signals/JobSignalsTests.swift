import Foundation
import Testing

@testable import InfraMindCore

@Suite struct JobSignalsTests {
  private static let start = Date(timeIntervalSince1970: 1_790_000_000)

  private func run(
    _ number: Int, seconds: Double = 300, commit: String? = nil, _ conclusion: JobConclusion = .success,
    step: Double? = nil, isFromFork: Bool = false
  ) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "acme/shop", pipeline: "ci.yml", job: "test", run: "\(number)",
      conclusion: conclusion)
    run.name = "test"
    run.headCommit = commit ?? "c\(number)"
    run.branch = "main"
    run.startedAt = Self.start + Double(number) * 3600
    run.finishedAt = run.startedAt.map { $0 + seconds }
    run.isFromFork = isFromFork
    if let step {
      run.steps = [
        StepRun(
          name: "unit", startedAt: run.startedAt, finishedAt: run.startedAt.map { $0 + step },
          conclusion: .success)
      ]
    }
    return run
  }

  private func signals(_ run: JobRun, _ earlier: [JobRun]) -> JobSignals? {
    RunAnalyzer().analysis(of: [run], beside: earlier).jobs.first?.signals
  }

  @Test func `a slow run and its slow step are told, with what is usual`() throws {
    let earlier = (0..<40).map { run($0, step: 100) }
    let signals = try #require(self.signals(run(40, seconds: 630, step: 430), earlier))
    #expect(signals.slow?.usual == .seconds(300))
    #expect(abs((signals.slow?.ratio ?? 0) - 2.1) < 1e-5)
    #expect(signals.slowSteps.map(\.name) == ["unit"])
    #expect(signals.shift == nil)
    #expect(self.signals(run(40, step: 100), earlier)?.slow == nil)
  }

  @Test func `a failed run is not slow, and teaches nothing`() throws {
    let earlier = (0..<40).map { run($0) } + (40..<60).map { run($0, seconds: 3000, .failure) }
    #expect(signals(run(60, seconds: 3000, .failure), earlier)?.slow == nil)
    #expect(signals(run(60, seconds: 700), earlier)?.slow != nil)
  }

  @Test func `runs of forks change nothing, however many there are`() {
    let own = (0..<120).map { run($0) }
    let hostile = (0..<500).map { number in
      run(
        number % 120, seconds: 1500, number.isMultiple(of: 2) ? .failure : .success, isFromFork: true)
    }
    for seconds in [300.0, 700] {
      let alone = signals(run(120, seconds: seconds), own)
      #expect(signals(run(120, seconds: seconds), own + hostile) == alone)
    }
  }

  @Test func `a lasting change names the commits between which it began`() throws {
    let earlier = (0..<120).map { run($0) } + (120..<126).map { run($0, seconds: 366) }
    let shift = try #require(signals(run(126, seconds: 366), earlier)?.shift)
    #expect(abs(shift.ratio - 1.22) < 0.001)
    #expect(shift.likeliest.commit == "c120")
    let (first, last) = (try #require(Int(shift.first.run)), try #require(Int(shift.last.run)))
    #expect((115...120).contains(first) && (120...121).contains(last))
    #expect(shift.before?.commit == "c\(first - 1)")
    #expect(shift.candidates == last - first + 1)
  }

  // MARK: - Flaky

  @Test func `both outcomes on one commit count once, and retries by what came next`() throws {
    let runs = [
      run(0, commit: "a"), run(1, commit: "b", .failure), run(2, commit: "b"), run(3, commit: "c", .failure),
      run(4, commit: "c", .timedOut), run(5, commit: "d", .cancelled), run(6, commit: "e", .failure),
    ]
    let rate = FlakyLedger(runs.shuffled()).rate
    #expect(rate == FlakyRate(commits: 4, repeated: 2, flaky: 1, retriedFailures: 2, passedOnRetry: 1))
    #expect(abs(FlakyLedger(runs).chanceOnRetry(nil) - (1 + 4 * 0.33) / 6) < 1e-12)
    // No evidence of its kind: the job's own rate.
    #expect(FlakyLedger(runs).chanceOnRetry(.outOfMemory) == FlakyLedger(runs).chanceOnRetry(nil))
    let timeouts = FlakyLedger(runs + [run(7, commit: "f", .timedOut), run(8, commit: "f")])
    let job = (2 + 4 * 0.33) / 7
    #expect(abs(timeouts.chanceOnRetry(.timeout) - (1 + 4 * job) / 5) < 1e-12)
  }

  @Test func `only a failure has a chance on a second try`() throws {
    let earlier = (0..<10).map { run($0) }
    #expect(signals(run(10), earlier)?.chanceOnRetry == nil)
    #expect(abs(try #require(signals(run(10, .failure), earlier)?.chanceOnRetry) - 0.33) < 1e-12)
  }

  @Test func `the interval of 3 in 40 is Wilson's`() throws {
    let interval = try #require(FlakyRate.wilson(3, of: 40))
    #expect(abs(interval.low - 0.030370) < 1e-5)
    #expect(abs(interval.high - 0.173484) < 1e-5)
    #expect(FlakyRate.wilson(0, of: 0) == nil)
    #expect(FlakyRate.wilson(0, of: 9)?.low == 0)
    #expect(FlakyRate.wilson(9, of: 9)?.high == 1)
  }
}
