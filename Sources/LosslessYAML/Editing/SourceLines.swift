/// The lines of a source, found from offsets. Every line break that libyaml knows counts.
struct SourceLines {
  let bytes: [UInt8]

  /// The end of the file.
  var count: Int { bytes.count }

  /// Where the first line's text begins: behind a byte order mark.
  var first: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  /// The start of the line that holds an offset.
  func start(at offset: Int) -> Int {
    let first = first
    return bytes.withUnsafeBufferPointer { bytes in
      var start = offset
      while start > first, LineBreak.lengthBefore(in: bytes, end: start) == 0 { start -= 1 }
      return start
    }
  }

  /// The end of the line that holds an offset, before its line break.
  func end(at offset: Int) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var end = offset
      while end < bytes.count, LineBreak.length(in: bytes, at: end) == 0 { end += 1 }
      return end
    }
  }

  /// The start of the next line, or the end of the file.
  func next(after offset: Int) -> Int {
    let end = end(at: offset)
    return end + breakLength(at: end)
  }

  /// The start of the line above the line that begins at an offset; `nil` above the first.
  func previous(before start: Int) -> Int? {
    let length = breakLength(before: start)
    return length > 0 && start > first ? self.start(at: start - length) : nil
  }

  func breakLength(at offset: Int) -> Int {
    bytes.withUnsafeBufferPointer { LineBreak.length(in: $0, at: offset) }
  }

  func breakLength(before end: Int) -> Int {
    bytes.withUnsafeBufferPointer { LineBreak.lengthBefore(in: $0, end: end) }
  }

  /// An offset without the line break that may stand right before it.
  func withoutBreak(_ end: Int) -> Int {
    end - breakLength(before: end)
  }

  /// The first offset that holds neither blank nor tab.
  func skipBlanks(from offset: Int) -> Int {
    var offset = offset
    while offset < bytes.count, bytes[offset].isBlank { offset += 1 }
    return offset
  }

  /// The first offset that holds neither blanks nor line breaks.
  func skipBlanksAndBreaks(from offset: Int) -> Int {
    var offset = offset
    while offset < bytes.count {
      let length = bytes[offset].isBlank ? 1 : breakLength(at: offset)
      guard length > 0 else { break }
      offset += length
    }
    return offset
  }

  /// The first offset that holds neither blanks, line breaks nor comments.
  func skipSpace(from offset: Int) -> Int {
    bytes.withUnsafeBufferPointer { Gap.skipSpace(in: $0, from: offset, to: $0.count) }
  }

  /// The column, from 0, in Unicode scalars.
  func column(of offset: Int) -> Int {
    bytes[min(start(at: offset), offset)..<offset].reduce(0) { $1.isContinuation ? $0 : $0 + 1 }
  }

  /// Whether only blanks stand before an offset on its line.
  func startsLine(_ offset: Int) -> Bool {
    skipBlanks(from: start(at: offset)) >= offset
  }

  /// Whether the line that begins at an offset holds only blanks, and ends with a line break.
  func isBlank(lineAt start: Int) -> Bool {
    breakLength(at: skipBlanks(from: start)) > 0
  }

  /// The column of the comment that is alone on the line that begins at an offset; `nil` for other lines.
  func commentColumn(ofLineAt start: Int) -> Int? {
    let text = skipBlanks(from: start)
    return text < bytes.count && bytes[text] == .hash ? text - start : nil
  }

  /// The end of the blank lines that begin at the start of a line.
  func skipBlankLines(from start: Int) -> Int {
    var start = start
    while start < bytes.count, isBlank(lineAt: start) { start = next(after: start) }
    return start
  }

  /// The start of the blank lines that end at the start of a line, not before a floor.
  func skipBlankLines(before start: Int, floor: Int) -> Int {
    var start = start
    while start > floor, let previous = previous(before: start), previous >= floor, isBlank(lineAt: previous)
    {
      start = previous
    }
    return start
  }

  /// The line break that a line added near an offset should have: that of its line, else of the line above.
  /// The line breaks that only YAML 1.1 knows are not taken up.
  func lineBreak(near offset: Int) -> [UInt8] {
    let end = end(at: min(offset, count))
    let start = start(at: min(offset, count))
    let own = bytes[end..<end + breakLength(at: end)]
    let text = own.isEmpty ? bytes[start - breakLength(before: start)..<start] : own
    return text.first == .lineFeed || text.first == .carriageReturn ? Array(text) : [.lineFeed]
  }
}
