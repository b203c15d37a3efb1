package import InfraMindCore

/// Tables of measured figures, for people, for pages and for programs.
package struct EvaluationReport: Sendable {
  private let tables: [EvaluationTable]

  /// A report on some tables.
  package init(_ tables: [EvaluationTable]) { self.tables = tables }

  /// For a terminal, each line ended by a newline.
  package func text(_ style: TextStyle) -> String {
    var lines: [String] = []
    for table in tables {
      lines.append(style.bold(Shown.plain(table.title)))
      lines += style.lines(of: Shown.plain(table.note, atMost: 4000), beside: 0)
      lines += Self.wrapped(table).lines.map { "  " + $0 }
      lines.append("")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Columns whose titles are broken into short lines above each other.
  private static func wrapped(_ table: EvaluationTable) -> TextColumns {
    let titles = table.columns.map { brokenTitle($0.title) }
    let height = titles.map(\.count).max() ?? 0
    var columns = TextColumns(titles: Array(repeating: "", count: titles.count + 1))
    columns.numeric = Set(1...max(titles.count, 1))
    for line in 0..<height {
      columns.rows.append(
        [""] + titles.map { $0.count + line >= height ? $0[line - (height - $0.count)] : "" })
    }
    for row in table.rows { columns.rows.append(cells(row, table) { Shown.plain($0) }) }
    return columns
  }

  private static let titleWidth = 14

  private static func brokenTitle(_ title: String) -> [String] {
    var lines: [String] = []
    for word in Shown.plain(title).split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= titleWidth {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// As sections of a page in Markdown.
  ///
  /// - Parameters:
  ///   - level: Of the headings, 1...6.
  ///   - charts: Folder of the charts, from where the page is; `nil` for none.
  package func markdown(level: Int = 2, charts: String? = nil) -> String {
    tables.map { table in
      let titles = [""] + table.columns.map { Self.escaped($0.title) }
      let rule = ["---"] + table.columns.map { _ in "--:" }
      let rows = table.rows.map { Self.cells($0, table, Self.escaped) }
      let lines = ([titles, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      let heading = String(repeating: "#", count: min(max(level, 1), 6)) + " " + Self.escaped(table.title)
      var chart: [String] = []
      if let charts, table.curve != nil {
        chart = ["![\(Self.escaped(table.title))](\(charts)/\(Self.chartName(table)))", ""]
      }
      return ([heading, "", table.note, ""] + chart + lines).joined(separator: "\n") + "\n"
    }
    .joined(separator: "\n")
  }

  /// The name of a table's chart as a file: small letters, digits and hyphens.
  package static func chartName(_ table: EvaluationTable) -> String {
    let words = table.title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.joined(separator: "-") + ".svg"
  }

  private static func escaped(_ text: String) -> String {
    Shown.plain(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  private static func cells(
    _ row: EvaluationTable.Row, _ table: EvaluationTable, _ name: (String) -> String
  ) -> [String] {
    let isNamed = row.role == .ours && row.name.hasPrefix("InfraMind")
    let mark = isNamed ? "" : row.role == .ours ? "InfraMind: " : row.role == .reference ? "reference: " : ""
    return [name(mark + row.name)]
      + table.columns.indices.map { column in
        guard row.cells.indices.contains(column), let value = row.cells[column].value else { return "–" }
        let decimals = min(max(table.columns[column].decimals, 0), 9)
        let text = Figures.rounded(value, decimals, trimming: false)
        guard let error = row.cells[column].standardError else { return text }
        return text + " ± " + Figures.rounded(error, decimals, trimming: false)
      }
  }

  /// For programs: one object.
  package var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.key("schemaVersion")
      json.number(1)
      json.key("tables")
      json.array(tables) { json, table in
        json.object { json in
          json.key("title")
          json.string(table.title)
          json.key("note")
          json.string(table.note)
          json.key("columns")
          json.array(table.columns.map(\.title))
          json.key("rows")
          json.array(table.rows) { json, row in
            json.object { json in
              json.key("name")
              json.string(row.name)
              json.key("role")
              json.string(row.role.rawValue)
              json.key("values")
              json.array(row.cells) { $0.number(orNull: $1.value) }
              json.key("standardErrors")
              json.array(row.cells) { $0.number(orNull: $1.standardError) }
            }
          }
        }
      }
    }
    return writer.bytes + [10]
  }
}
