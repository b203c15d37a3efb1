/// Splits CSV (RFC 4180) into records: cells between commas, quoted where they hold commas, quotes or line
/// ends.
///
/// Line ends may be CRLF, LF or CR; a byte-order mark and empty lines are skipped. A quote that is never
/// closed costs its line only: reading goes on with the next one.
struct CSVReader {
  struct Cell {
    var text: String
    /// An empty cell that is quoted is a text; one that is not is none.
    var isQuoted: Bool
    /// Index of its first byte.
    var offset: Int
  }

  struct Record {
    /// Line on which it begins, from 1.
    var line: Int
    var range: Range<Int>
    var cells: Result<[Cell], LineFailure>
  }

  private let bytes: [UInt8]
  private let longest: Int
  private var position: Int
  private var line = 1

  init(_ bytes: [UInt8], longest: Int) {
    self.bytes = bytes
    self.longest = longest
    position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  /// The next record that is not an empty line; `nil` at the end.
  mutating func next() -> Record? {
    while position < bytes.count, isEnd(position) { skipEnd() }
    guard position < bytes.count else { return nil }
    let start = position
    let first = line
    do throws(LineFailure) {
      let cells = try cells(from: start)
      let record = Record(line: first, range: start..<position, cells: .success(cells))
      if position < bytes.count { skipEnd() }
      return record
    } catch {
      // Whatever quotes it has: the rest of its first line is left out.
      position = start
      line = first
      while position < bytes.count, !isEnd(position) { position += 1 }
      return Record(line: first, range: start..<position, cells: .failure(error))
    }
  }

  private mutating func cells(from start: Int) throws(LineFailure) -> [Cell] {
    var cells: [Cell] = []
    while true {
      cells.append(try cell(from: start))
      guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { return cells }
      position += 1
    }
  }

  private mutating func cell(from start: Int) throws(LineFailure) -> Cell {
    let offset = position
    let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
    let content = isQuoted ? try quoted(from: start) : try plain(from: start)
    guard let text = String(validating: content, as: UTF8.self) else {
      throw LineFailure(.invalidUTF8, "the row is not valid UTF-8: write the file in that encoding", offset)
    }
    return Cell(text: text, isQuoted: isQuoted, offset: offset)
  }

  private mutating func plain(from start: Int) throws(LineFailure) -> [UInt8] {
    let begin = position
    while position < bytes.count, bytes[position] != UInt8(ascii: ","), !isEnd(position) {
      guard bytes[position] != UInt8(ascii: "\"") else {
        throw LineFailure(
          .invalidCSV, "a cell that holds a quote must stand in quotes, the quote doubled", position)
      }
      position += 1
      try checkLength(from: start)
    }
    return Array(bytes[begin..<position])
  }

  private mutating func quoted(from start: Int) throws(LineFailure) -> [UInt8] {
    let begin = position
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        guard position + 1 < bytes.count, bytes[position + 1] == byte else {
          position += 1
          guard position == bytes.count || bytes[position] == UInt8(ascii: ",") || isEnd(position) else {
            throw LineFailure(.invalidCSV, "something follows the closing quote of a cell", position)
          }
          return content
        }
        position += 1
      } else if isEnd(position), byte == 0x0a || position + 1 == bytes.count || bytes[position + 1] != 0x0a {
        line += 1
      }
      content.append(byte)
      position += 1
      try checkLength(from: start)
    }
    throw LineFailure(.invalidCSV, "a quoted cell is not closed", begin)
  }

  private func checkLength(from start: Int) throws(LineFailure) {
    guard position - start <= longest else {
      throw LineFailure(.tooLong, "the row has more than the \(longest) bytes that are read", nil)
    }
  }

  private func isEnd(_ index: Int) -> Bool { bytes[index] == 0x0a || bytes[index] == 0x0d }

  private mutating func skipEnd() {
    let isPair = bytes[position] == 0x0d && position + 1 < bytes.count && bytes[position + 1] == 0x0a
    position += isPair ? 2 : 1
    line += 1
  }
}
