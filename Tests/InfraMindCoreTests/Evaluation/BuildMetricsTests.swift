import Testing

@testable import InfraMindCore

@Suite struct BuildMetricsTests {
  private let predictions: [BuildMetrics.Prediction] = [
    .init(project: 0, actual: 100, predicted: 110), .init(project: 0, actual: 200, predicted: 200),
    .init(project: 1, actual: 50, predicted: 100), .init(project: 1, actual: 10, predicted: 8),
  ]

  @Test func `errors of durations by hand`() {
    #expect(BuildMetrics.meanError(predictions) == 62.0 / 4)
    #expect(abs(BuildMetrics.sumError(predictions) - 100 * 62 / 360) < 1e-9)
    #expect(abs(BuildMetrics.medianError(predictions) - 15) < 1e-9)
    #expect(abs(BuildMetrics.within(0.1, predictions) - 50) < 1e-9)
    let means = BuildMetrics.meanOverProjects(predictions, project: \.project, BuildMetrics.medianError)
    #expect(abs(means - (5 + 60) / 2) < 1e-9)
  }

  @Test func `figures of intervals by hand`() {
    let bounds: [BuildMetrics.Bounds] = [
      .init(project: 0, actual: 10, predicted: 10, low: 8, high: 12),
      .init(project: 0, actual: 20, predicted: 10, low: 8, high: 10),
      .init(project: 1, actual: 5, predicted: 10, low: 6, high: 20),
    ]
    #expect(abs(BuildMetrics.covered(bounds) - 200.0 / 3) < 1e-9)
    #expect(abs(BuildMetrics.inside(bounds) - 100.0 / 3) < 1e-9)
    #expect(BuildMetrics.worstCovered(bounds) == 50)
    #expect(abs(BuildMetrics.coverageDeviation(bounds) - 25) < 1e-9)
    #expect(abs(BuildMetrics.width(bounds) - 40) < 1e-9)
    let loss = (0.1 * SafeLog.of(1.2) + 0.9 * SafeLog.of(2) + 0.1 * SafeLog.of(4)) / 3
    #expect(abs(BuildMetrics.pinball(bounds) - loss) < 1e-9)
  }

  @Test func `the area under the curve by hand, ties counting half`() {
    func risks(_ scores: [(Bool, Double)]) -> [BuildMetrics.Risk] {
      scores.map { .init(project: 0, failed: $0.0, score: $0.1) }
    }
    let mixed = risks([(true, 0.9), (false, 0.8), (true, 0.5), (false, 0.5), (false, 0.1)])
    #expect(abs(BuildMetrics.areaUnderCurve(mixed) - 4.5 / 6) < 1e-9)
    // 1 of 1 at 0.9, then 2 of 4 at 0.5.
    #expect(abs(BuildMetrics.averagePrecision(mixed) - 0.75) < 1e-9)
    #expect(BuildMetrics.areaUnderCurve(risks([(true, 1)])).isNaN)
  }

  @Test func `leaving one project out gives the standard error of a mean`() throws {
    let items = [(0, 1.0), (1, 2.0), (2, 6.0)]
    let error = BuildMetrics.standardError(items, project: \.0) { BuildMetrics.mean($0.map(\.1)) }
    // √(Σ(x − 3)² / (3 · 2))
    #expect(abs(try #require(error) - (14.0 / 6).squareRoot()) < 1e-9)
    #expect(BuildMetrics.standardError([(0, 1.0)], project: \.0) { $0[0].1 } == nil)
  }

  @Test func `what others predict, by hand`() throws {
    func build(
      _ at: Double, _ seconds: Double, jobs: Double = 1, _ status: BuildHistory.Status = .passed,
      branch: Int = 0
    )
      -> BuildHistory.Build
    {
      var build = BuildHistory.Build(started: at, status: status, seconds: seconds, jobs: jobs)
      build.branch = branch
      return build
    }
    let history = BuildHistory(
      name: "p",
      builds: [
        build(0, 10), build(100, 20, branch: 1), build(200, 60, jobs: 2), build(300, 5, .failed),
        build(400, 40, .errored), build(500, 7, jobs: 3, branch: 1),
      ])
    let baselines = try #require(BuildBaselines(history, 5))
    #expect(baselines.last == 40)
    #expect(baselines.median5 == 20)
    #expect(baselines.median5PerJob == 60)
    #expect(baselines.lastOfBranch == 60)
    #expect(baselines.passedMedian5 == 60)
    #expect(baselines.lastFailed == 1)
    #expect(baselines.failureShare20 == 0.4)
    #expect(baselines.branchFailed == 0)
    #expect(BuildBaselines(history, 0) == nil)
  }

  @Test func `rolling ratios span what was seen`() {
    var rolling = RollingRatio()
    #expect(rolling.quantile(0.9) == 1)
    for ratio in stride(from: 0.0, through: 10, by: 1) { rolling.take(ratio) }
    rolling.take(.nan)
    #expect(
      rolling.quantile(0.1) == 1 && rolling.quantile(0.9) == 9 && abs(rolling.quantile(0.05) - 0.5) < 1e-9)
  }
}
