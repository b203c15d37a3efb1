import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SizeLadderTests {
  private func ladder(_ job: SyntheticJob, runs: Int) -> [SizePrediction] {
    var random = SeededGenerator(seed: 5)
    return SizeAdvisor().ladder(
      for: Example.row(job.today.labels), of: Example.job(), current: job.today, ladder: SyntheticJob.ladder,
      runs: job.runs(runs, on: job.today, first: 0, &random),
      context: AdvisingContext(now: SyntheticJob.time(after: runs)))
  }

  @Test func `every size is priced, smallest first, and refused with a reason`() throws {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<20 {
      let job = SyntheticJob(&random)
      let all = ladder(job, runs: 12)
      #expect(all.map(\.machine.label) == SyntheticJob.ladder.map(\.label))
      let today = try #require(all.first { $0.isCurrent })
      #expect(today.machine.label == job.today.label && today.basis == .measured && today.runs == 12)
      for one in all {
        #expect(one.p50Seconds <= one.p90Seconds && one.p90Seconds <= one.p95Seconds)
        #expect(one.seconds.low <= one.meanSeconds && one.meanSeconds <= one.seconds.high)
        let memory = try #require(one.machine.memory?.gibibytes)
        if memory < job.peakGiB && !one.isCurrent { #expect(one.objection?.contains("memory") == true) }
      }
    }
  }

  @Test func `without runs that count there is no ladder`() {
    var random = SeededGenerator(seed: 12)
    #expect(ladder(SyntheticJob(&random), runs: 0).isEmpty)
  }
}
