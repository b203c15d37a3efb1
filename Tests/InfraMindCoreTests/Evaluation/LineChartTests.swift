import Testing

@testable import InfraMindCore

@Suite struct LineChartTests {
  @Test func `points lie where their figures are, between round ends`() {
    let chart = LineChart(
      title: "t", xTitle: "runs", yTitle: "%",
      lines: [LineChart.Line("ours", points: [.init(1, 50), .init(3, 90), .init(2, .nan)], isOurs: true)])
    // x from 1 to 3 over 56...470, y from 50 to 90 over 312...36, with steps of 0.5 and 10.
    #expect(chart.svg.contains("points=\"56.0,312.0 470.0,36.0\""))
    #expect(chart.svg.contains(">1.5</text>"))
    #expect(chart.svg.contains(">70</text>"))
  }

  @Test(arguments: [[], [LineChart.Point(0, 0)], [.init(5, -1e300), .init(6, 1e300)], [.init(.nan, 1)]])
  func `whatever the figures, the chart is one closed document`(_ points: [LineChart.Point]) {
    let svg = LineChart(
      title: "a<b & \"c\"\u{1}", xTitle: "", yTitle: "", lines: [LineChart.Line("<script>", points: points)]
    ).svg
    #expect(svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("a&lt;b &amp; &quot;c&quot;<"))
    #expect(!svg.contains("<script>"))
    #expect(!svg.contains("nan"))
  }
}
