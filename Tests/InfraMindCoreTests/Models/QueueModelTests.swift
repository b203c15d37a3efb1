import Foundation
import Testing

@testable import InfraMindCore

@Suite struct QueueModelTests {
  /// A pool in which everybody waits ten minutes on Mondays and a minute otherwise, which counts by hour cannot know.
  private static func pool(_ name: String, days: Int, monday: Double = 600) -> QueueSeries {
    QueueSeries(
      name: name,
      waits: (0..<days * 24).map { hour in
        let queued = Double(hour) * 3600
        // The first day of Unix time was a Thursday.
        let wait = (hour / 24) % 7 == 4 ? monday : 60
        return PoolWait(queued: queued, started: queued + wait, finished: queued + wait + 300, cpus: 4)
      })
  }

  private static func row(_ trail: QueueTrail, at time: Double) throws -> [String: Double] {
    let row = try #require(QueueFeatures.row(at: time, cpus: 4, after: trail))
    return Dictionary(
      uniqueKeysWithValues: zip(QueueFeatures.features.map(\.name), row.values))
  }

  @Test func `every feature has a name of its own, and a few of them by hand`() throws {
    let names = QueueFeatures.features.map(\.name)
    #expect(Set(names).count == names.count)
    var trail = QueueTrail()
    #expect(QueueFeatures.row(at: 0, cpus: 4, after: trail) == nil)
    for job in 0..<8 {
      let queued = Double(job) * 600
      trail.take(PoolWait(queued: queued, started: queued + 60, finished: queued + 360))
    }
    // The last began to wait at 4200, ran from 4260 and ended at 4560.
    let row = try Self.row(trail, at: 4560)
    let usual = try #require(row["usual"])
    #expect(abs(usual - SafeLog.ofCount(60)) < 0.2)
    #expect(abs(try #require(row["lag_1"]) - (SafeLog.ofCount(60) - usual)) < 1e-12)
    #expect(abs(try #require(row["lag_age"]) - SafeLog.ofCount(300)) < 1e-12)
    #expect(abs(try #require(row["ready_10m"]) - SafeLog.ofCount(1)) < 1e-12)
    #expect(abs(try #require(row["ready_1h"]) - SafeLog.ofCount(6)) < 1e-12)
    // Of the last hour six jobs had a machine for five minutes each.
    #expect(abs(try #require(row["busy_1h"]) - 0.5) < 1e-12)
    #expect(row["hour"] == 4560.0 / 3600 && row["weekday"] == 4)
    #expect(abs(try #require(row["cpus"]) - SafeLog.of(4)) < 1e-12)
  }

  @Test func `what had not ended when a wait began changes no description of it`() throws {
    func values(_ pool: QueueSeries) -> [[UInt64]] {
      RunExamples(waits: [pool]).examples.map { $0.row.map(\.bitPattern) }
    }
    var waits = Self.pool("a", days: 10).waits
    let before = values(QueueSeries(name: "a", waits: waits))
    waits[200].started += 40_000
    waits[200].finished += 50_000
    let after = values(QueueSeries(name: "a", waits: waits))
    #expect(before.count == after.count)
    let first = before.count - (waits.count - 200)
    #expect(before.prefix(first + 1) == after.prefix(first + 1))
    #expect(before.last != after.last || before[first + 16] != after[first + 16])
  }

