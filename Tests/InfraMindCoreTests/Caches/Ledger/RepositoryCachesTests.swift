import Foundation
import Testing

@testable import InfraMindCore

@Suite struct RepositoryCachesTests {
  /// One job writes what another restores; a third writes what nobody asks for.
  private var runs: [JobRun] {
    (0..<30).flatMap { number -> [JobRun] in
      let hours = Double(number) * 6
      let key = LedgerRun.key(number / 3)
      let isNew = number % 3 == 0
      let build = LedgerRun.make(
        number, hours: hours,
        [LedgerRun.event(.save, "artifacts-\(number)-x", seconds: 20, bytes: 300_000_000)], job: "pack")
      let test = LedgerRun.make(
        100 + number, hours: hours + 1,
        [LedgerRun.event(isNew ? .miss : .hit, key, seconds: 4)]
          + (isNew ? [LedgerRun.event(.save, key, seconds: 5)] : []),
        install: isNew ? 90 : 5, job: "test")
      let lint = LedgerRun.make(
        200 + number, hours: hours + 2, [LedgerRun.event(.hit, key, seconds: 4)], install: 5, job: "lint")
      return [build, test, lint]
    }
  }

  @Test func `a cache that nobody restores is found only where all jobs are known, and told with its writer`()
    throws
  {
    let known = try #require(RepositoryCaches(runs, platform: .gitHubActions, coversAllJobs: true))
    let unread = try #require(known.judged.first { $0.key.hasPrefix("artifacts-") })
    #expect(unread.verdict.kind == .delete)
    #expect(unread.jobs.map(\.job) == ["pack"])
    #expect(known.told(with: runs.filter { $0.job == "pack" }).map(\.verdict.kind) == [.delete])
    let partly = try #require(RepositoryCaches(runs, platform: .gitHubActions, coversAllJobs: false))
    #expect(partly.judged.first { $0.key.hasPrefix("artifacts-") }?.verdict.kind == .undecided)
  }

  @Test func `a cache of several jobs is told once, with the one that used it last`() throws {
    let caches = try #require(RepositoryCaches(runs, platform: .gitHubActions, coversAllJobs: true))
    let shared = try #require(caches.judged.first { $0.key.hasPrefix("npm-") })
    #expect(shared.jobs.map(\.job) == ["lint", "test"])
    #expect(caches.told(with: runs.filter { $0.job == "lint" }).contains(shared))
    #expect(!caches.told(with: runs.filter { $0.job == "test" }).contains(shared))
  }

  @Test func `runs of forks, runs without caches and platforms without rules say nothing`() {
    let forks = runs.map { run in
      var run = run
      run.isFromFork = true
      return run
    }
    #expect(RepositoryCaches(forks, platform: .gitHubActions, coversAllJobs: true) == nil)
    #expect(RepositoryCaches([], platform: .gitHubActions, coversAllJobs: true) == nil)
    #expect(
      RepositoryCaches(runs + forks, platform: .gitHubActions, coversAllJobs: true)
        == RepositoryCaches(runs, platform: .gitHubActions, coversAllJobs: true))
  }
}
