import Foundation
import Testing

@testable import InfraMindCore

@Suite struct MonthlyRunsTests {
  private let now = SyntheticJob.now

  private func run(daysAgo: Double, _ conclusion: JobConclusion = .success, fork: Bool = false) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(daysAgo)",
      conclusion: conclusion)
    run.startedAt = now.addingTimeInterval(-86_400 * daysAgo)
    run.isFromFork = fork
    return run
  }

  @Test func `two runs a day are about 61 a month`() throws {
    let monthly = try #require(MonthlyRuns((0...60).map { run(daysAgo: Double($0) / 2) }, now: now))
    #expect(abs(monthly.perMonth - 60 / 30 * 365.25 / 12) < 1e-9)
    #expect(monthly.standardError < 12)
  }

  @Test func `failed runs count, since they are billed, and skipped ones and forks do not`() throws {
    let runs = [
      run(daysAgo: 10), run(daysAgo: 5, .failure), run(daysAgo: 4, .skipped), run(daysAgo: 3, fork: true),
    ]
    #expect(abs(try #require(MonthlyRuns(runs, now: now)).perMonth - 0.1 * 365.25 / 12) < 1e-9)
  }

  @Test func `less than a week says nothing of a month`() {
    #expect(MonthlyRuns([run(daysAgo: 6), run(daysAgo: 1)], now: now) == nil)
    #expect(MonthlyRuns([], now: now) == nil)
    #expect(MonthlyRuns([run(daysAgo: -3)], now: now) == nil)
  }

  @Test func `bursts widen the error`() throws {
    let even = try #require(MonthlyRuns((0...30).map { run(daysAgo: Double($0)) }, now: now))
    let bursts = (0...29).map { run(daysAgo: $0 < 15 ? 3 : 20) } + [run(daysAgo: 30)]
    #expect(try #require(MonthlyRuns(bursts, now: now)).standardError > 2 * even.standardError)
  }
}
