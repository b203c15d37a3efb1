import AdapterKit
import FoundationEssentials
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct RunReportTests {
  private static let now = Date(timeIntervalSince1970: 1_790_000_000)

  /// A job's runs of ten minutes on the larger size, which it leaves ten days before now.
  private static func runs(since seconds: Double) -> [JobRun] {
    (0..<30).map { number in
      let isMoved = number >= 20
      var run = JobRun(
        platform: FakePlatform.platform, repository: "o/n", pipeline: "fake.yml", job: "build",
        run: "\(number)",
        conclusion: .success)
      run.startedAt = now.addingTimeInterval(86_400 * Double(number - 30))
      run.finishedAt = run.startedAt?.addingTimeInterval((isMoved ? seconds : 600) + Double(number * 7 % 11))
      run.runnerLabels = [isMoved ? "small" : "large"]
      run.use = ResourceUse(averageCPUs: 0.9, peakCPUs: 1, peakMemory: MemorySize(gibibytes: 2))
      return run
    }
  }

  private static func report(since seconds: Double) throws -> Report {
    let sent = try SentCheckout(
      JSONValue(
        parsing: Array(
          #"{"platform":"fake-ci","repository":"o/n","pipelines":["fake.yml"],"files":{"fake.yml":"build: {size: small}\n"}}"#
            .utf8)))
    let advisers = Suggester.Advisers(size: SizeAdvisor(), cache: FakeCaches(tools: []))
    let desk = try RunDesk(
      sent, runs: runs(since: seconds), now: now, AdapterRegistry([FakePlatform()]), advisers)
    return desk.report("")
  }

  @Test func `a move that kept its promise says so, and all is well`() throws {
    let report = try Self.report(since: 600)
    #expect(report.isAllWell)
    #expect(report.figures.first { $0.name == "moves_below_promise" }?.value == 0)
    let line = try #require(report.lines.first { $0.contains("the move from") })
    #expect(line.contains("That is what came."), "\(line)")
  }

  @Test func `a move that brought less than promised, and made it worse, stands on top`() throws {
    let report = try Self.report(since: 2400)
    #expect(!report.isAllWell && report.headline.contains("1 move to take back"))
    #expect(report.figures.first { $0.name == "moves_below_promise" }?.value == 1)
    #expect(report.markdown.contains("It brought less."), "\(report.markdown)")
    #expect(report.markdown.contains("Go back from Fake small to Fake large"))
  }
}
