/// A small table of comma-separated values, by its columns' names, of which the last of one name counts; rows with
/// another number of cells are left out.
struct NumberTable: Sendable {
  private var places: [String: Int] = [:]
  private var columns = 0
  private(set) var rows: [[String]] = []

  init(csv: String) {
    var reader = CSVReader(Array(csv.utf8), longest: 1 << 16)
    while let record = reader.next() {
      guard let cells = try? record.cells.get().map(\.text) else { continue }
      if places.isEmpty {
        columns = cells.count
        for (index, name) in cells.enumerated() { places[name] = index }
      } else if cells.count == columns {
        rows.append(cells)
      }
    }
  }

  /// A cell as text; empty if there is no such column.
  func text(_ name: String, _ row: [String]) -> String { places[name].map { row[$0] } ?? "" }

  /// A cell as a finite number.
  func number(_ name: String, _ row: [String]) -> Double? {
    Double(text(name, row)).flatMap { $0.isFinite ? $0 : nil }
  }
}
