import Foundation
import Testing

@testable import InfraMindCore

@Suite struct HistoryReplayTests {
  private static func job(_ number: Int, runs count: Int) -> ReplayedJob {
    var random = SeededGenerator(seed: UInt64(number) + 40)
    let job = SyntheticJob(&random)
    return replayed("job \(number)", job.runs(count, on: job.today, first: 0, &random))
  }

  private static func replayed(_ name: String, _ runs: [JobRun]) -> ReplayedJob {
    let key = JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: name)
    return ReplayedJob(
      key, runs: runs, machine: { run in SyntheticJob.ladder.first { $0.answers(to: run.runnerLabels) } },
      ladder: { _ in SyntheticJob.ladder })
  }

  private static let replay = HistoryReplay(
    SizeAdvisor(), context: AdvisingContext(now: SyntheticJob.time(after: 40), visibility: .private))

  @Test func `only what had ended when a run started is known of it`() {
    var runs = (0..<4).map { number in
      var run = JobRun(
        platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(number)",
        conclusion: .success)
      run.startedAt = Date(timeIntervalSince1970: 1000 * Double(number))
      run.finishedAt = run.startedAt?.addingTimeInterval(500)
      return run
    }
    // The second run goes on until after the third has started.
    runs[1].finishedAt = Date(timeIntervalSince1970: 2200)
    runs.append(runs[0])
    runs[4].isFromFork = true
    let job = Self.replayed("test", runs.reversed())
    #expect(job.runs.map(\.run) == ["0", "1", "2", "3"])
    #expect(job.runs.indices.map(job.known) == [0, 1, 1, 3])
  }

  @Test
  func
    `moves of ours bring jobs nearer to their best size than none, and runs after a move do not change it`()
    throws
  {
    var tally = ReplayTally()
    for number in 0..<16 { Self.replay.replay(Self.job(number, runs: 30), &tally) }
    let ours = try #require(tally.outcomes.first { $0.method == "InfraMind" }).values
    let none = try #require(tally.outcomes.first { $0.method == "no move" }).values
    #expect(ours.count == 16 && tally.outcomes.count == 2 + SizeRules.all.count)
    #expect(ours.contains { $0.runsUntilMove != nil })
    #expect(none.allSatisfy { $0.runsUntilMove == nil && $0.cost == $0.costToday })
    let regret = { (outcomes: [ReplayTally.Outcome]) in outcomes.reduce(0) { $0 + $1.cost / $1.costBest - 1 }
    }
    #expect(regret(ours) < 0.6 * regret(none))
    #expect(ours.allSatisfy { $0.costBest <= $0.cost + 1e-12 && !$0.isShortOfMemory })

    var shorter = ReplayTally()
    for number in 0..<16 {
      let job = Self.job(number, runs: 30)
      Self.replay.replay(Self.replayed(job.key.job, Array(job.runs.prefix(20))), &shorter)
    }
    let before = try #require(shorter.outcomes.first { $0.method == "InfraMind" }).values.map(\.runsUntilMove)
    for (early, late) in zip(before, ours.map(\.runsUntilMove)) where early != nil { #expect(early == late) }
  }

  @Test func `the next run is foretold about as often below the P90 as it says`() throws {
    var tally = ReplayTally()
    for number in 0..<16 { Self.replay.replay(Self.job(number, runs: 30), &tally) }
    let ours = try #require(tally.predictions.first { $0.method == "InfraMind" }).values
    let held = Double(ours.count { $0.seconds <= $0.p90 ?? 0 }) / Double(ours.count)
    #expect(ours.count == 16 * 29)
    #expect((0.85...0.97).contains(held))
    let tables = Self.replay.tables([Self.job(1, runs: 30), Self.job(2, runs: 2)])
    #expect(tables.map(\.rows.count) == [2 + SizeRules.all.count, 3])
    #expect(tables[0].note.hasPrefix("1 job of 2 replayed"))
  }

  @Test func `an empty history gives tables without figures`() {
    let tables = Self.replay.tables([])
    #expect(tables.allSatisfy { $0.rows.isEmpty })
  }
}
