import Foundation
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct EvaluationReportTests {
  static let table = EvaluationTable(
    title: "Sizes | found", note: "On 3 jobs.",
    columns: [.init("within 10 % after 1 run, %", decimals: 0), .init("cost, $", decimals: 2)],
    rows: [
      .init("all of it", role: .ours, cells: [.init(70.4, standardError: 1.6), .init(0.125)]),
      .init("theirs", role: .baseline, cells: [.init(nil)]),
      .init("paper", role: .reference, cells: [.init(52), .init(-1)]),
    ])

  @Test func `people read aligned columns, titles broken over lines`() {
    let lines = EvaluationReport([Self.table]).text(TextStyle()).split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "Sizes | found", "On 3 jobs.", "                           within 10 %",
        "                        after 1 run, %  cost, $",
        "  InfraMind: all of it          70 ± 2     0.13", "  theirs                             –        –",
        "  reference: paper                  52    -1.00",
      ])
  }

  @Test func `a page gets a table whose cells cannot break it`() {
    let text = EvaluationReport([Self.table]).markdown(level: 3)
    #expect(text.hasPrefix("### Sizes \\| found\n\nOn 3 jobs.\n\n|  | within"))
    #expect(text.contains("| InfraMind: all of it | 70 ± 2 | 0.13 |\n"))
    #expect(text.contains("| theirs | – | – |\n"))
    var drawn = Self.table
    drawn.curve = EvaluationTable.Curve(columns: [0], xs: [1], xTitle: "", yTitle: "")
    #expect(
      EvaluationReport([drawn]).markdown(charts: "charts").contains(
        "\n![Sizes \\| found](charts/sizes-found.svg)\n"))
  }

  @Test func `programs get numbers, and null where there is none`() throws {
    let json =
      try JSONSerialization.jsonObject(with: Data(EvaluationReport([Self.table]).json)) as? [String: Any]
    let tables = try #require(json?["tables"] as? [[String: Any]])
    let rows = try #require(tables[0]["rows"] as? [[String: Any]])
    #expect(rows[0]["values"] as? [Double] == [70.4, 0.125])
    #expect((rows[1]["values"] as? [Any])?.first is NSNull)
    #expect(rows[2]["role"] as? String == "reference")
  }
}
