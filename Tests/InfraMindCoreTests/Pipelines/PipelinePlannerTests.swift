import Testing

@testable import InfraMindCore

@Suite struct PipelinePlannerTests {
  static let machine = Runner(
    label: "m", name: "m", family: RunnerFamily(vendor: "v", os: "linux", architecture: "x64"), cpus: 2,
    memory: nil,
    price: nil)

  static func job(_ name: String, needs: [Int] = [], _ options: [(Double, Double)], today: Int = 0)
    -> PlannedJob
  {
    PlannedJob(
      name: name, needs: needs,
      options: options.map { PlannedJob.Option(machine: machine, seconds: $0.0, dollars: $0.1) }, today: today
    )
  }

  @Test func `a job off the critical path is slow and cheap, one on it is fast where waiting is dear`() {
    // build 100 s | 60 s for twice the money; lint 50 s | 20 s for twice the money; both before deploy.
    let jobs = [
      Self.job("build", [(100, 0.10), (60, 0.20)]), Self.job("lint", [(50, 0.05), (20, 0.10)], today: 1),
      Self.job("deploy", needs: [0, 1], [(10, 0.01)]),
    ]
    let planner = PipelinePlanner(jobs)
    #expect(planner.today.seconds == 110)
    #expect(abs(planner.today.dollars - 0.21) < 1e-12)
    let front = planner.front()
    #expect(front.map(\.seconds) == [70, 110])
    #expect(front.map(\.choice) == [[1, 0, 0], [0, 0, 0]])
    #expect(planner.best(dollarsPerWaitingMinute: 0)?.choice == [0, 0, 0])
    // 40 s less cost 10 cents: worth it from 15 cents a minute.
    #expect(planner.best(dollarsPerWaitingMinute: 0.149)?.choice == [0, 0, 0])
    #expect(planner.best(dollarsPerWaitingMinute: 0.151)?.choice == [1, 0, 0])
    #expect(planner.stages == [0, 0, 1])
    #expect(planner.isCritical(in: front[0]) == [true, false, true])
    #expect(planner.ends(in: front[0]) == [60, 50, 70])
  }

  @Test func `two parallel critical jobs are made faster together`() {
    let pair = [(100.0, 0.10), (50.0, 0.15)]
    let planner = PipelinePlanner([Self.job("a", pair), Self.job("b", pair)])
    #expect(planner.front().map(\.choice) == [[1, 1], [0, 0]])
  }

  @Test(arguments: 0..<40)
  func `descent comes close to trying everything, and never beats it`(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed) + 1)
    let jobs = Self.randomJobs(6, &random)
    let exact = PipelinePlanner(jobs).front()
    let large = PipelinePlanner(jobs, mostTried: 0).front()
    for plan in large {
      #expect(exact.contains { $0.seconds <= plan.seconds + 1e-9 && $0.dollars <= plan.dollars + 1e-9 })
    }
    for value in [0.0, 0.02, 0.10, 1] {
      let best = exact.map { $0.cost(dollarsPerWaitingMinute: value) }.min() ?? 0
      let found = large.map { $0.cost(dollarsPerWaitingMinute: value) }.min() ?? 0
      #expect(found <= best * 1.05)
    }
  }

  @Test func `sixty jobs of four sizes are planned, within both ends`() {
    var random = SeededGenerator(seed: 3)
    let jobs = Self.randomJobs(60, &random)
    let front = PipelinePlanner(jobs).front()
    #expect(front.count >= 5)
    for (faster, slower) in zip(front, front.dropFirst()) {
      #expect(faster.seconds < slower.seconds)
      #expect(faster.dollars > slower.dollars)
    }
  }

  @Test func `circles, places that are not there and a job of no size do no harm`() {
    let jobs = [
      Self.job("a", needs: [1], [(10, 1)]), Self.job("b", needs: [0, 7, 1, -3], [(20, 1)]),
      Self.job("c", needs: [1], [(5, 1)]),
    ]
    let planner = PipelinePlanner(jobs)
    #expect(planner.today.seconds == 35)
    #expect(planner.front().count == 1)
    #expect(PipelinePlanner([]).front().isEmpty)
    #expect(PipelinePlanner([Self.job("none", [])]).front().isEmpty)
    #expect(PipelinePlanner([Self.job("odd", [(.nan, 1), (.infinity, 0)])]).front().isEmpty)
  }

  @Test func `a dearer size, or one more second, makes no plan better`() {
    var random = SeededGenerator(seed: 9)
    let jobs = Self.randomJobs(5, &random)
    let before = PipelinePlanner(jobs).best(dollarsPerWaitingMinute: 0.05)
    for job in jobs.indices {
      for option in jobs[job].options.indices {
        var dearer = jobs
        dearer[job].options[option].dollars += 0.01
        let after = PipelinePlanner(dearer).best(dollarsPerWaitingMinute: 0.05)
        #expect(
          (after?.cost(dollarsPerWaitingMinute: 0.05) ?? 0)
            >= (before?.cost(dollarsPerWaitingMinute: 0.05) ?? 0) - 1e-12)
      }
    }
  }

  private static func randomJobs(_ count: Int, _ random: inout SeededGenerator) -> [PlannedJob] {
    (0..<count).map { place in
      let needs = (0..<place).filter { _ in random.uniform() < 2 / Double(count) }
      let work = random.uniform(30, 600)
      let options = [2.0, 4, 8, 16].map { cpus in
        let seconds = 20 + work / min(cpus, random.uniform(1, 16))
        return (seconds, seconds / 60 * 0.003 * cpus)
      }
      return job("job \(place)", needs: needs, options)
    }
  }
}
