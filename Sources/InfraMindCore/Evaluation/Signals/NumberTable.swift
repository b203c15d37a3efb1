/// A small table of comma-separated values, by its columns' names; rows with another number of cells are left
/// out.
struct NumberTable: Sendable {
  private var places: [String: Int] = [:]
  private(set) var rows: [[String]] = []

  init(csv: String) {
    var reader = CSVReader(Array(csv.utf8), longest: 1 << 16)
    while let record = reader.next() {
      guard let cells = try? record.cells.get().map(\.text) else { continue }
      if places.isEmpty {
        for (index, name) in cells.enumerated() { places[name] = index }
      } else if cells.count == places.count {
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
