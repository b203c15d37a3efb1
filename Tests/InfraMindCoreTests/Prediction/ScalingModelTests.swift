import Testing

@testable import InfraMindCore

@Suite struct ScalingModelTests {
  @Test func `a job without a parallel part takes as long on every size`() {
    let model = ScalingModel(parallelShare: 0, level: 1, restLevel: 1, degree: 1, referenceCPUs: 4)
    #expect([1.0, 2, 4, 32].map(model.duration) == [1, 1, 1, 1])
  }

  @Test func `a wholly parallel job takes half as long on twice the size, up to its degree`() {
    let model = ScalingModel(parallelShare: 1, level: 4, restLevel: 1, degree: 8, referenceCPUs: 4)
    #expect([1.0, 2, 4, 8, 16].map(model.duration) == [4, 2, 1, 0.5, 0.5])
  }

  @Test func `Amdahl's law holds by hand`() {
    // 40 s serial and 60 s parallel on 4: 40 + 120 on 2, 40 + 30 on 8.
    let model = ScalingModel(parallelShare: 0.6, level: 4, restLevel: 1, degree: 64, referenceCPUs: 4)
    #expect(abs(model.duration(on: 2) - 1.6) < 1e-12)
    #expect(abs(model.duration(on: 8) - 0.7) < 1e-12)
  }

  @Test func `vCPUs that were idle are not missed`() {
    let model = ScalingModel(parallelShare: 0.5, level: 2, restLevel: 1, degree: 2, referenceCPUs: 8)
    #expect([2.0, 4, 8, 16].map(model.duration) == [1, 1, 1, 1])
    #expect(model.duration(on: 1) == 1.5)
  }

  @Test func `a rest that keeps a few busy is slowed down by fewer`() {
    let model = ScalingModel(parallelShare: 0.5, level: 8, restLevel: 4, degree: 8, referenceCPUs: 8)
    #expect([8.0, 4, 2].map(model.duration) == [1, 1.5, 3])
  }

  @Test func `less than one vCPU slows the serial part too`() {
    let model = ScalingModel(parallelShare: 0, level: 1, restLevel: 1, degree: 1, referenceCPUs: 2)
    #expect(model.duration(on: 0.5) == 2)
  }

  @Test func `models drawn are 1 on their reference, never faster on less, and keep the measured work`() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<40 {
      let cpus = [1.0, 2, 4, 16][Int(random.uniform(0, 4))]
      let average = random.uniform(0, cpus)
      let peak = random.uniform(average, cpus)
      let evidence = ParallelismEvidence(cpus: cpus, averageBusy: average, peakBusy: peak)
      for model in ScalingDraws.few.map(evidence.model) {
        #expect(abs(model.duration(on: cpus) - 1) < 1e-9)
        #expect((0...1).contains(model.parallelShare))
        let durations = [0.5, 1, 2, 4, 8, 16, 64].map(model.duration)
        #expect(zip(durations, durations.dropFirst()).allSatisfy { $0 >= $1 - 1e-12 })
        // No size can do the measured work faster than with all its vCPUs busy.
        for size in [1.0, 2, 4] where size <= cpus {
          #expect(model.duration(on: size) * size >= average - 1.001)
        }
      }
    }
  }

  @Test func `strange measurements draw a model that is finite`() {
    for (average, peak) in [(0.0, 0.0), (4, 4), (0.001, 4), (4, 0), (9, 9)] {
      let evidence = ParallelismEvidence(
        cpus: 4, averageBusy: average, averageError: 3, peakBusy: peak, cpuPressure: 7, ioPressure: .nan)
      for model in ScalingDraws.few.map(evidence.model) { #expect(model.duration(on: 2).isFinite) }
    }
    let nothing = ParallelismEvidence(cpus: 0.5, averageBusy: nil, peakBusy: nil)
    #expect(ScalingDraws.few.allSatisfy { nothing.model($0).duration(on: 2).isFinite })
  }

  @Test func `what waits for a CPU gains more by larger machines, what waits for the disk less`() {
    let mean = { (cpu: Double?, io: Double?) in
      let evidence = ParallelismEvidence(
        cpus: 4, averageBusy: 3.8, peakBusy: 4, cpuPressure: cpu, ioPressure: io)
      return ScalingDraws.few.reduce(0) { $0 + evidence.model($1).duration(on: 16) }
    }
    #expect(mean(0.9, nil) < mean(nil, nil) && mean(nil, nil) < mean(nil, 0.8))
    #expect(mean(0, 0) == mean(nil, nil))
  }

  @Test func `the unknowns fill their ranges evenly, the same each time`() {
    for draws in [ScalingDraws.few, ScalingDraws.many] {
      for figure in [\ScalingUnknowns.sustained, \.kindOfRest, \.rest, \.parallelShare] {
        for tenth in 0..<10 {
          let share = draws.count { Int($0[keyPath: figure] * 10) == tenth }
          #expect(abs(Double(share) / Double(draws.count) - 0.1) < 0.04)
        }
      }
      let doublings = draws.reduce(0) { $0 + $1.doublings } / Double(draws.count)
      #expect(abs(doublings - 1) < 0.05)
    }
    #expect(ScalingDraws.locations.count == JobState.mostSizes)
  }

  @Test func `candidates are taken as often as their weights say`() {
    let taken = ScalingDraws.chosen(by: [1, 0, 2, 1])
    #expect(taken.count == ScalingDraws.count)
    #expect((0..<4).map { one in taken.count { $0 == one } } == [32, 0, 64, 32])
    #expect(ScalingDraws.chosen(by: [0, 0]).count == ScalingDraws.count)
  }
}
