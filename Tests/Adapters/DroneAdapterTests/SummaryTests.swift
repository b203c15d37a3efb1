internal import CorpusTesting
internal import DroneAdapter
internal import Testing

@Suite struct SummaryTests {
  @Test func `the summary, the sources and the pages say the same`() throws {
    #expect(try SummaryReview(Drone(), folder: "Drone", page: "drone").failures() == [])
  }
}
