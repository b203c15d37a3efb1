/// The difference between two versions of a file as `git apply` and `patch -p1` read it.
///
/// Lines keep their endings, so a file with CRLF has them in the diff as well.
package struct UnifiedDiff: Sendable {
  /// Lines shown around a change.
  static let context = 3

  /// The text of the diff; empty if the versions are equal.
  package let bytes: [UInt8]
  /// Lines taken out.
  package let removed: Int
  /// Lines put in.
  package let added: Int

  /// Compares two versions.
  ///
  /// - Parameter path: As it shall stand in the headings, with `/` and without `a/` or `b/`.
  package init(path: String, before: [UInt8], after: [UInt8]) {
    let old = Self.lines(before)
    let new = Self.lines(after)
    let changes = LineDifference(from: old, to: new).changes
    removed = changes.reduce(0) { $0 + $1.old.count }
    added = changes.reduce(0) { $0 + $1.new.count }
    guard !changes.isEmpty else {
      bytes = []
      return
    }
    var text = Self.heading(path)
    for hunk in Self.hunks(changes) { Self.append(hunk, old, new, to: &text) }
    bytes = text
  }

  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for index in bytes.indices where bytes[index] == 10 {
      lines.append(bytes[start...index])
      start = index + 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  private static func heading(_ path: String) -> [UInt8] {
    let (old, new) = (quoted("a/" + path), quoted("b/" + path))
    // A blank in a name needs a tab behind it, or tools take the rest for a date.
    let end = path.utf8.contains(32) && !old.hasPrefix("\"") ? "\t" : ""
    return Array("diff --git \(old) \(new)\n--- \(old)\(end)\n+++ \(new)\(end)\n".utf8)
  }

  /// A name as git writes it: in quotes with escapes if it holds quotes, backslashes or control characters.
  private static func quoted(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 < 32 || $0 == 34 || $0 == 92 || $0 == 127 }) else { return name }
    let escaped = name.utf8.map { byte -> [UInt8] in
      switch byte {
      case 34, 92: return [92, byte]
      case 0..<32, 127: return [92, 48 + (byte >> 6), 48 + (byte >> 3 & 7), 48 + (byte & 7)]
      default: return [byte]
      }
    }
    return "\"" + String(decoding: escaped.joined(), as: UTF8.self) + "\""
  }

  private static func hunks(_ changes: [LineDifference.Change]) -> [[LineDifference.Change]] {
    var hunks: [[LineDifference.Change]] = []
    for change in changes {
      if let last = hunks.last?.last, change.old.lowerBound - last.old.upperBound <= 2 * context {
        hunks[hunks.count - 1].append(change)
      } else {
        hunks.append([change])
      }
    }
    return hunks
  }

  private static func append(
    _ hunk: [LineDifference.Change], _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>],
    to text: inout [UInt8]
  ) {
    guard let first = hunk.first, let last = hunk.last else { return }
    let above = min(context, first.old.lowerBound)
    let below = min(context, old.count - last.old.upperBound)
    let oldRange = (first.old.lowerBound - above)..<(last.old.upperBound + below)
    let newRange = (first.new.lowerBound - above)..<(last.new.upperBound + below)
    text += Array("@@ -\(span(oldRange)) +\(span(newRange)) @@\n".utf8)

    var next = oldRange.lowerBound
    for change in hunk {
      old[next..<change.old.lowerBound].forEach { append(" ", $0, to: &text) }
      old[change.old].forEach { append("-", $0, to: &text) }
      new[change.new].forEach { append("+", $0, to: &text) }
      next = change.old.upperBound
    }
    old[next..<oldRange.upperBound].forEach { append(" ", $0, to: &text) }
  }

  /// First line and number of lines; of no lines the line before them.
  private static func span(_ range: Range<Int>) -> String {
    let start = range.isEmpty ? range.lowerBound : range.lowerBound + 1
    return range.count == 1 ? "\(start)" : "\(start),\(range.count)"
  }

  private static func append(_ mark: String, _ line: ArraySlice<UInt8>, to text: inout [UInt8]) {
    text += mark.utf8
    text += line
    if line.last != 10 { text += "\n\\ No newline at end of file\n".utf8 }
  }
}
