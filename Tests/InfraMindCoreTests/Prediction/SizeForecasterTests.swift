import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SizeForecasterTests {
  private let ladder = SyntheticJob.ladder

  private func state(_ visits: [(size: Int, runs: Int)], seed: UInt64) -> (SyntheticJob, JobState) {
    var random = SeededGenerator(seed: seed)
    let job = SyntheticJob(&random)
    var runs: [JobRun] = []
    for visit in visits { runs += job.runs(visit.runs, on: ladder[visit.size], first: runs.count, &random) }
    return (job, JobState(runs, now: SyntheticJob.time(after: runs.count)) { ($0.cpus, $0.memory) })
  }

  private func widths(_ state: JobState) -> [Double] {
    SizeForecaster(state).forecasts(for: ladder).map { forecast in
      forecast.flatMap { Interval(replicates: $0.seconds) }.map { ($0.high - $0.low) / $0.middle } ?? .nan
    }
  }

  @Test func `more runs on a size never widen what is said of it by more than their noise`() {
    for seed in 1...30 as ClosedRange<UInt64> {
      let (few, many) = (widths(state([(1, 4)], seed: seed).1), widths(state([(1, 40)], seed: seed).1))
      #expect(many[1] < few[1])
      #expect(many.reduce(0, +) < few.reduce(0, +) * 1.1)
    }
  }

  @Test func `a second size narrows all others`() {
    var narrower = 0
    for seed in 1...30 as ClosedRange<UInt64> {
      let (one, two) = (
        widths(state([(1, 10)], seed: seed).1), widths(state([(1, 10), (3, 5)], seed: seed).1)
      )
      if two.reduce(0, +) < one.reduce(0, +) { narrower += 1 }
      #expect(two[3] < 0.25)
    }
    #expect(narrower >= 27)
  }

  @Test func `durations fall with the size, and bills rise with the price`() {
    for seed in 1...20 as ClosedRange<UInt64> {
      let forecaster = SizeForecaster(state([(2, 8)], seed: seed).1)
      let forecasts = forecaster.forecasts(for: ladder).compactMap(\.self)
      #expect(zip(forecasts, forecasts.dropFirst()).allSatisfy { $0.meanSeconds >= $1.meanSeconds * 0.97 })
      let dear = ladder.map { runner in
        var runner = runner
        let price = runner.price?.perMinute ?? .zero
        runner.price?.perMinute = price * 3
        return runner
      }
      for (cheap, dear) in zip(forecasts, forecaster.forecasts(for: dear).compactMap(\.self)) {
        #expect(abs(dear.meanDollars - 3 * cheap.meanDollars) < 1e-9)
        #expect(dear.seconds == cheap.seconds)
        #expect(cheap.p50 <= cheap.p90 && cheap.p90 <= cheap.p95)
      }
    }
  }

  @Test func `a size with many runs of its own is measured, whatever the model says`() throws {
    let (job, state) = state([(0, 20), (4, 20)], seed: 8)
    for place in [0, 4] {
      let forecast = try #require(SizeForecaster(state).forecasts(for: ladder)[place])
      #expect(forecast.basis == .measured)
      #expect(abs(forecast.meanSeconds / job.truth(on: ladder[place]).seconds - 1) < 0.08)
    }
    #expect(SizeForecaster(state).forecasts(for: ladder)[2]?.basis == .otherSizes)
    #expect(SizeForecaster(self.state([(0, 20)], seed: 8).1).forecasts(for: ladder)[2]?.basis == .telemetry)
  }

  @Test func `mean bills are those of every run rounded, as the exact bill has them`() {
    let price = RunnerPrice(
      perMinute: Money(nanodollars: 6_000_000), billing: .wholeMinutes, source: "test", asOf: "2026")
    let meter = BillMeter(price)
    let low = SIMD8<Double>(0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 1)
    let high = SIMD8<Double>(1, 1.01, 1.02, 1.04, 1.06, 1.1, 1.3, 9)
    for typical in [0.3, 59.5, 60, 61, 600, 3599.99, 86_400] {
      let each = (0..<8).flatMap { [low[$0], high[$0]] }
      let exact = each.reduce(0) { $0 + meter.dollars(forSeconds: $1 * typical) } / 16
      #expect(abs(meter.meanDollars(typical: typical, low, high) - exact) < 1e-9)
    }
  }

  @Test func `a machine that is taken away costs the time of beginning anew`() {
    let spot = SpotInterruption(perHour: 1, restart: .seconds(60))
    // One hour at one interruption an hour: e - 1 hours on the machines, and as many restarts.
    #expect(abs(spot.seconds(toFinish: 3600) - 1.718_281_828 * 3660) < 0.01)
    #expect(SpotInterruption(perHour: 0, restart: .seconds(60)).seconds(toFinish: 3600) == 3600)
    #expect(SpotInterruption(perHour: 1e9, restart: .seconds(1)).seconds(toFinish: 1e9).isFinite)
    var spotty = ladder
    spotty[1].price?.interruption = spot
    let forecaster = SizeForecaster(state([(2, 8)], seed: 4).1)
    let (plain, taken) = (forecaster.forecasts(for: ladder)[1], forecaster.forecasts(for: spotty)[1])
    #expect((taken?.meanSeconds ?? 0) > (plain?.meanSeconds ?? .infinity))
    #expect((taken?.meanDollars ?? 0) >= (plain?.meanDollars ?? .infinity))
  }

  @Test func `nothing seen gives no forecast, nor does a size of no use`() {
    #expect(SizeForecaster(JobState()).forecasts(for: ladder).allSatisfy { $0 == nil })
    #expect(SizeForecaster(JobState()).prediction(on: 4) == nil)
    var odd = ladder[0]
    let forecaster = SizeForecaster(state([(2, 8)], seed: 4).1)
    for cpus in [nil, 0, -1, Double.nan, .infinity] {
      odd.cpus = cpus
      #expect(forecaster.forecasts(for: [odd])[0] == nil)
    }
  }
}
