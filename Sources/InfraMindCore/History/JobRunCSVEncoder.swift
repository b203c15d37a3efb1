/// Writes runs as a table: RFC 4180 with a header, one row a run, the keys of a history file as columns.
///
/// What is unknown is an empty cell; an empty text is `""`. Matrix, labels, steps and cache events are JSON
/// in their cell. A text that a spreadsheet would run as a formula gets an apostrophe in front, which
/// ``JobRunCSVDecoder`` takes away again.
public struct JobRunCSVEncoder: Sendable {
  /// An encoder.
  public init() {}

  /// The header, and rows for all runs, each ended by CRLF.
  public func encode(_ runs: [JobRun]) -> [UInt8] {
    runs.reduce(into: Array((header + "\r\n").utf8)) { bytes, run in bytes += (row(for: run) + "\r\n").utf8 }
  }

  /// The names of the columns, without an end of line.
  public var header: String { RunField.all.map(\.path).joined(separator: ",") }

  /// The row for one run, without an end of line.
  public func row(for run: JobRun) -> String {
    RunField.all.map { field in
      switch field.value(run) {
      case nil: ""
      case .text(let text): Self.cell(field.kind == .text ? CSVText.disarmed(text) : text)
      case .raw(let raw): Self.cell(raw)
      }
    }.joined(separator: ",")
  }

  private static func cell(_ text: String) -> String {
    guard text.isEmpty || text.utf8.contains(where: CSVText.needsQuotes) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// Texts in cells that spreadsheets open.
enum CSVText {
  static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0a || byte == 0x0d
  }

  /// With an apostrophe in front if it looks like a formula, or like one that was disarmed before.
  ///
  /// - SeeAlso: OWASP, "CSV Injection".
  static func disarmed(_ text: String) -> String { isFormula(text) ? "'" + text : text }

  /// The reverse of ``disarmed(_:)``; any other text as it is.
  static func armed(_ text: String) -> String {
    text.utf8.first == UInt8(ascii: "'") && isFormula(text) ? String(text.dropFirst()) : text
  }

  private static func isFormula(_ text: String) -> Bool {
    guard let first = text.utf8.first(where: { $0 != UInt8(ascii: "'") }) else { return false }
    return Array("=+-@\t\r\n|".utf8).contains(first)
  }
}
