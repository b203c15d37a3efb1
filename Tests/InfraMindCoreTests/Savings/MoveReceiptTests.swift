import FoundationEssentials
import Testing

@testable import InfraMindCore

@Suite struct MoveReceiptTests {
  private static let start = Date(timeIntervalSince1970: 1_790_000_000)
  private static let now = start + 40 * 86_400

  private static func machine(_ label: String, cpus: Double, cents: Int64) -> Runner {
    let price = RunnerPrice(
      perMinute: Money(nanodollars: cents * 10_000_000), billing: .seconds, source: "a list",
      asOf: "2026-01-01")
    return Runner(
      label: label, name: label, family: RunnerFamily(vendor: "v", os: "linux", architecture: "x64"),
      cpus: cpus,
      memory: MemorySize(gibibytes: 4 * cpus), price: price)
  }

  private static let machines = [
    "small": machine("small", cpus: 2, cents: 1), "large": machine("large", cpus: 8, cents: 4),
    "huge": machine("huge", cpus: 32, cents: 16),
  ]

  /// A run on a day, of so many seconds.
  private static func run(_ day: Double, _ label: String, _ seconds: Double) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "a", run: "\(day)",
      conclusion: .success)
    run.startedAt = start + day * 86_400
    run.finishedAt = run.startedAt.map { $0 + seconds }
    run.runnerLabels = [label]
    return run
  }

  private static func receipt(_ runs: [JobRun], now: Date = now) -> MoveReceipt? {
    MoveReceipt(runs, now: now) { run in run.runnerLabels.first.flatMap { machines[$0] } }
  }

  /// 600, 660, 540 seconds on the large machine; then 900, 960, 840 on the small one, ten days before now.
  private static let moved =
    [600, 660, 540].enumerated().map { run(Double($0.offset), "large", $0.element) }
    + [900, 960, 840].enumerated().map { run(30 + Double($0.offset), "small", $0.element) }

  @Test func `means are compared, with Welch's interval`() throws {
    let receipt = try #require(Self.receipt(Self.moved.shuffled()))
    #expect(receipt.from.label == "large" && receipt.to.label == "small")
    #expect(receipt.movedAt == Self.start + 30 * 86_400)
    #expect(receipt.runsBefore == 3 && receipt.runsSince == 3)
    // Both variances are 3600: the error is sqrt(2400), with 4 degrees of freedom, whose 95th percentile is 2.132.
    #expect(receipt.secondsPerRun.middle == -300)
    #expect(abs(receipt.secondsPerRun.high - (-300 + 2.132 * 48.9898)) < 0.5)
    #expect(abs(receipt.secondsPerRun.low - (-300 - 2.132 * 48.9898)) < 0.5)
    // 10 minutes at 4 cents, 15 at 1 cent.
    let dollars = try #require(receipt.dollarsPerRun)
    #expect(abs(dollars.middle - 0.25) < 1e-9 && dollars.low > 0)
    // Three runs in ten days.
    let month = try #require(receipt.dollarsPerMonth)
    #expect(abs(month.middle - 0.25 * 0.3 * 365.25 / 12) < 1e-9)
  }

  @Test func `whether it paid depends on what waiting is worth`() throws {
    let receipt = try #require(Self.receipt(Self.moved))
    #expect(receipt.verdict(perMinute: 0) == .saves)
    #expect(receipt.verdict(perMinute: 0.05) == .undecided)
    #expect(receipt.verdict(perMinute: 1) == .costs)
  }

  @Test func `runs of forks, failed ones and single trials on a third machine do not count`() throws {
    var noise = [Self.run(5, "huge", 5), Self.run(33, "small", 9000), Self.run(34, "small", 9000)]
    noise[1].isFromFork = true
    noise[2].conclusion = .failure
    #expect(Self.receipt(Self.moved + [noise[1], noise[2]]) == Self.receipt(Self.moved))
    let receipt = try #require(Self.receipt([Self.run(-1, "huge", 5)] + Self.moved))
    #expect(receipt.runsBefore == 3)
  }

  @Test func `without a move, with too few runs, or on unknown machines there is none`() {
    #expect(Self.receipt([]) == nil)
    #expect(Self.receipt(Array(Self.moved.prefix(3))) == nil)
    #expect(Self.receipt(Array(Self.moved.dropFirst())) == nil)
    #expect(Self.receipt(Array(Self.moved.dropLast())) == nil)
    #expect(
      Self.receipt(Self.moved, now: Self.start + 31.5 * 86_400) == nil, "what is to come does not count")
    #expect(MoveReceipt(Self.moved, now: Self.now) { _ in nil } == nil)
  }

  @Test func `a month is told from a week on`() {
    #expect(Self.receipt(Self.moved, now: Self.start + 36.9 * 86_400)?.dollarsPerMonth == nil)
    #expect(Self.receipt(Self.moved, now: Self.start + 37 * 86_400)?.dollarsPerMonth != nil)
  }
}
