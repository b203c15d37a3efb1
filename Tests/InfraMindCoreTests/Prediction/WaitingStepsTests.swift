import Foundation
import Testing

@testable import InfraMindCore

@Suite struct WaitingStepsTests {
  private func run(_ steps: [(String, Double)], seconds: Double = 100) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "1",
      conclusion: .success)
    run.startedAt = SyntheticJob.now
    run.finishedAt = SyntheticJob.now.addingTimeInterval(seconds)
    var time = SyntheticJob.now
    for (name, length) in steps {
      let end = time.addingTimeInterval(length)
      run.steps.append(StepRun(name: name, startedAt: time, finishedAt: end, conclusion: .success))
      time = end
    }
    return run
  }

  @Test(arguments: [
    ("Set up job", true), ("Run actions/checkout@v4", true), ("Post Run actions/cache@v4", true),
    ("Restoring cache", true), ("clone", true), ("POST it", true), ("npm test", false), ("Postgres", false),
    ("", false), ("Set up", false), ("Run actions/setup-node@v4", true),
  ])
  func `what platforms do around a job is known by its name`(name: String, isWaiting: Bool) {
    #expect(WaitingSteps.isWaiting(name) == isWaiting)
  }

  @Test func `the share is of the whole run, and steps that explain too little say nothing`() {
    #expect(WaitingSteps.share(of: run([("Set up job", 10), ("Checkout", 15), ("npm test", 70)])) == 0.25)
    #expect(WaitingSteps.share(of: run([("npm test", 70)])) == 0)
    #expect(WaitingSteps.share(of: run([("Set up job", 30)])) == nil)
    #expect(WaitingSteps.share(of: run([])) == nil)
    #expect(WaitingSteps.share(of: run([("Set up job", 500)])) == 1)
  }

  @Test func `a job that waits most of its time is not taken to gain from more vCPUs`() {
    var population = JobPopulation()
    for number in 0..<12 {
      var random = SeededGenerator(seed: UInt64(number))
      let job = SyntheticJob(fixedSeconds: 10, work: 400, degree: number % 2 == 0 ? 1 : 32, &random)
      var state = JobState()
      for run in job.runs(6, on: SyntheticJob.ladder[0], first: 0, &random) {
        state.add(run, on: (2, nil), now: SyntheticJob.time(after: 6))
      }
      let key = JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "job \(number)")
      population.add(JobProfile(key, steps: ["test"]), state)
    }
    let key = JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test")
    let others = population.others(of: JobProfile(key, steps: ["test"]))
    func speedUp(_ steps: [(String, Double)]) -> Double {
      var state = JobState()
      state.add(run(steps), on: (2, nil), now: SyntheticJob.time(after: 6))
      let forecasts = SizeForecaster(state, others: others).forecasts(for: SyntheticJob.ladder).compactMap(
        \.self)
      return forecasts[0].meanSeconds / forecasts[3].meanSeconds
    }
    let (waiting, working) = (
      speedUp([("Set up job", 80), ("make", 20)]), speedUp([("Set up job", 2), ("make", 98)])
    )
    #expect(waiting < 1.08)
    #expect(working > waiting + 0.1)
  }

  @Test func `CPU time stands in for busy vCPUs that were not recorded`() throws {
    var one = run([], seconds: 200)
    one.use = ResourceUse()
    one.use?.cpuTime = .seconds(300)
    var state = JobState()
    state.add(one, on: (4, nil), now: SyntheticJob.now)
    #expect(abs(try #require(state.sizes[0].parallelism.averageBusy) - 1.5) < 1e-9)
    #expect(state.measuredRuns == 1)
    #expect(one.use?.averageCPUs(over: 0) == nil)
  }
}
