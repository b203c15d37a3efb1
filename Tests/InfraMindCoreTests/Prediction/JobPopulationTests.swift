import Foundation
import Testing

@testable import InfraMindCore

@Suite struct JobPopulationTests {
  private static func key(_ name: String) -> JobKey {
    JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: name)
  }

  /// A job of 20 s of fixed work and 400 vCPU seconds that use so many vCPUs, on the ladder's second size.
  private static func state(degree: Double, runs: Int, isMeasured: Bool, seed: UInt64) -> JobState {
    var random = SeededGenerator(seed: seed)
    let job = SyntheticJob(fixedSeconds: 20, work: 400, degree: degree, &random)
    var state = JobState()
    for var run in job.runs(runs, on: SyntheticJob.ladder[1], first: 0, &random) {
      if !isMeasured { run.use = nil }
      state.add(run, on: (4, MemorySize(gibibytes: 16)), now: SyntheticJob.time(after: runs))
    }
    return state
  }

  private static func population(_ count: Int) -> JobPopulation {
    var population = JobPopulation()
    for number in 0..<count {
      let isSerial = number % 2 == 0
      population.add(
        JobProfile(key("job \(number)"), steps: [isSerial ? "npm run lint" : "cargo test --release"]),
        state(degree: isSerial ? 1 : 32, runs: 6, isMeasured: true, seed: UInt64(number)))
    }
    return population
  }

  private static func slowdown(on cpus: Double, _ steps: [String], _ population: JobPopulation) -> Double {
    let state = state(degree: 4, runs: 2, isMeasured: false, seed: 99)
    let others = population.others(of: JobProfile(key("new"), steps: steps))
    let forecasts = SizeForecaster(state, others: others).forecasts(for: SyntheticJob.ladder)
    let seconds = forecasts.compactMap(\.self).map(\.meanSeconds)
    return seconds[SyntheticJob.ladder.firstIndex { $0.cpus == cpus } ?? 0] / seconds[1]
  }

  @Test func `a job of which only the time is known is taken to be like those with its steps`() {
    let population = Self.population(12)
    let serial = Self.slowdown(on: 2, ["npm run lint"], population)
    let parallel = Self.slowdown(on: 2, ["cargo test --release"], population)
    // Half the vCPUs cost a serial job nothing, and a parallel one up to twice the time.
    #expect(serial < 1.25)
    #expect(parallel > 1.45)
    let stranger = Self.slowdown(on: 2, ["terraform plan"], population)
    #expect(serial < stranger && stranger < parallel)
  }

  @Test
  func
    `what a job's own probe says is not overruled, few jobs teach nothing, and a job does not teach itself`()
  {
    let measured = Self.state(degree: 1, runs: 8, isMeasured: true, seed: 5)
    let profile = JobProfile(Self.key("new"), steps: ["cargo test --release"])
    let others = Self.population(12).others(of: profile)
    let with = SizeForecaster(measured, others: others).forecasts(for: SyntheticJob.ladder)
    let without = SizeForecaster(measured).forecasts(for: SyntheticJob.ladder)
    #expect(with.map { $0?.meanSeconds } == without.map { $0?.meanSeconds })
    #expect(Self.population(4).others(of: profile) == nil)
    #expect(Self.population(5).others(of: JobProfile(Self.key("job 0"), steps: [])) == nil)
    #expect(Self.population(5).others(of: profile) != nil)
  }

  @Test
  func `a job that never ran is taken to last as long as those with its steps, and nobody is sure of it`()
    throws
  {
    var population = JobPopulation()
    var random = SeededGenerator(seed: 3)
    for number in 0..<12 {
      let isLong = number % 2 == 0
      let job = SyntheticJob(fixedSeconds: 20, work: isLong ? 4000 : 100, degree: 8, &random)
      var state = JobState()
      for run in job.runs(6, on: SyntheticJob.ladder[1], first: 0, &random) {
        state.add(run, on: (4, MemorySize(gibibytes: 16)), now: SyntheticJob.time(after: 6))
      }
      let steps = [isLong ? "cargo build release" : "eslint check source"]
      population.add(JobProfile(Self.key("job \(number)"), steps: steps), state)
    }
    func forecast(_ steps: [String]) throws -> [SizeForecast] {
      let others = population.others(of: JobProfile(Self.key("new"), steps: steps))
      let forecaster = SizeForecaster(JobState(), others: others, today: 4)
      return forecaster.forecasts(for: SyntheticJob.ladder).compactMap(\.self)
    }
    let (long, short) = (try forecast(["cargo build release"]), try forecast(["eslint check source"]))
    #expect(long.count == SyntheticJob.ladder.count)
    #expect(long[1].p50 > 5 * short[1].p50)
    #expect(long.allSatisfy { $0.basis == .otherJobs && !$0.isMeasured })
    // Half as long to twice as long is what nobody may be surer than.
    #expect(long[1].p90 > 1.4 * long[1].p50)
    #expect(SizeForecaster(JobState(), today: 4).forecasts(for: SyntheticJob.ladder).allSatisfy { $0 == nil })
  }

  @Test func `a job that was never measured teaches nobody`() {
    var population = JobPopulation()
    for number in 0..<9 {
      population.add(
        JobProfile(Self.key("\(number)"), steps: ["x y"]),
        Self.state(degree: 4, runs: 9, isMeasured: false, seed: UInt64(number)))
    }
    #expect(population.jobCount == 0)
  }

  @Test func `words are compared without numbers, and long texts are read to their limits`() {
    let one = JobProfile(Self.key("a"), steps: ["Run npm ci 18", "npm test"])
    #expect(one.likeness(to: JobProfile(Self.key("b"), steps: ["run NPM ci 20", "test"])) == 1)
    #expect(one.likeness(to: JobProfile(Self.key("b"), steps: ["cargo build"])) == 0)
    #expect(one.likeness(to: JobProfile(Self.key("b"), steps: [])) == 0)
    let long = JobProfile(
      Self.key("c"), steps: Array(repeating: String(repeating: "ab cd ", count: 9000), count: 9))
    #expect(one.likeness(to: long) == 0)
  }

  @Test func `what other jobs teach lowers the regret after one run`() throws {
    let rows = try #require(PopulationEvaluation(jobs: 60).tables().first).rows
    let before = rows.map { $0.cells[0].value ?? .infinity }
    #expect(before[0] < before[3])
    let first = rows.map { $0.cells[1].value ?? .infinity }
    #expect(first[1] < first[0])
    #expect(first[0] < first[2])
    #expect(first[0] < first[3])
  }
}
