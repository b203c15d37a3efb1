import Foundation
import Testing

@testable import InfraMindCore

@Suite struct RunFeaturesTests {
  private func column(_ name: String) throws -> Int {
    try #require(RunFeatures.features.firstIndex { $0.name == name })
  }

  @Test func `every feature has a name of its own, and a row one value for each`() throws {
    let names = RunFeatures.features.map(\.name)
    #expect(Set(names).count == names.count)
    var trail = RunTrail()
    #expect(RunFeatures.row(of: PlannedRun(time: 0), after: trail) == nil)
    trail.take(.made(at: 0, seconds: 5))
    #expect(try #require(RunFeatures.row(of: PlannedRun(time: 9), after: trail)).count == names.count)
  }

  @Test func `a few features by hand`() throws {
    var trail = RunTrail()
    trail.take(.made(at: 0, seconds: 10, kind: 1))
    trail.take(.made(at: 10, seconds: 20, kind: 2))
    trail.take(.made(at: 20, seconds: 40, kind: 1, outcome: .failed))
    var plan = PlannedRun(time: 120)
    plan.branch = 1
    let row = try #require(RunFeatures.row(of: plan, after: trail))
    let usual = SafeLog.of(15)
    // The median of two is the middle of their logarithms.
    let middle = (SafeLog.of(10) + SafeLog.of(20)) / 2
    #expect(abs(row[try column("usual")] - middle) < 1e-6 && abs(middle - usual) < 0.1)
    #expect(abs(row[try column("lag_1")] - (SafeLog.of(40) - middle)) < 1e-6)
    #expect(abs(row[try column("branch_passed_1")] - (SafeLog.of(10) - middle)) < 1e-6)
    let names = ["failed_1", "failed_2", "branch_streak", "streak"]
    #expect(try names.map { row[try column($0)] } == [1, 0, 1, 1])
    #expect(abs(row[try column("gap")] - SafeLog.ofCount(100)) < 1e-9)
    #expect(row[try column("same_level")].isNaN)
  }

  @Test func `a later run, or one that had not finished, changes no row`() {
    var runs = FinishedRun.madeUp(count: 60, seed: 2)
    let before = RunExample.replay(runs)
    runs[40].seconds *= 7
    runs[40].outcome = .broken
    runs[39].finished += 10_000
    runs[39].seconds *= 3
    let after = RunExample.replay(runs)
    for index in 0...40 { #expect(Self.equal(before[index]?.row, after[index]?.row)) }
    #expect(!Self.equal(before[45]?.row, after[45]?.row))
  }

  @Test func `but for the usual itself no feature depends on the unit of durations`() throws {
    let seconds = RunExample.replay(FinishedRun.madeUp(count: 60, seed: 3))
    let minutes = RunExample.replay(FinishedRun.madeUp(count: 60, seed: 3, unit: 1 / 60.0))
    let usual = try column("usual")
    for (a, b) in zip(seconds, minutes) {
      guard let a, let b else { continue }
      #expect(abs(a.usual - b.usual - SafeLog.of(60)) < 1e-5)
      #expect(abs(a.label - b.label) < 1e-5)
      for (index, pair) in zip(a.row, b.row).enumerated() where index != usual {
        #expect(pair.0.isNaN && pair.1.isNaN || abs(pair.0 - pair.1) < 1e-4)
      }
    }
  }

  @Test func `runs of forks, and runs that somebody stopped, teach nothing`() throws {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "1",
      conclusion: .success)
    run.startedAt = Date(timeIntervalSince1970: 1_000)
    run.finishedAt = Date(timeIntervalSince1970: 1_060)
    run.event = "pull_request"
    run.branch = "main"
    let honest = try #require(FinishedRun(run, defaultBranch: "main"))
    #expect(honest.seconds == 60 && honest.planned.isPullRequest && honest.planned.isDefaultBranch)
    for conclusion in [JobConclusion.cancelled, .skipped] {
      run.conclusion = conclusion
      #expect(FinishedRun(run, defaultBranch: "main") == nil)
    }
    run.conclusion = .success
    run.isFromFork = true
    #expect(FinishedRun(run, defaultBranch: "main") == nil)
    #expect(PlannedRun(run, defaultBranch: "main") == nil)
  }

  @Test func `a hostile contributor's runs change no description of the others`() {
    let honest = (0..<40).map { Self.run($0, seconds: 100 + Double($0 % 7), fork: false) }
    let hostile = (0..<400).map { Self.run($0, seconds: $0 % 2 == 0 ? 1 : 20_000, fork: true) }
    let mixed = (honest + hostile).sorted { ($0.startedAt ?? .distantPast) < ($1.startedAt ?? .distantPast) }
    func examples(_ runs: [JobRun]) -> [RunExample?] {
      RunExample.replay(runs.compactMap { FinishedRun($0, defaultBranch: "main") })
    }
    let alone = examples(honest)
    let besieged = examples(mixed)
    #expect(alone.count == besieged.count)
    for (a, b) in zip(alone, besieged) {
      #expect(Self.equal(a?.row, b?.row) && a?.usual == b?.usual && a?.seconds == b?.seconds)
    }
  }

  private static func run(_ index: Int, seconds: Double, fork: Bool) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(index)\(fork)",
      conclusion: fork && index % 3 == 0 ? .failure : .success)
    run.startedAt = Date(timeIntervalSince1970: Double(index) * (fork ? 30 : 300))
    run.finishedAt = run.startedAt?.addingTimeInterval(seconds)
    run.branch = "main"
    run.isFromFork = fork
    return run
  }

  private static func equal(_ a: [Double]?, _ b: [Double]?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return a.map(\.bitPattern) == b.map(\.bitPattern)
  }
}
