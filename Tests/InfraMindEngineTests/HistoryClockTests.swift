import Foundation
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct HistoryClockTests {
  private func run(_ number: Int, at date: Date, fork: Bool = false) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "acme/shop", pipeline: "ci.yml", job: "test", run: "\(number)",
      conclusion: .success)
    run.startedAt = date
    run.finishedAt = date.addingTimeInterval(60)
    run.isFromFork = fork
    return run
  }

  @Test func `neither a fork's run nor a wrong clock moves what counts as now`() {
    let usual = Date(timeIntervalSince1970: 1_700_000_000)
    let runs = [
      run(1, at: usual), run(2, at: usual.addingTimeInterval(86_400 * 40), fork: true),
      run(3, at: Date().addingTimeInterval(86_400 * 400)),
    ]
    #expect(HistoryFile(runs, from: "here").newest == usual.addingTimeInterval(60))
    #expect(HistoryFile([run(2, at: usual, fork: true)], from: "here").newest == nil)
  }
}
