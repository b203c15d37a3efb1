internal import AdapterKit
internal import CorpusTesting
internal import TeamCityAdapter
internal import Testing

@Suite struct SummaryTests {
  @Test func `the summary, the sources and the pages say the same`() throws {
    #expect(try SummaryReview(TeamCity(), folder: "TeamCity", page: "teamcity").failures() == [])
  }

  @Test func `its prices have sources`() { #expect(!TeamCity().summary.prices.isEmpty) }
}
