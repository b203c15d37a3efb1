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
    for _ in 0..<2000 {
      let cpus = [1.0, 2, 4, 16][Int(random.uniform(0, 4))]
      let average = random.uniform(0, cpus)
      let peak = random.uniform(average, cpus)
      let evidence = ParallelismEvidence(cpus: cpus, averageBusy: average, peakBusy: peak)
      let model = evidence.draw(&random)
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

  @Test func `strange measurements draw a model that is finite`() {
    var random = SeededGenerator(seed: 2)
    for (average, peak) in [(0.0, 0.0), (4, 4), (0.001, 4), (4, 0), (9, 9)] {
      let evidence = ParallelismEvidence(cpus: 4, averageBusy: average, peakBusy: peak)
      for _ in 0..<100 { #expect(evidence.draw(&random).duration(on: 2).isFinite) }
    }
    let nothing = ParallelismEvidence(cpus: 0.5, averageBusy: nil, peakBusy: nil)
    #expect(nothing.draw(&random).duration(on: 2).isFinite)
  }
}
