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

  private func monthly(_ runs: [JobRun]) -> MonthlyRuns? {
    MonthlyRuns(JobState(runs, now: now) { _ in nil }.counts, now: now)
  }

  @Test func `two runs a day are about 61 a month`() throws {
    let found = try #require(monthly((0...60).map { run(daysAgo: Double($0) / 2) }))
    #expect(abs(found.perMonth - 60 / 30 * 365.25 / 12) < 1e-3)
    #expect(found.standardError < 12)
  }

  @Test func `failed runs count, since they are billed, and skipped ones and forks do not`() throws {
    let runs = [
      run(daysAgo: 10), run(daysAgo: 5, .failure), run(daysAgo: 4, .skipped), run(daysAgo: 3, fork: true),
    ]
    #expect(abs(try #require(monthly(runs)).perMonth - 0.1 * 365.25 / 12) < 1e-3)
  }

  @Test func `less than a week says nothing of a month`() {
    #expect(monthly([run(daysAgo: 6), run(daysAgo: 1)]) == nil)
    #expect(monthly([]) == nil)
    #expect(monthly([run(daysAgo: -3)]) == nil)
  }

  @Test func `bursts widen the error`() throws {
    let even = try #require(monthly((0...30).map { run(daysAgo: Double($0)) }))
    let bursts = (0...29).map { run(daysAgo: $0 < 15 ? 3 : 20) } + [run(daysAgo: 30)]
    #expect(try #require(monthly(bursts)).standardError > 2 * even.standardError)
  }
}
