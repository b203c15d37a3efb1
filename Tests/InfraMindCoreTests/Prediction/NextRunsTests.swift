import Testing

@testable import InfraMindCore

@Suite struct NextRunsTests {
  /// Runs of a job that takes about so long and fails so often, one an hour.
  private static func series(_ name: String, seconds: Double, failing: Double, runs: Int, seed: UInt64)
    -> RunSeries
  {
    var random = SeededGenerator(seed: seed)
    return RunSeries(
      name: name,
      runs: (0..<runs).map { number in
        let start = 3600 * Double(number)
        let planned = PlannedRun(time: start)
        let took = seconds * (0.9 + 0.2 * random.uniform())
        return FinishedRun(
          planned, finished: start + took, seconds: took,
          outcome: random.uniform() < failing ? .failed : .passed)
      })
  }

  private static let series = [
    series("short", seconds: 60, failing: 0.05, runs: 120, seed: 1),
    series("long", seconds: 600, failing: 0.5, runs: 120, seed: 2),
    series("new", seconds: 60, failing: 0, runs: 3, seed: 3),
  ]

  private static func next(_ series: [RunSeries], served: NextRuns.Served = NextRuns.Served()) throws
    -> NextRuns?
  {
    try NextRuns(series, now: 3600 * 120, served: served, learning: LinearLearning())
  }

  @Test
  func
    `each job is forecast from its own runs, between bounds that hold it, and the flaky one is the risky one`()
    throws
  {
    let next = try #require(try Self.next(Self.series))
    #expect(next.jobs.map(\.name) == ["short", "long"])
    #expect(next.leftOut == 1)
    let (short, long) = (next.jobs[0].forecast, next.jobs[1].forecast)
    #expect((54...66).contains(short.secondsIfPassed) && (540...660).contains(long.secondsIfPassed))
    for forecast in [short, long] {
      #expect(forecast.low < forecast.seconds && forecast.seconds < forecast.high)
    }
    #expect(short.failureRisk < 0.25 && long.failureRisk > 0.3)
  }

  @Test func `runs that had not ended by now change nothing, and few runs are no ground`() throws {
    let early = try #require(
      try NextRuns(Self.series, now: 3600 * 60, served: .init(), learning: LinearLearning()))
    let cut = Self.series.map { RunSeries(name: $0.name, runs: $0.runs.filter { $0.finished <= 3600 * 60 }) }
    let same = try #require(try NextRuns(cut, now: 3600 * 60, served: .init(), learning: LinearLearning()))
    #expect(early.jobs == same.jobs)
    #expect(try Self.next([Self.series("few", seconds: 9, failing: 0, runs: 20, seed: 4)]) == nil)
  }

  @Test func `a model on trial serves the jobs that its hash says, and the other model the rest`() throws {
    struct Constant: RowPredicting {
      var risk: Double
      func predict(_ row: [Double]) -> Double { risk }
    }
    var served = NextRuns.Served()
    served.failure = Constant(risk: 0.5)
    for name in ["1", "2", "3"] {
      let assignment = VariantAssignment(of: name, against: "old", share: 0.5)
      served.trials[.failure] = NextRuns.Trial(model: Constant(risk: 0.25), assignment: assignment)
      let next = try #require(try Self.next(Self.series, served: served))
      #expect(
        next.jobs.map(\.forecast.failureRisk)
          == next.jobs.map { assignment.variant(for: $0.name) == .candidate ? 0.25 : 0.5 })
    }
  }

  @Test func `a model that serves stands in for what is learned on the spot`() throws {
    struct Half: RowPredicting { func predict(_ row: [Double]) -> Double { 0.5 } }
    var served = NextRuns.Served()
    served.failure = Half()
    let next = try #require(try Self.next(Self.series, served: served))
    #expect(next.jobs.map(\.forecast.failureRisk) == [0.5, 0.5])
  }
}
