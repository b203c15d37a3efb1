internal import AdapterKit
internal import BuildkiteAdapter
internal import CorpusTesting
internal import Testing

@Suite struct SummaryTests {
  @Test func `the summary, the sources and the pages say the same`() throws {
    #expect(try SummaryReview(Buildkite(), folder: "Buildkite", page: "buildkite").failures() == [])
  }

  @Test func `its prices have sources`() { #expect(!Buildkite().summary.prices.isEmpty) }
}
