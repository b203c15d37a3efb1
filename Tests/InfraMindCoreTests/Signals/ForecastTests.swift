import Foundation
import Testing

@testable import InfraMindCore

@Suite struct ForecastTests {
  private let monday = Date(timeIntervalSince1970: 1_790_000_000)

  // MARK: - Waiting

  @Test func `equal waits are forecast to within their class`() throws {
    var forecaster = QueueForecaster()
    for number in 0..<10 {
      forecaster.take(pool: "linux", queuedAt: monday + Double(number) * 86_400, seconds: 60)
    }
    let forecast = try #require(forecaster.forecast(pool: "linux", at: monday + 10 * 86_400))
    #expect((50...70).contains(forecast.median))
    #expect((50...70).contains(forecast.p90))
    #expect(forecast.waits > 5 && forecast.waits < 10)
    #expect(forecaster.forecast(pool: "other", at: monday) == nil)
  }

  @Test func `few waits are no forecast, and old ones are few`() {
    var forecaster = QueueForecaster()
    for _ in 0..<4 { forecaster.take(pool: "p", queuedAt: monday, seconds: 1) }
    #expect(forecaster.forecast(pool: "p", at: monday) == nil)
    forecaster.take(pool: "p", queuedAt: monday, seconds: 1)
    #expect(forecaster.forecast(pool: "p", at: monday) != nil)
    #expect(forecaster.forecast(pool: "p", at: monday + 60 * 86_400) == nil)
  }

  @Test func `rush hours are told from the night`() throws {
    var forecaster = QueueForecaster()
    for day in 0..<20 {
      for hour in 0..<24 {
        let rush = (9..<17).contains(hour)
        forecaster.take(
          pool: "p", queuedAt: Date(timeIntervalSince1970: Double(day * 24 + hour) * 3600),
          seconds: rush ? 600 : 5)
      }
    }
    func forecast(_ hour: Double) throws -> Double {
      try #require(forecaster.forecast(pool: "p", at: Date(timeIntervalSince1970: (480 + hour) * 3600)))
        .median
    }
    #expect(try forecast(12) > 400)
    #expect(try forecast(3) < 10)
  }

  @Test func `hostile waits are left out, and pools are bounded`() {
    var forecaster = QueueForecaster()
    for seconds in [Double.nan, -1, .infinity] {
      for _ in 0..<9 { forecaster.take(pool: "p", queuedAt: monday, seconds: seconds) }
    }
    forecaster.take(pool: "p", queuedAt: Date(timeIntervalSince1970: .infinity), seconds: 1)
    #expect(forecaster.forecast(pool: "p", at: monday) == nil)
    for number in 0..<200 {
      for _ in 0..<6 {
        forecaster.take(pool: "\(number)", queuedAt: monday + Double(number) / 100, seconds: 1e300)
      }
    }
    let kept = (0..<200).filter { forecaster.forecast(pool: "\($0)", at: monday + 2) != nil }
    #expect(kept == Array(136..<200))
  }

  // MARK: - Cost

  @Test func `equal days go on as they were`() throws {
    let forecast = try #require(CostForecaster(days: [Double](repeating: 10, count: 70)).sum(next: 10))
    #expect(abs(forecast.middle - 100) < 1e-9)
    #expect(forecast.low < 100 && forecast.high > 100)
    let trend = try #require(CostForecaster(days: [Double](repeating: 10, count: 70)).trend)
    #expect(abs(trend.middle - 1) < 1e-12)
  }

  @Test func `weekends that cost nothing are expected to cost little`() throws {
    let days = (0..<140).map { $0 % 7 < 5 ? 10.0 : 0 }
    let week = try #require(CostForecaster(days: days).sum(next: 7))
    #expect((46...54).contains(week.middle))
    let weekdays = try #require(CostForecaster(days: days).sum(next: 5))
    #expect(weekdays.middle > 44)
  }

  @Test func `a forecast is the same in any unit, and more days never cost less`() throws {
    var random = SeededGenerator(seed: 2)
    let days = (0..<100).map { _ in 5 * random.exponential() }
    var before = 0.0
    for next in 1...31 {
      let one = try #require(CostForecaster(days: days).sum(next: next))
      let other = try #require(CostForecaster(days: days.map { $0 * 100 }).sum(next: next))
      #expect(abs(one.low * 100 - other.low) < 1e-6 * other.high)
      #expect(abs(one.high * 100 - other.high) < 1e-6 * other.high)
      #expect(one.low <= one.middle && one.middle <= one.high)
      #expect(one.middle >= before)
      before = one.middle
    }
  }

  @Test func `days that are no amounts count as zero, and too few are no forecast`() {
    #expect(CostForecaster(days: [1, 2, 3]).sum(next: 3) == nil)
    #expect(CostForecaster(days: [Double](repeating: .nan, count: 50)).sum(next: 3) == nil)
    #expect(CostForecaster(days: [Double](repeating: -5, count: 50)).sum(next: 3) == nil)
    #expect(CostForecaster(days: []).trend == nil)
    let huge = CostForecaster(days: [Double](repeating: .greatestFiniteMagnitude, count: 60)).sum(next: 92)
    #expect(huge?.high.isFinite == true)
  }

  @Test func `a month ends with what was billed and what its days are used to`() throws {
    // From 1 September 2026, a Tuesday: a run a day of 90 s, billed as two minutes of a cent each.
    let begin = 1_788_220_800.0
    let price = RunnerPrice(
      perMinute: Money(nanodollars: 10_000_000), billing: .wholeMinutes, source: "made up", asOf: "2026-09")
    let runs = (0..<40).map { day in
      var run = JobRun(
        platform: .gitHubActions, repository: "acme/shop", pipeline: "ci.yml", job: "test", run: "\(day)",
        conclusion: .success)
      run.startedAt = Date(timeIntervalSince1970: begin + Double(day) * 86_400 + 3600)
      run.finishedAt = run.startedAt.map { $0 + 90 }
      return run
    }
    let now = Date(timeIntervalSince1970: begin + 39 * 86_400 + 7200)
    let end = try #require(MonthEnd(runs, now: now) { _ in price })
    // 10 October: ten runs of October so far, 31 at its end.
    #expect(abs(end.spent - 0.20) < 1e-9)
    #expect(abs(end.total.middle - 0.62) < 1e-9)
    #expect(end.total.low >= end.spent && end.total.high > end.total.middle)
    #expect(MonthEnd(runs, now: now) { _ in nil } == nil)
    #expect(MonthEnd([], now: now) { _ in price } == nil)
  }
}
