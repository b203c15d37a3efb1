/// Where a block scalar's text ends; libyaml's end mark lies behind the blank lines that follow it.
enum BlockScalarExtent {
  /// The end of the last line that belongs to a block scalar, behind its line break.
  ///
  /// - Parameters:
  ///   - start: Offset of the indicator, `|` or `>`.
  ///   - mark: libyaml's end mark.
  ///   - parentColumn: Column, from 0, of the innermost block collection around it; -1 if there is none.
  static func end(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, mark: Int, parentColumn: Int
  ) -> Int {
    var header = start + 1
    var keepsBlankLines = false
    var explicit = 0
    while header < mark {
      switch bytes[header] {
      case UInt8(ascii: "+"): keepsBlankLines = true
      case UInt8(ascii: "-"): break
      case UInt8(ascii: "1")...UInt8(ascii: "9"): explicit = Int(bytes[header] - UInt8(ascii: "0"))
      default:
        guard !keepsBlankLines else { return mark }
        let body = endOfLine(in: bytes, from: header, limit: mark)
        let indent =
          explicit > 0
          ? max(parentColumn, 0) + explicit
          : indent(in: bytes, from: body, to: mark, least: max(parentColumn + 1, 1))
        return withoutBlankLines(in: bytes, from: body, to: mark, indent: indent)
      }
      header += 1
    }
    return mark
  }

  private static func endOfLine(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int) -> Int {
    var offset = start
    while offset < limit {
      let length = LineBreak.length(in: bytes, at: offset)
      if length > 0 { return min(offset + length, limit) }
      offset += 1
    }
    return limit
  }

  /// The indentation that libyaml finds by itself: that of the first line with text or of a longer blank one.
  private static func indent(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, least: Int
  ) -> Int {
    var widest = least
    var offset = start
    while offset < end {
      let line = offset
      while offset < end, bytes[offset] == .space { offset += 1 }
      widest = max(widest, offset - line)
      let length = LineBreak.length(in: bytes, at: offset)
      if length == 0 { break }
      offset += length
    }
    return widest
  }

  private static func withoutBlankLines(
    in bytes: UnsafeBufferPointer<UInt8>, from body: Int, to mark: Int, indent: Int
  ) -> Int {
    var end = mark
    while end > body {
      let length = LineBreak.lengthBefore(in: bytes, end: end)
      guard length > 0 else { break }
      let text = end - length
      var line = text
      while line > body, bytes[line - 1] == .space { line -= 1 }
      let startsLine = line <= body || LineBreak.lengthBefore(in: bytes, end: line) > 0
      guard startsLine, text - line <= indent else { break }
      end = max(line, body)
    }
    return end
  }
}
