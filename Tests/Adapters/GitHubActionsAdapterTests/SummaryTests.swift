internal import AdapterKit
internal import CorpusTesting
internal import GitHubActionsAdapter
internal import Testing

@Suite struct SummaryTests {
  @Test func `the summary, the sources and the pages say the same`() throws {
    #expect(
      try SummaryReview(GitHubActions(), folder: "GitHubActions", page: "github-actions").failures() == [])
  }

  @Test func `its prices have sources`() { #expect(!GitHubActions().summary.prices.isEmpty) }
}
