import Foundation
import Testing

@testable import InfraMindCore

/// Prints how fast advice is; on a shared machine nothing is claimed of it.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["INFRAMIND_MEASURE_SPEED"] != nil))
struct SizeSpeedTests {
  private struct Prepared {
    let machines: JobMachines
    let state: JobState
    let row: JobRow
  }

  @Test func `advice from prepared histories, and the update of a history by a run`() throws {
    let ladder = SyntheticJob.ladder
    let count = 100_000
    var random = SeededGenerator(seed: 1)
    let clock = ContinuousClock()
    var updates: (time: Duration, runs: Int) = (.zero, 0)
    let jobs = (0..<count).map { number in
      let job = SyntheticJob(&random)
      var runs = job.runs(12, on: job.today, first: 0, &random)
      if number % 2 == 0 { runs += job.runs(5, on: ladder[(number / 2) % 5], first: 12, &random) }
      let now = SyntheticJob.time(after: 17)
      var state = JobState()
      updates.time += clock.measure {
        for run in runs { state.add(run, on: (run.cpus, run.memory), now: now) }
      }
      updates.runs += runs.count
      return Prepared(
        machines: JobMachines(asked: job.today.labels, current: job.today, ladder: ladder, runs: runs),
        state: state,
        row: Example.row(job.today.labels))
    }
    let context = AdvisingContext(now: SyntheticJob.time(after: 17), visibility: .private)
    let definition = Example.job()
    let advisor = SizeAdvisor()
    for (name, work) in [
      (
        "advice",
        { (one: Prepared) in
          _ = advisor.advice(
            for: one.row, of: definition, machines: one.machines, state: one.state, context: context)
        }
      ),
      (
        "whole ladder",
        { (one: Prepared) in
          _ = advisor.ladder(of: definition, machines: one.machines, state: one.state, context: context)
        }
      ),
    ] as [(String, (Prepared) -> Void)] {
      var times: [Double] = []
      let whole = clock.measure {
        for job in jobs { times.append(clock.measure { work(job) } / .microseconds(1)) }
      }
      times.sort()
      let figures = [0.5, 0.99, 0.999].map { FigureText.fixed(times[Int(Double(count) * $0)], 1) }
      print(
        "\(name): \(FigureText.fixed(Double(count) / (whole / .seconds(1)), 0)) jobs a second; "
          + "p50, p99, p99.9 \(figures.joined(separator: ", ")) µs")
    }
    let bytes = jobs.map(\.state.byteCount).sorted()
    print(
      "update by a run: \(FigureText.fixed(updates.time / .microseconds(1) / Double(updates.runs), 2)) µs")
    print("bytes a job: median \(bytes[count / 2]), most \(bytes[count - 1])")
    #expect(bytes[count - 1] <= 4096)
  }
}
