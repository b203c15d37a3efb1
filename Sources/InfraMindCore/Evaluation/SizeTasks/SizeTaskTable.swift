/// A CSV table whose columns are found by name.
struct SizeTaskTable {
  /// One row.
  struct Row {
    /// Line of the file, from 1.
    let line: Int
    let table: String
    let cells: [String]
    let columns: [String: Int]

    /// The cell of a column that was asked for when the table was read; empty if there is none.
    func text(_ column: String) -> String {
      guard let index = columns[column], index < cells.count else { return "" }
      return cells[index]
    }

    /// A finite number greater than zero.
    func positive(_ column: String) throws(SizeTaskError) -> Double {
      guard let value = Double(text(column)), value.isFinite, value > 0 else {
        throw SizeTaskError(
          .invalidValue,
          "\(table), line \(line): \(column) must be a number greater than zero, not \"\(text(column).prefix(40))\""
        )
      }
      return value
    }
  }

  let rows: [Row]

  /// Reads a table that must have these columns; others are passed over.
  init(_ text: String, named name: String, columns wanted: [String]) throws(SizeTaskError) {
    var reader = CSVReader(Array(text.utf8), longest: 1 << 16)
    var columns: [String: Int]?
    var rows: [Row] = []
    while let record = reader.next() {
      guard case .success(let cells) = record.cells else {
        throw SizeTaskError(
          .invalidRow, "\(name), line \(record.line): the row is no CSV; check its quotes and its encoding")
      }
      let texts = cells.map(\.text)
      guard let known = columns else {
        let found = Dictionary(zip(texts, texts.indices), uniquingKeysWith: { first, _ in first })
        for column in wanted where found[column] == nil {
          throw SizeTaskError(
            .missingColumn, "\(name) has no column \(column); the first line must name the columns")
        }
        columns = found
        continue
      }
      rows.append(Row(line: record.line, table: name, cells: texts, columns: known))
    }
    guard columns != nil else {
      throw SizeTaskError(.missingColumn, "\(name) is empty; its first line must name the columns")
    }
    self.rows = rows
  }
}
