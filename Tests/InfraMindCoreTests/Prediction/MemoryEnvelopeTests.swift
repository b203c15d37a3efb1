import Foundation
import Testing

@testable import InfraMindCore

@Suite struct MemoryEnvelopeTests {
  private func run(_ peak: Double?, _ conclusion: JobConclusion = .success, machine: Double? = nil) -> JobRun
  {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "1",
      conclusion: conclusion)
    run.use = peak.map { ResourceUse(peakMemory: MemorySize(gibibytes: $0)) }
    run.memory = machine.map { MemorySize(gibibytes: $0) }
    return run
  }

  private func envelope(_ runs: [JobRun]) -> MemoryEnvelope { memory(runs).envelope(now: SyntheticJob.now) }

  private func memory(_ runs: [JobRun]) -> JobMemory {
    let dated = runs.map { run in
      var run = run
      run.startedAt = SyntheticJob.now
      return run
    }
    return JobState(dated, now: SyntheticJob.now) { run in (nil, run.memory) }.memory
  }

  private func gib(_ size: Double) -> MemorySize { MemorySize(gibibytes: size) }

  @Test func `the floor is the 99th percentile of the peaks and 15 percent`() throws {
    let runs = (1...100).map { run($0 == 100 ? 20 : $0 == 99 ? 4 : 2) }
    let floor = try #require(envelope(runs).floor) / 1_073_741_824
    // The sketch is half a percent wide, and rounds up.
    #expect((4 * 1.15...4 * 1.15 * 1.006).contains(floor))
  }

  @Test func `with few runs the largest peak counts`() {
    let memory = envelope([run(2), run(6.9), run(3)])
    #expect(memory.admits(gib(8), today: gib(16)))
    #expect(!memory.admits(gib(7.5), today: gib(16)))
  }

  @Test func `a machine that ran out of memory is not enough, nor is one a little larger`() {
    let memory = envelope([run(3), run(nil, .outOfMemory, machine: 8)])
    #expect(!memory.admits(gib(8), today: gib(8)))
    #expect(!memory.admits(gib(9), today: gib(8)))
    #expect(memory.admits(gib(16), today: gib(8)))
    #expect(memory.exhaustedRuns == 1)
  }

  @Test func `without measurements only as much as today's memory is admitted`() {
    let memory = envelope([run(nil)])
    #expect(memory.floor == nil)
    #expect(!memory.admits(gib(4), today: gib(8)))
    #expect(memory.admits(gib(8), today: gib(8)))
    #expect(!memory.admits(gib(8), today: nil))
    #expect(!memory.admits(nil, today: gib(8)))
  }

  @Test func `the risk falls with memory, is wide after few runs, and knows what was seen`() throws {
    let few = memory([run(3), run(3)])
    let many = memory((0..<60).map { run(3 * exp(0.05 * NormalQuantile.value(at: (Double($0) + 0.5) / 60))) })
    let risks = { (memory: JobMemory) in
      [2.0, 3, 3.5, 4, 6, 12].compactMap { memory.probability(ofMoreThan: $0 * 1_073_741_824) }
    }
    let (wide, narrow) = (risks(few), risks(many))
    #expect(wide == wide.sorted(by: >) && narrow == narrow.sorted(by: >))
    #expect(wide[0] > 0.95 && wide[5] < 1e-3)
    for index in 2...4 { #expect(narrow[index] < wide[index]) }
    // One run in ten at four times the memory: no normal tail would have it.
    let two = memory((0..<40).map { run($0 % 10 == 0 ? 8 : 2) })
    #expect(try #require(two.probability(ofMoreThan: 7 * 1_073_741_824)) >= 0.09)
    #expect(memory([run(nil)]).probability(ofMoreThan: 1) == nil)
  }
}
