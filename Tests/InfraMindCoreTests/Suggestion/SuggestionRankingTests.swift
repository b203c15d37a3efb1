import Testing

@testable import InfraMindCore

@Suite struct SuggestionRankingTests {
  private func suggestion(
    _ job: String, dollars: Double? = nil, seconds: Double? = nil, runs: Double? = nil,
    confidence: Double = 0.5
  ) -> Suggestion {
    let interval = { (value: Double) in Interval(low: value, middle: value, high: value) }
    let key = JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: job)
    let plan = CachePlan(tool: CacheTool(rawValue: "npm"), step: 0, paths: [], keyFiles: [], keyGlobs: [])
    return Suggestion(
      job: key, jobName: job, position: SourcePosition(file: "ci.yml", line: 1, column: 1),
      change: .cache(plan),
      summary: "", evidence: [],
      effect: ExpectedEffect(
        secondsPerRun: seconds.map(interval), dollarsPerMonth: dollars.map(interval),
        runsPerMonth: runs.map(interval)),
      confidence: confidence, undo: "")
  }

  private func ranked(_ suggestions: [Suggestion]) -> [String] {
    SuggestionRanking().ranked(suggestions).map(\.job.job)
  }

  @Test func `value a month counts first, money and waiting together`() {
    // 60 s × 300 runs at $0.02 a minute are $6, less $1 of money.
    let faster = suggestion("faster", dollars: -1, seconds: 60, runs: 300)
    #expect(SuggestionRanking().valuePerMonth(of: faster) == 5)
    #expect(
      ranked([suggestion("cheaper", dollars: 4), faster, suggestion("best", dollars: 9)]) == [
        "best", "faster", "cheaper",
      ])
  }

  @Test func `what is unknown ranks between gain and loss, the surer first, then by job`() {
    let all = [
      suggestion("loss", dollars: -2), suggestion("b", confidence: 0.7), suggestion("gain", dollars: 0.1),
      suggestion("a", confidence: 0.7), suggestion("sure", confidence: 0.9), suggestion("nan", dollars: .nan),
    ]
    #expect(ranked(all) == ["gain", "sure", "a", "b", "nan", "loss"])
    #expect(ranked(all.reversed()) == ranked(all))
  }

  @Test func `time without a number of runs has no monthly value`() {
    #expect(SuggestionRanking().valuePerMonth(of: suggestion("a", seconds: 60)) == nil)
  }
}
