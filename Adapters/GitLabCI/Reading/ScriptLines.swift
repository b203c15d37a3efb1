internal import InfraMindCore

/// The lines of a script, as the shell gets them; many jobs share one by a template.
final class ScriptLines {
  let text: String
  /// Whether our template's commands are among them.
  let measures: Bool

  init(_ lines: [String], measures: Bool) {
    text = lines.joined(separator: "\n")
    self.measures = measures
  }

  /// Whether lines change what later lines run in.
  private(set) lazy var changesShell = text.utf8.split(whereSeparator: Self.endsCommand).contains { line in
    let word = line.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") }
    return word.count <= 6 && Self.changes.contains(String(Substring(word)))
  }

  private static let changes: Set<String> = ["cd", "export", "pushd", "source", "."]

  private static func endsCommand(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\n")...UInt8(ascii: "\r"), UInt8(ascii: "&"), UInt8(ascii: ";"): true
    default: false
    }
  }
}
