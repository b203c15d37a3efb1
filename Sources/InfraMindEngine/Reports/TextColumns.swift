/// A table in plain text: columns as wide as their widest cell, two blanks between them.
struct TextColumns: Sendable {
  /// Titles, one for each column.
  var titles: [String]
  /// Columns whose cells end at the right, such as numbers.
  var numeric: Set<Int> = []
  /// The rows; missing cells are empty.
  var rows: [[String]] = []

  /// The lines, titles first, without blanks at their ends. No line of titles if all are empty.
  var lines: [String] {
    let all = (titles.allSatisfy(\.isEmpty) ? [] : [titles]) + rows
    let widths = titles.indices.map { column in
      all.map { $0.indices.contains(column) ? Self.width($0[column]) : 0 }.max() ?? 0
    }
    return all.map { row in
      var line = ""
      for column in titles.indices {
        let cell = row.indices.contains(column) ? row[column] : ""
        let blanks = String(repeating: " ", count: max(0, widths[column] - Self.width(cell)))
        line += (column == 0 ? "" : "  ") + (numeric.contains(column) ? blanks + cell : cell + blanks)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }

  private static func width(_ text: String) -> Int { text.unicodeScalars.count }
}
