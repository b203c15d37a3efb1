import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CacheJudgeTests {
  private typealias Kind = CacheVerdict.Kind

  private func verdict(
    _ runs: [JobRun], rules: CacheStoreRules = .gitHub, all: Bool = true, of family: String? = nil
  ) throws -> CacheVerdict {
    let ledger = CacheLedger(runs, defaultBranch: "main")
    let verdicts = CacheJudge(ledger, rules: rules, coversAllJobs: all).verdicts()
    return try #require(verdicts.first { family.map($0.family.text.hasPrefix) ?? true })
  }

  /// Runs an hour apart; `hit` says which find the lockfile's key.
  private func runs(
    _ count: Int = 40, restore: Double = 5, saved: Double = 40, every: Double = 1,
    bytes: Int64? = 100_000_000,
    key: @escaping (Int) -> String = { LedgerRun.key($0 / 4) }, job: String = "test",
    branch: @escaping (Int) -> String = { _ in "main" }, isHit: (Int) -> Bool = { $0 % 4 != 0 }
  ) -> [JobRun] {
    (0..<count).map { number in
      let hit = isHit(number)
      let events =
        hit
        ? [LedgerRun.event(.hit, key(number), seconds: restore, bytes: bytes)]
        : [
          LedgerRun.event(.miss, key(number)), LedgerRun.event(.save, key(number), seconds: 4, bytes: bytes),
        ]
      return LedgerRun.make(
        number, hours: Double(number) * every, events, install: hit ? 60 - saved : 60, job: job,
        branch: branch(number))
    }
  }

  @Test func `a cache that pays is kept`() throws {
    let verdict = try verdict(runs { _ in LedgerRun.key(1) })
    #expect(verdict.kind == Kind.keep)
    #expect(verdict.evidence[0] == "Of 40 runs 75 % found their key, 0 % another entry, 25 % nothing.")
  }

  @Test func `the commit in the key is said`() throws {
    let none = runs(
      12, key: { "npm-" + (LedgerRun.make($0, hours: 0, []).headCommit ?? "") }, isHit: { _ in false })
    let verdict = try verdict(none)
    #expect(verdict.kind == .fixKey && verdict.fault == .holdsCommit && verdict.isLosing)
    #expect(
      verdict.evidence.prefix(2) == [
        "None of 12 runs found an entry.", "Its key contains the commit, which no later run has.",
      ])
  }

  @Test func `the run's id in the key is said`() throws {
    let verdict = try verdict(runs(12, key: { "npm-\(700_000 + $0)" }, isHit: { _ in false }))
    #expect(verdict.kind == .fixKey && verdict.fault == .holdsRun)
  }

  @Test func `a key that is new every time for reasons of its own is said`() throws {
    let verdict = try verdict(runs(12, key: { LedgerRun.key($0) }, isHit: { _ in false }))
    #expect(verdict.kind == .fixKey && verdict.fault == .isNewEveryTime)
  }

  @Test func `a key that nobody writes is said`() throws {
    let silent = runs(12, key: { _ in LedgerRun.key(1) }, isHit: { _ in false }).map { run in
      var run = run
      run.cacheEvents.removeAll { $0.kind == .save }
      return run
    }
    #expect(try verdict(silent).fault == .isNeverWritten)
  }

  @Test func `restoring that takes longer than it saves is a reason to remove it`() throws {
    let verdict = try verdict(runs(restore: 50, saved: 10))
    #expect(verdict.kind == .delete && verdict.isLosing)
    // 30 hits lose 40 s each, 10 entries take 4 s to write, in 39 hours.
    let gain = try #require(verdict.secondsPerDay)
    #expect(abs(gain.middle - (30 * 40 + 10 * 4) * 24 / 39) < 20)
  }

  @Test func `a key that never changes and saves no more is to be made of the lockfile`() throws {
    let verdict = try verdict(runs(restore: 15, saved: 3, key: { _ in "npm-Linux" }))
    #expect(verdict.kind == .fixKey && verdict.fault == .isNeverRenewed)
    // Where the last one to write wins, such a key is renewed.
    #expect(
      try self.verdict(runs(restore: 15, saved: 3, key: { _ in "npm-Linux" }), rules: .gitLab).kind == .delete
    )
  }

  @Test func `a cache that nobody restores goes, if all jobs are known`() throws {
    let written = (0..<8).map {
      LedgerRun.make(
        $0, hours: Double($0), [LedgerRun.event(.save, LedgerRun.key($0), seconds: 6, bytes: 1_000_000)])
    }
    let verdict = try verdict(written)
    #expect(verdict.kind == .delete && verdict.isLosing)
    #expect(abs((verdict.secondsPerDay?.middle ?? 0) - 8 * 6 * 24 / 7) < 1e-6)
    #expect(try self.verdict(written, all: false).kind == .undecided)
  }

  @Test func `a new lockfile that finds nothing asks for a fallback`() throws {
    let verdict = try verdict(runs())
    #expect(verdict.kind == .fixKey && verdict.fault == .lacksFallback && !verdict.isLosing)
    #expect(try self.verdict(runs(), rules: .gitLab).kind == .keep)
  }

  @Test func `an entry that expires between runs is to be kept warm`() throws {
    // Every eighth day, and GitHub drops what was not used for seven; in between three runs on one day.
    let rare = (0..<40).map { number in
      let first = number % 4 == 0
      let key = LedgerRun.key(1)
      return LedgerRun.make(
        number, hours: Double(number / 4) * 192 + Double(number % 4),
        first
          ? [LedgerRun.event(.miss, key), LedgerRun.event(.save, key, seconds: 4, bytes: 1000)]
          : [LedgerRun.event(.hit, key, seconds: 5, bytes: 1000)], install: first ? 60 : 20)
    }
    #expect(try verdict(rare).kind == .warmUp)
  }

  @Test func `a job that gains nothing should not share`() throws {
    let served = runs(key: { _ in LedgerRun.key(1) }, job: "build")
    let unserved = runs(restore: 12, saved: 2, key: { _ in LedgerRun.key(1) }, job: "lint")
    #expect(try verdict(served + unserved).kind == .split)
  }

  @Test func `an entry that takes half its saving to restore should be smaller`() throws {
    let verdict = try verdict(
      runs(restore: 20, saved: 40, bytes: 900_000_000, key: { _ in LedgerRun.key(1) }))
    #expect(verdict.kind == .shrinkPaths)
  }

  @Test func `two families of one size for different jobs should be one`() throws {
    let left = runs(key: { _ in LedgerRun.key(1, tool: "npm-build") }, job: "build")
    let right = runs(key: { _ in LedgerRun.key(1, tool: "npm-tests") }, job: "tests")
    #expect(try verdict(left + right, of: "npm-tests").kind == .share)
    #expect(try verdict(left + right, of: "npm-build").kind == .keep)
  }

  @Test func `what is always found is tried without`() throws {
    let verdict = try verdict(runs(restore: 10, key: { _ in LedgerRun.key(1) }, isHit: { $0 > 0 }))
    #expect(verdict.kind == .tryWithout)
    #expect(verdict.changedBy == "Every second run without it, 6 in all of each job, would tell.")
  }

  @Test func `what many runs with and without do not show to pay is put aside, one that pays is not`() throws
  {
    // Two runs of five miss, and an entry saves what restoring takes: no difference, however long one looks.
    let even = runs(150, restore: 12, saved: 12, key: { _ in LedgerRun.key(1) }, isHit: { $0 % 5 > 1 })
    #expect(try verdict(even).kind == .putAside)
    #expect(try !verdict(even).isLosing)
    let good = runs(150, restore: 12, saved: 40, key: { _ in LedgerRun.key(1) }, isHit: { $0 % 5 > 1 })
    #expect(try verdict(good).kind != .putAside)
    // Of few runs nothing is said.
    let few = runs(20, restore: 12, saved: 12, key: { _ in LedgerRun.key(1) }, isHit: { $0 % 5 > 1 })
    #expect(try verdict(few).kind != .putAside)
  }

  @Test func `writing on branches that never profit is left to the default branch`() throws {
    // Every third run is of a pull request that changes the lockfile and is never pushed to again.
    let mixed = runs(
      60, every: 0.5, key: { $0 % 3 == 1 ? LedgerRun.key(100 + $0) : LedgerRun.key(1) },
      branch: { $0 % 3 == 1 ? "change-\($0)" : "main" }, isHit: { $0 % 3 != 1 && $0 > 0 })
    let costly = mixed.map { run in
      var run = run
      for index in run.cacheEvents.indices where run.cacheEvents[index].kind == .save {
        run.cacheEvents[index].duration = .seconds(30)
      }
      return run
    }
    let verdict = try verdict(costly)
    #expect(verdict.kind == .saveOnDefaultBranch)
  }

  @Test func `under the limit the more useful cache for its place stays, the other moves`() throws {
    let big: Int64 = 6_000_000_000
    let good = runs(saved: 50, bytes: big, key: { _ in LedgerRun.key(1, tool: "good") })
    let poor = runs(saved: 12, bytes: big, key: { _ in LedgerRun.key(1, tool: "poor") }, job: "other")
    #expect(try verdict(good + poor, of: "poor").kind == .moveToObjectStorage)
    #expect(try verdict(good + poor, of: "good").kind == .keep)
    #expect(try verdict(good + poor, rules: .circleCI, of: "poor").kind == .keep)
  }

  @Test func `nine runs say nothing`() throws {
    #expect(try verdict(runs(9)).kind == .undecided)
    #expect(
      CacheJudge(CacheLedger(defaultBranch: nil), rules: .gitHub, coversAllJobs: true).verdicts().isEmpty)
  }
}
