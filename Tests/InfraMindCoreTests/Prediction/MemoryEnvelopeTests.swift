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

  private func envelope(_ runs: [JobRun]) -> MemoryEnvelope {
    MemoryEnvelope(runs: runs, weights: runs.map { _ in 1 }) { $0.memory.map { Double($0.bytes) } }
  }

  private func gib(_ size: Double) -> MemorySize { MemorySize(gibibytes: size) }

  @Test func `the floor is the 99th percentile of the peaks and 15 percent`() throws {
    let runs = (1...100).map { run($0 == 100 ? 20 : $0 == 99 ? 4 : 2) }
    let floor = try #require(envelope(runs).floor)
    #expect(abs(floor / 1_073_741_824 - 4 * 1.15) < 1e-6)
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
}
