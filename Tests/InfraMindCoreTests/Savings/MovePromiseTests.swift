import Foundation
import Testing

@testable import InfraMindCore

@Suite struct MovePromiseTests {
  private static let ladder = SyntheticJob.ladder
  private static let large = ladder[2]
  private static let small = ladder[0]
  private static let moved = SyntheticJob.now

  /// Twenty runs of some ten minutes on 8 vCPU, of which one is busy.
  private static let before = (0..<20).map { run(day: Double($0) / 2 - 11, large, 595 + Double($0 * 7 % 11)) }

  private static func run(day: Double, _ machine: Runner, _ seconds: Double, isMeasured: Bool = true)
    -> JobRun
  {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(day)",
      conclusion: .success)
    run.startedAt = moved.addingTimeInterval(86_400 * day)
    run.finishedAt = run.startedAt?.addingTimeInterval(seconds)
    run.runnerLabels = machine.labels
    run.cpus = machine.cpus
    run.memory = machine.memory
    if isMeasured {
      run.use = ResourceUse(averageCPUs: 0.9, peakCPUs: 1, peakMemory: MemorySize(gibibytes: 3))
    }
    return run
  }

  private static func since(_ seconds: Double) -> [JobRun] {
    (0..<8).map { run(day: Double($0) / 2, small, seconds + Double($0 * 5 % 7)) }
  }

  private static func promise(_ runs: [JobRun]) -> MovePromise? {
    SizeAdvisor().promise(
      for: Example.row(small.labels), of: Example.job(), from: large, to: small, ladder: ladder, runs: runs,
      context: AdvisingContext(now: moved, seed: 1, visibility: .private))
  }

  private static func receipt(_ runs: [JobRun]) throws -> MoveReceipt {
    try #require(
      MoveReceipt(runs, now: moved.addingTimeInterval(86_400 * 10)) { run in
        ladder.first { $0.answers(to: run.runnerLabels) }
      })
  }

  @Test func `a job that uses one of eight vCPUs is promised the bill of two, for about the same time`()
    throws
  {
    let promise = try #require(Self.promise(Self.before))
    #expect(abs(promise.secondsPerRun.middle) < 60)
    let dollars = try #require(promise.dollarsPerRun)
    #expect(dollars.low > 0 && abs(dollars.middle - 10 * (0.022 - 0.006)) < 0.03)
  }

  @Test func `runs since say nothing of what was promised`() {
    #expect(Self.promise(Self.before + Self.since(6000)) == Self.promise(Self.before))
  }

  @Test(arguments: [(600.0, MovePromise.Outcome.kept), (3000, .missed), (60, .exceeded)])
  func `what came is held against it`(_ seconds: Double, _ outcome: MovePromise.Outcome) throws {
    let runs = Self.before + Self.since(seconds)
    let promise = try #require(Self.promise(runs))
    #expect(try promise.outcome(of: Self.receipt(runs), perMinute: 0.02) == outcome)
  }

  @Test func `without prices and a value of time, seconds are compared`() throws {
    let promise = MovePromise(secondsPerRun: Interval(low: 100, middle: 120, high: 140), dollarsPerRun: nil)
    let receipt = try Self.receipt(Self.before + Self.since(600))
    #expect(promise.outcome(of: receipt, perMinute: 0) == .missed)
  }

  @Test func `runs that tell nothing of other sizes promise nothing`() {
    let silent = Self.before.map { run in
      var run = run
      run.use = nil
      return run
    }
    #expect(Self.promise(silent) == nil && Self.promise([]) == nil)
  }
}
