internal import AdapterKit

/// Reads comma-separated values as they come, a piece at a time.
///
/// Quotes may hold commas, line ends and doubled quotes; records end with LF or CR LF.
///
/// - SeeAlso: RFC 4180
struct CSVReader: Sendable {
  /// Longest record, in bytes.
  static let longest = 1 << 20

  private enum Place: Sendable {
    case start, plain, quoted
    /// Behind a quote within quotes: the end of them, or half of a doubled one.
    case quote
  }

  private var record = CSVRecord()
  private var place = Place.start
  /// Records so far.
  private(set) var count = 0

  /// The records that end in a piece.
  ///
  /// - Throws: ``AdapterError/Code/invalidPayload`` for a record that goes on and on.
  mutating func records(in piece: ArraySlice<UInt8>) throws(AdapterError) -> [CSVRecord] {
    var records: [CSVRecord] = []
    for byte in piece {
      guard take(byte) else { continue }
      finish(&records)
      guard record.bytes.count <= Self.longest else { throw tooLong }
    }
    guard record.bytes.count <= Self.longest else { throw tooLong }
    return records
  }

  /// The record that no line end follows.
  mutating func lastRecord() -> CSVRecord? {
    var records: [CSVRecord] = []
    finish(&records)
    return records.first
  }

  private var tooLong: AdapterError {
    .invalidPayload(
      "Record \(count + 1) is longer than \(Self.longest >> 20) MiB, which no usage export has: "
        + "a quote may be open."
    )
  }

  /// Takes in a byte; `true` if it ends the record.
  private mutating func take(_ byte: UInt8) -> Bool {
    switch (place, byte) {
    case (.start, UInt8(ascii: "\"")): place = .quoted
    case (.quoted, UInt8(ascii: "\"")): place = .quote
    case (.quote, UInt8(ascii: "\"")):
      record.bytes.append(byte)
      place = .quoted
    case (.quoted, _): record.bytes.append(byte)
    case (_, UInt8(ascii: ",")):
      record.endField()
      place = .start
    case (_, UInt8(ascii: "\n")): return true
    default:
      record.bytes.append(byte)
      place = .plain
    }
    return false
  }

  private mutating func finish(_ records: inout [CSVRecord]) {
    record.dropReturn()
    if !record.isEmpty {
      record.endField()
      records.append(record)
      count += 1
    }
    record = CSVRecord()
    place = .start
  }
}

/// The fields of a record, one behind the other.
struct CSVRecord: Sendable {
  fileprivate(set) var bytes: [UInt8] = []
  private var ends: [Int] = []

  fileprivate var isEmpty: Bool { bytes.isEmpty && ends.isEmpty }

  fileprivate mutating func endField() { ends.append(bytes.count) }

  /// Takes away the CR of a CR LF.
  fileprivate mutating func dropReturn() {
    if bytes.last == UInt8(ascii: "\r"), bytes.count > ends.last ?? 0 { bytes.removeLast() }
  }

  /// How many fields there are.
  var count: Int { ends.count }

  /// The text of a field, by its place; `nil` beyond the last.
  subscript(place: Int) -> String? {
    guard ends.indices.contains(place) else { return nil }
    let start = place == 0 ? 0 : ends[place - 1]
    return String(decoding: bytes[start..<ends[place]], as: UTF8.self)
  }
}