  @Test func `waits of forks, of runs stopped and of runs without times teach nothing`() throws {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "1",
      conclusion: .failure)
    run.runnerLabels = ["big", "linux"]
    #expect(PoolWait(run) == nil)
    run.queuedAt = Date(timeIntervalSince1970: 100)
    run.startedAt = Date(timeIntervalSince1970: 130)
    run.finishedAt = Date(timeIntervalSince1970: 190)
    let wait = try #require(PoolWait(run))
    #expect(wait.seconds == 30)
    var others = [run, run, run, run]
    others[0].isFromFork = true
    others[1].conclusion = .cancelled
    others[2].conclusion = .skipped
    others[3].startedAt = Date(timeIntervalSince1970: 90)
    let pools = QueueSeries.series(of: [run] + others)
    #expect(pools.map(\.name) == ["big, linux"] && pools.first?.waits.map(\.queued) == [wait.queued])
  }

  @Test
  func `a model of waits is tried against the pool's counts, and one that knows the weekday is promoted`()
    throws
  {
    let examples = RunExamples(waits: [Self.pool("a", days: 70), Self.pool("b", days: 70)])
    for purpose in [ModelPurpose.queue, .queueLimit] {
      let trial = try #require(try SpotModel.trial(purpose, on: examples, by: WeekdayLearning()))
      guard case .promoted(let comparison) = trial.verdict else {
        Issue.record("\(trial.verdict)")
        continue
      }
      #expect(comparison.candidate < comparison.incumbent / 2)
      #expect(try SpotModel.promoted(purpose, on: examples, by: NothingLearned()) == nil)
    }
  }

  @Test func `the outlook is the counts' without a model, and the model's where it serves`() throws {
    let pools = [Self.pool("a", days: 20)]
    let monday = 18 * 86_400.0 + 13 * 3600
    let counts = try #require(
      try QueueOutlook(pools, now: monday, served: .init(), learning: NothingLearned()).pools.first)
    var forecaster = QueueForecaster()
    for wait in pools[0].waits where wait.finished <= monday {
      forecaster.take(
        pool: "a", queuedAt: Date(timeIntervalSince1970: wait.queued), seconds: wait.seconds)
    }
    #expect(counts.forecast == forecaster.forecast(pool: "a", at: Date(timeIntervalSince1970: monday)))
    #expect(!counts.isByModel)

    struct Constant: RowPredicting {
      var level: Double
      func predict(_ row: [Double]) -> Double { level - row[0] }
    }
    var served = NextRuns.Served()
    served.queue = Constant(level: SafeLog.ofCount(100))
    served.queueLimit = Constant(level: SafeLog.ofCount(300))
    let told = try #require(
      try QueueOutlook(pools, now: monday, served: served, learning: NothingLearned()).pools.first)
    #expect(told.isByModel)
    #expect(abs(told.forecast.median - 100) < 1e-6 && abs(told.forecast.p90 - 300) < 1e-6)
    served.queueLimit = Constant(level: .infinity)
    let wild = try QueueOutlook(pools, now: monday, served: served, learning: NothingLearned()).pools
    #expect(wild.first.map { $0.forecast.p90 <= 86_400 } == true, "a wild model tells no more than a day")
  }

  @Test func `the table has a row with a model and one without, and a refused model changes nothing`() throws
  {
    let replay = QueueReplay(
      [Self.pool("a", days: 140), Self.pool("b", days: 140)], title: "t", source: "s.")
    let table = try #require(
      try replay.table([("weekday", WeekdayLearning()), ("nothing", NothingLearned())]))
    let figures = table.rows.map { $0.cells[0].value ?? .nan }
    #expect(figures[0] < figures[2] / 2)
    #expect(figures[1] == figures[2])
    #expect(table.note.contains("weekday promoted") && table.note.contains("nothing refused"))
    #expect(try QueueReplay([], title: "t", source: "s.").table([("x", NothingLearned())]) == nil)
  }
}

/// Learns the median of each weekday.
private struct WeekdayLearning: RowLearning {
  struct Model: RowPredicting {
    var byDay: [Double: Double]
    func predict(_ row: [Double]) -> Double { (byDay[row.last ?? 0] ?? 0) - row[0] }
  }

  func learn(
    _ table: FeatureTable, labels: [Double], objective: TreeTrainingSettings.Objective
  ) throws -> any RowPredicting {
    var levels: [Double: [Double]] = [:]
    for index in labels.indices {
      let row = Array(table.row(index))
      levels[row.last ?? 0, default: []].append(labels[index] + row[0])
    }
    return Model(byDay: levels.mapValues { $0.sorted()[$0.count / 2] })
  }
}

/// Says what the counts' median says.
private struct NothingLearned: RowLearning {
  struct Model: RowPredicting { func predict(_ row: [Double]) -> Double { 0 } }

  func learn(
    _ table: FeatureTable, labels: [Double], objective: TreeTrainingSettings.Objective
  ) throws -> any RowPredicting { Model() }
}
