import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CacheLedgerTests {
  @Test(arguments: [
    ("npm-Linux-4f2a90bc", "npm-Linux-*"),
    ("setup-go-Linux-x64-go-1.22.1-77e01d3a", "setup-go-Linux-x64-go-*.*.*-*"),
    ("gradle-1", "gradle-*"), ("v1-deps-8vYFm2kQe7Zl0pTnXw3RbA9cJd5sHu1iGoK4yLqEfMU=", "v1-deps-*"), ("", ""),
    ("deadbeef", "*"), ("cafe", "cafe"),
  ])
  func `a family is a key without digests and numbers`(_ key: String, _ family: String) {
    #expect(CacheFamily(of: key).text == family)
  }

  @Test func `commit, run and branch are taken out of a key and remembered`() {
    let run = LedgerRun.make(1, hours: 0, [], branch: "feature/login")
    let family = CacheFamily(of: "npm-feature-login-\(run.headCommit ?? "")-700001", in: run)
    #expect(family.text == "npm-*-*-*")
    #expect(family.traits.isSuperset(of: [.commit, .run, .branch]))
    #expect(
      CacheFamily(of: "npm-mainframe", in: LedgerRun.make(1, hours: 0, [], branch: "x")).text
        == "npm-mainframe")
  }

  /// Ten hits of 20 s, ten misses of 60 s: an entry saves 40 s; restoring takes 5 s, writing 8 s.
  private var history: [JobRun] {
    (0..<20).map { number in
      let isHit = number % 2 == 0
      let key = LedgerRun.key(number / 2)
      let events =
        isHit
        ? [LedgerRun.event(.hit, key, seconds: 5, bytes: 100_000_000)]
        : [LedgerRun.event(.miss, key), LedgerRun.event(.save, key, seconds: 8, bytes: 100_000_000)]
      return LedgerRun.make(number, hours: Double(number), events, install: isHit ? 20 : 60)
    }
  }

  @Test func `rates, seconds and bytes are as booked`() throws {
    let ledger = CacheLedger(history, defaultBranch: "main")
    let balance = try #require(ledger.balances(.gitHub).first)
    let account = balance.account
    #expect((account.hits, account.partials, account.misses, account.saves) == (10, 0, 10, 10))
    #expect(account.hitRate == 0.5 && account.missRate == 0.5 && account.partialRate == 0)
    #expect(balance.secondsRestoring == 5 && balance.secondsSaving == 8 && account.meanBytes == 1e8)
    let saved = try #require(balance.savedByHit)
    #expect(abs(saved.middle - 40) < 0.5 && saved.low > 39 && saved.high < 41)
    // (10 hits × (40 − 5) s − 10 × 8 s) in 19 hours.
    let net = try #require(balance.netPerDay)
    #expect(abs(net.middle - 270 * 24 / 19) < 10)
  }

  @Test func `without steps the job's time tells, less surely`() throws {
    let bare = history.map { run in
      var run = run
      run.steps = []
      return run
    }
    let saved = try #require(CacheLedger(bare, defaultBranch: nil).balances(.gitHub).first?.savedByHit)
    #expect(saved.low < 40 && saved.high > 40 && saved.high - saved.low > 2)
  }

  @Test
  func `what a step costs goes to the cache that moves it, not to one that missed now and then as well`()
    throws
  {
    // npm saves 40 s of `install`; the other cache saves nothing, and misses in half of npm's misses and some
    // more.
    let runs = (0..<60).map { number in
      let npm = number % 3 != 0
      let other = number % 4 != 0
      return LedgerRun.make(
        number, hours: Double(number),
        [
          LedgerRun.event(npm ? .hit : .miss, LedgerRun.key(1), seconds: npm ? 2 : nil),
          LedgerRun.event(other ? .hit : .miss, "other-Linux", seconds: other ? 2 : nil),
        ], install: (npm ? 20 : 60) + Double(number % 5))
    }
    let balances = CacheLedger(runs, defaultBranch: nil).balances(.gitHub)
    let npm = try #require(balances.first { $0.family.text.hasPrefix("npm") }?.savedByHit)
    let other = try #require(balances.first { $0.family.text.hasPrefix("other") }?.savedByHit)
    #expect(abs(npm.middle - 40) < 2)
    #expect(other.low < 0.5 && abs(other.middle) < 5)
  }

  @Test func `with four misses no saving is claimed`() {
    let few =
      history.filter { !$0.cacheEvents.contains { $0.kind == .miss } }
      + history.filter { $0.cacheEvents[0].kind == .miss }.prefix(4)
    #expect(CacheLedger(few, defaultBranch: nil).balances(.gitHub).first?.savedByHit == nil)
  }

  @Test func `books merged in any order are those of the whole`() {
    let runs = history
    let whole = CacheLedger(runs, defaultBranch: "main")
    var forth = CacheLedger(Array(runs[..<7]), defaultBranch: "main")
    forth.merge(CacheLedger(Array(runs[7...]), defaultBranch: "main"))
    var back = CacheLedger(Array(runs[7...].reversed()), defaultBranch: "main")
    back.merge(CacheLedger(Array(runs[..<7]), defaultBranch: "main"))
    #expect(whole == forth && whole == back)
  }

  @Test func `twice as slow is twice the saving`() throws {
    let slow = history.map { run in
      var run = run
      let begin = run.startedAt ?? LedgerRun.start
      run.finishedAt = begin + (run.duration.map { $0 / .seconds(1) } ?? 0) * 2
      run.steps = run.steps.map {
        StepRun(
          name: $0.name, startedAt: begin,
          finishedAt: begin + ($0.duration.map { $0 / .seconds(1) } ?? 0) * 2,
          conclusion: .success)
      }
      return run
    }
    let once = try #require(CacheLedger(history, defaultBranch: nil).balances(.gitHub).first?.savedByHit)
    let twice = try #require(CacheLedger(slow, defaultBranch: nil).balances(.gitHub).first?.savedByHit)
    #expect(abs(twice.middle - 2 * once.middle) < 0.5)
  }

  @Test func `runs of forks and failed ones move no saving`() {
    var hostile = history
    for index in hostile.indices {
      hostile[index].isFromFork = true
      hostile[index].run = "fork\(index)"
      hostile[index].cacheEvents = [LedgerRun.event(.miss, "npm-Linux-\(index)")]
    }
    #expect(CacheLedger(history + hostile, defaultBranch: nil) == CacheLedger(history, defaultBranch: nil))
    let failed = history.map { run in
      var run = run
      run.conclusion = .failure
      return run
    }
    #expect(CacheLedger(failed, defaultBranch: nil).balances(.gitHub).first?.savedByHit == nil)
  }

  @Test func `made-up keys, sizes and times stay bounded and crash nothing`() {
    var ledger = CacheLedger(defaultBranch: "main")
    let huge = String(repeating: "é/", count: 50_000)
    for number in 0..<20_000 {
      let letters = String(number, radix: 26).map {
        String(UnicodeScalar(UInt8(ascii: "g") + UInt8($0.wholeNumberValue ?? 3)))
      }
      var run = LedgerRun.make(
        number, hours: 0,
        [
          LedgerRun.event(.hit, "k\(letters.joined())-\(number)x", seconds: -1e17, bytes: .min),
          LedgerRun.event(.save, number == 5 ? huge : "same", seconds: 1e18, bytes: .max),
        ])
      if number % 3 == 0 { run.startedAt = Date(timeIntervalSince1970: .infinity) }
      ledger.add(run)
    }
    #expect(ledger.accounts.count <= CacheLedger.mostFamilies)
    #expect(ledger.unbooked > 10_000)
    #expect(ledger.accounts.keys.allSatisfy { $0.text.utf8.count <= 4 * CacheFamily.longestKey })
    #expect(CacheJudge(ledger, rules: .gitHub, coversAllJobs: true).verdicts().count == ledger.accounts.count)
  }

  @Test func `money is the bill of the seconds, and what is no longer kept`() throws {
    let balance = try #require(CacheLedger(history, defaultBranch: "main").balances(.circleCI).first)
    // 10 entries of 0.1 GB in 19 hours, each kept half a month, at 0.252 $ a GB and month.
    let storage = try #require(balance.storageDollarsPerDay(.circleCI))
    #expect(abs(storage - 10 * 24 / 19 * 0.1 * 15 / (365.25 / 12) * 0.252) < 1e-6)
    #expect(balance.storageDollarsPerDay(.gitHub) == nil)
    var verdict = CacheVerdict(family: balance.family, kind: .delete, evidence: [], changedBy: "")
    let price = Money(nanodollars: 6_000_000)
    #expect(verdict.dollarsPerDay(perMinute: price) == nil)
    verdict.secondsPerDay = Interval(low: 0, middle: 600, high: 1200)
    verdict.keepingDollarsPerDay = storage
    #expect(abs(try #require(verdict.dollarsPerDay(perMinute: price)?.middle) - (0.06 + storage)) < 1e-9)
    // What stays goes on being kept.
    verdict.kind = .fixKey
    #expect(abs(try #require(verdict.dollarsPerDay(perMinute: price)?.middle) - 0.06) < 1e-9)
  }

  @Test func `what a job takes outside of its steps does not depend on the order in which steps are summed`()
    throws
  {
    var run = LedgerRun.make(1, hours: 0, [LedgerRun.event(.hit, LedgerRun.key(1))], hasSteps: false)
    let start = try #require(run.startedAt)
    run.finishedAt = start + 400_000
    // Summed one by one in single precision, the short ones would be lost behind the long one.
    run.steps = (0..<60).map { number in
      let seconds = number == 30 ? 300_000.0 : 0.011
      return StepRun(
        name: "step \(number)", startedAt: start, finishedAt: start + seconds, conclusion: .success)
    }
    let families = CacheLedger.families(of: run)
    let sample = try #require(
      CacheSample(run, families: zip(families, run.cacheEvents).map { (family: $0, event: $1) }))
    let inSteps = run.steps.reduce(0.0) { $0 + ($1.duration ?? .zero) / .seconds(1) }
    #expect(sample.rest == Float(400_000) - Float(inSteps))
  }

  /// Runs of a platform that does not tell what caches take: restoring takes 20 s, writing 50 s, and an entry saves
  /// 30 s of a step. Runs in `silent` miss and do not write.
  private func untold(silent: Set<Int>) -> [JobRun] {
    (0..<60).map { number in
      let isHit = number % 4 != 0 && !silent.contains(number)
      let writes = !isHit && !silent.contains(number)
      var events = [LedgerRun.event(isHit ? .hit : .miss, LedgerRun.key(1))]
      if writes { events.append(LedgerRun.event(.save, LedgerRun.key(1))) }
      var run = LedgerRun.make(number, hours: Double(number), events, install: isHit ? 30 : 60)
      run.finishedAt = run.finishedAt.map { $0 + (isHit ? 20 : 0) + (writes ? 50 : 0) }
      return run
    }
  }

  @Test func `what writing takes is told apart from what a hit saves by runs that miss and do not write`()
    throws
  {
    let silent: Set<Int> = [2, 7, 11, 17, 22, 31, 39, 46]
    let balance = try #require(
      CacheLedger(untold(silent: silent), defaultBranch: nil).balances(.circleCI).first)
    let saved = try #require(balance.savedByHit)
    #expect(abs(saved.middle - 10) < 3)
    #expect(abs((balance.secondsSaving ?? 0) - 50) < 3)
    #expect(!balance.hasWriting)
  }

  @Test func `where every run that misses also writes, that it pays is not taken for shown`() throws {
    let balance = try #require(CacheLedger(untold(silent: []), defaultBranch: nil).balances(.circleCI).first)
    // A hit is 60 s shorter, of which 50 s are writing.
    #expect(abs((balance.savedByHit?.middle ?? 0) - 60) < 3)
    #expect(balance.hasWriting)
    let net = try #require(balance.netPerDay)
    #expect(net.low < 0 && net.high > 0)
    #expect(balance.isWorthTrying)
  }

  @Test func `caches that always miss together are not told apart, and their intervals say so`() throws {
    let twins = (0..<60).map { number in
      let kind: CacheEvent.Kind = number % 4 == 0 ? .miss : .hit
      let keys = [LedgerRun.key(1, tool: "npm"), LedgerRun.key(1, tool: "pip")]
      return LedgerRun.make(
        number, hours: Double(number),
        keys.map { LedgerRun.event(kind, $0, seconds: kind == .hit ? 5 : nil) },
        install: kind == .hit ? 20 : 60)
    }
    for balance in CacheLedger(twins, defaultBranch: nil).balances(.gitHub) {
      let saved = try #require(balance.savedByHit)
      // Each could have all of the 40 s, or half, or none.
      #expect(saved.low < 0 && saved.high > 20)
    }
  }
}
