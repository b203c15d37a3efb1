import Testing

@testable import InfraMindEngine

@Suite struct NearestWordTests {
  private let words = ["visibility", "history", "ignore", "runners", "prices", "limits"]

  @Test(arguments: [
    ("visibilty", "visibility"), ("hsitory", "history"), ("Ignore", "ignore"), ("runner", "runners"),
    ("price", "prices"), ("limit", "limits"),
  ])
  func `finds what was meant`(_ typed: String, _ meant: String) {
    #expect(NearestWord.nearest(to: typed, among: words) == meant)
  }

  @Test(arguments: ["x", "timeouts", "", String(repeating: "a", count: 1000)])
  func `keeps quiet when nothing is near`(_ typed: String) {
    #expect(NearestWord.nearest(to: typed, among: words) == nil)
  }

  @Test func `a swap of neighbours counts once`() {
    #expect(NearestWord.distance(Array("ab"), Array("ba")) == 1)
    #expect(NearestWord.distance(Array(""), Array("abc")) == 3)
    #expect(NearestWord.distance(Array("kitten"), Array("sitting")) == 3)
  }
}
