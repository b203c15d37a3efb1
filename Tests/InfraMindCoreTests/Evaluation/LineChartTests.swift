import Testing

@testable import InfraMindCore

@Suite struct LineChartTests {
  @Test func `points lie where their figures are, between round ends`() {
    let chart = LineChart(
      title: "t", xTitle: "runs", yTitle: "%",
      lines: [LineChart.Line("ours", points: [.init(1, 50), .init(3, 90), .init(2, .nan)], style: .bold)])
    // x from 1 to 3 over 56...530, y from 50 to 90 over 332...36, with steps of 0.5 and 10.
    #expect(chart.svg.contains("points=\"56.0,332.0 530.0,36.0\""))
    #expect(chart.svg.contains(">1.5</text>"))
    #expect(chart.svg.contains(">70</text>"))
  }

  @Test
  func `a table's curve is drawn with ours to stand out and on top, without methods that have no figure`() {
    let cells = { (values: [Double?]) in values.map { EvaluationTable.Cell($0) } }
    let table = EvaluationTable(
      title: "t", note: "",
      columns: [.init("a", decimals: 0), .init("b", decimals: 0), .init("c", decimals: 0)],
      rows: [
        .init("ours", role: .ours, cells: cells([1, 2, 3])),
        .init("theirs", role: .baseline, cells: cells([4, nil, 6])),
        .init("none", role: .reference, cells: cells([7, nil, nil])),
      ], curve: .init(columns: [1, 2], xs: [10, 20], xTitle: "x", yTitle: "y"))
    #expect(table.chart?.lines.map(\.name) == ["ours", "theirs"])
    #expect(table.chart?.lines.map(\.style) == [.bold, .plain])
    #expect(table.chart?.lines.map(\.points) == [[.init(10, 2), .init(20, 3)], [.init(20, 6)]])
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
