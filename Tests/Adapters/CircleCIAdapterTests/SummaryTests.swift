internal import AdapterKit
internal import CircleCIAdapter
internal import CorpusTesting
internal import Testing

@Suite struct SummaryTests {
  @Test func `the summary, the sources and the pages say the same`() throws {
    #expect(try SummaryReview(CircleCI(), folder: "CircleCI", page: "circleci").failures() == [])
  }

  @Test func `its prices have sources`() { #expect(!CircleCI().summary.prices.isEmpty) }
}
