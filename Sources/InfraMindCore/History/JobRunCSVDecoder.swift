/// Reads a table of runs as ``JobRunCSVEncoder`` writes it, or as a person does: RFC 4180 with a header,
/// whose columns may stand in any order and be missing as far as a run's keys may be.
///
/// Pure: bytes in, values out. The bounds and the messages are those of ``JobRunDecoder``. A wrong row is
/// left out and reported, and silences no other.
public struct JobRunCSVDecoder: Sendable {
  /// Longest row read, in bytes.
  public var longestRow: Int

  /// A decoder; rows of more than 1 MiB are left out unless told otherwise.
  public init(longestRow: Int = 1 << 20) { self.longestRow = longestRow }

  /// Reads all rows.
  public func decode(_ bytes: [UInt8]) -> DecodedHistory {
    var history = DecodedHistory()
    var collector = RunCollector()
    var reader = CSVReader(bytes, longest: longestRow)
    var columns: [Column]?
    while let record = reader.next() {
      do throws(LineFailure) {
        let cells = try record.cells.get()
        guard let known = columns else {
          columns = header(cells, counting: &history)
          continue
        }
        let line = try RunLine(object(of: cells, columns: known, line: bytes))
        line.unknownKeys.forEach { history.countUnknown($0) }
        collector.add(line.run, of: record.line, to: &history)
      } catch {
        history.skippedLines += 1
        history.report(HistoryProblem(failure: error, line: record.line, in: bytes, record.range))
      }
    }
    return history
  }

  /// What a column holds; `nil` for one that is not known.
  private typealias Column = RunField?

  private func header(_ cells: [CSVReader.Cell], counting history: inout DecodedHistory) -> [Column] {
    cells.map { cell in
      let field = RunField.all.first { $0.path == cell.text }
      if field == nil, !cell.text.isEmpty { history.countUnknown(cell.text) }
      return field
    }
  }

  /// The row as the JSON object that a line of a history file would hold.
  private func object(
    of cells: [CSVReader.Cell], columns: [Column], line bytes: [UInt8]
  ) throws(LineFailure) -> JSONValue {
    guard cells.count <= columns.count else {
      throw LineFailure(
        .invalidCSV, "the row has \(cells.count) cells under \(columns.count) columns",
        cells[columns.count].offset)
    }
    var members: [JSONMember] = []
    var groups: [String: [JSONMember]] = [:]
    for case (let field?, let cell) in zip(columns, cells) where !cell.text.isEmpty || cell.isQuoted {
      let member = JSONMember(key: field.key, offset: cell.offset, value: try value(of: cell, field))
      if let group = field.group { groups[group, default: []].append(member) } else { members.append(member) }
    }
    for (group, inner) in groups.sorted(by: { $0.key < $1.key }) {
      let offset = inner.first?.offset ?? 0
      members.append(
        JSONMember(key: group, offset: offset, value: JSONValue(kind: .object(inner), offset: offset)))
    }
    return JSONValue(kind: .object(members), offset: cells.first?.offset ?? 0)
  }

  private func value(of cell: CSVReader.Cell, _ field: RunField) throws(LineFailure) -> JSONValue {
    switch field.kind {
    case .text: JSONValue(kind: .string(CSVText.armed(cell.text)), offset: cell.offset)
    case .time: JSONValue(kind: .string(cell.text), offset: cell.offset)
    case .number: JSONValue(kind: .number(cell.text), offset: cell.offset)
    case .flag: JSONValue(kind: flag(cell.text), offset: cell.offset)
    case .json: try json(cell, field)
    }
  }

  /// Spreadsheets write `TRUE`.
  private func flag(_ text: String) -> JSONValue.Kind {
    switch text.lowercased() {
    case "true", "1": .bool(true)
    case "false", "0": .bool(false)
    default: .string(text)
    }
  }

  private func json(_ cell: CSVReader.Cell, _ field: RunField) throws(LineFailure) -> JSONValue {
    // One label may stand as it is.
    if field.path == "runner.labels", cell.text.utf8.first != UInt8(ascii: "[") {
      return JSONValue(kind: .string(CSVText.armed(cell.text)), offset: cell.offset)
    }
    do throws(JSONFailure) {
      var value = try JSONValue(parsing: Array(cell.text.utf8), deepest: 32)
      value.moveAll(to: cell.offset)
      return value
    } catch {
      throw LineFailure(.invalidJSON, "\"\(field.path)\" is not JSON: \(error.what)", cell.offset)
    }
  }
}

extension JSONValue {
  /// Quotes are doubled in a cell, so places within it cannot be told: its beginning stands for all of them.
  fileprivate mutating func moveAll(to offset: Int) {
    self.offset = offset
    switch kind {
    case .null, .bool, .number, .string: return
    case .array(var elements):
      for index in elements.indices { elements[index].moveAll(to: offset) }
      kind = .array(elements)
    case .object(var members):
      for index in members.indices {
        members[index].offset = offset
        members[index].value.moveAll(to: offset)
      }
      kind = .object(members)
    }
  }
}
