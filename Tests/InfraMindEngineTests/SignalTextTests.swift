import Foundation
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct SignalTextTests {
  private static let start = Date(timeIntervalSince1970: 1_790_000_000)

  private func run(
    _ number: Int, seconds: Double = 300, commit: String? = nil, _ conclusion: JobConclusion = .success
  ) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "acme/shop", pipeline: "ci.yml", job: "test", run: "\(number)",
      conclusion: conclusion)
    run.name = "test"
    run.headCommit = commit ?? "c\(number)"
    run.startedAt = Self.start + Double(number) * 3600
    run.finishedAt = run.startedAt.map { $0 + seconds }
    return run
  }

  private func report(_ run: JobRun, _ earlier: [JobRun]) -> String {
    AnalysisReport(RunAnalyzer().analysis(of: [run], beside: earlier)).text
  }

  @Test func `a slow run is told with its usual time and how rare it is`() {
    let text = report(run(30, seconds: 480), (0..<30).map { run($0) })
    #expect(text.contains("    slow: 1.6 × its usual 5 min; a time like that comes about once in "))
    #expect(!text.contains("flaky"))
    #expect(!report(run(30), (0..<30).map { run($0) }).contains("slow"))
  }

  @Test func `a lasting change is told with the commit and the runs between which it began`() {
    let earlier = (0..<90).map { run($0) } + (90..<97).map { run($0, seconds: 390) }
    let text = report(run(97, seconds: 390), earlier)
    #expect(text.contains("    since commit c90 (run 90) the job takes 30 % longer"))
    let shorter = (0..<90).map { run($0, seconds: 390) } + (90..<97).map { run($0) }
    #expect(report(run(97), shorter).contains("the job takes 23 % shorter"))
  }

  @Test func `both outcomes on one commit are told, and what a second try would do`() {
    let earlier =
      (0..<5).map { run($0) } + [run(5, commit: "x", .failure), run(6, commit: "x"), run(7, commit: "y")]
    let text = report(run(8, .failure), earlier)
    #expect(text.contains("    flaky: both outcomes on one commit in 1 of 1 commit tried again, of 8;"))
    // The only one tried again passed. The usual 33 % count as four: 2.32 of 5, or 46 %, which in turn counts as four for this cause.
    #expect(text.contains("a second try would pass with 57 % probability"))
  }

  @Test func `what a run says of itself cannot write to the terminal`() {
    let earlier =
      (0..<90).map { run($0, commit: "\u{1b}[31mred\($0)") }
      + (90..<97).map { run($0, seconds: 390, commit: "\u{1b}[31mred\($0)") }
    let text = report(run(97, seconds: 390, commit: "c"), earlier)
    #expect(text.contains("since commit"))
    #expect(!text.contains("\u{1b}"))
  }
}
