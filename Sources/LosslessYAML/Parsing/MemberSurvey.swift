/// Looks at the text around an item or entry.
struct MemberSurvey {
  let collection: YAMLNode
  let place: Int
  private let source: SourceText
  private let head: YAMLNode
  private let value: YAMLNode
  /// Where the text that lies before the member begins.
  private let gapStart: Int
  /// Where the member begins, with its dash or question mark.
  private let start: Int

  struct Above {
    var leading: [YAMLComment] = []
    var detached: [YAMLComment] = []
    var blankLines: Range<Int>
    /// Where the first line that belongs to the member begins.
    var start: Int
  }

  /// A line that holds nothing but blanks, or a comment.
  private struct Line {
    var start: Int
    var end: Int
    var comment: Range<Int>?
  }

  init(collection: YAMLNode, place: Int) {
    let step = collection.kind == .mapping ? 2 : 1
    self.collection = collection
    self.place = place
    source = collection.tree.source
    head = collection.children[place * step]
    value = collection.children[place * step + step - 1]
    gapStart = Self.gapStart(in: collection, before: place * step)
    start = Self.start(of: head, after: place == 0 ? collection.range.lowerBound : gapStart)
  }

  func member() -> YAMLMember {
    let end = max(start, value.range.upperBound, head.range.upperBound)
    let above = above()
    let trailing = trailingComment(end: end)
    let below = below(end: end)
    let last = below.last?.end ?? endOfLine(from: end, comment: trailing)
    let ownsLines = above.start <= start && startsLine(start) && last != nil
    let lines = ownsLines ? last.map { above.start..<max(above.start, $0) } : nil
    return YAMLMember(
      range: start..<end, above: above, trailingComment: trailing,
      followingComments: below.compactMap { $0.comment.map { YAMLComment($0, in: source) } }, lines: lines)
  }

  // MARK: - Above

  private func above() -> Above {
    let startOfLine = lineStart(of: start)
    var above = Above(blankLines: startOfLine..<startOfLine, start: startOfLine)
    guard startsLine(start) else { return above }
    var lines = Array(linesBetween(gapStart, startOfLine))
    if place > 0, collection.style == .block { lines.removeFirst(ownedByMemberAbove(lines[...])) }

    let lead = sourceLines.lead(
      ofElementAt: start, floor: gapStart, isFirstOfRoot: place == 0 && collection.parent == nil)
    let first = lines.firstIndex { $0.start >= lead } ?? lines.endIndex
    above.leading = comments(lines[first...])
    above.start = first < lines.endIndex ? lines[first].start : startOfLine

    var blank = first
    while blank > lines.startIndex, lines[blank - 1].comment == nil { blank -= 1 }
    above.blankLines = (blank < first ? lines[blank].start : above.start)..<above.start
    above.detached = comments(lines[..<blank])
    return above
  }

  /// How many of the lines between two members belong to the upper one.
  private func ownedByMemberAbove(_ lines: ArraySlice<Line>) -> Int {
    guard let first = lines.first else { return 0 }
    let end = sourceLines.endOfComments(below: first.start, deeperThan: column(of: start))
    return lines.prefix { $0.start < end }.count
  }

  private func comments(_ lines: ArraySlice<Line>) -> [YAMLComment] {
    lines.compactMap { $0.comment.map { YAMLComment($0, in: source) } }
  }

  // MARK: - Behind and below

  private func trailingComment(end: Int) -> YAMLComment? {
    var offset = end
    switch (value.style, value.kind) {
    case (.literal, _), (.folded, _):
      return headerComment()
    case (.block, _):
      offset = value.fullRange.lowerBound
      let before = value == head ? start + 1 : head.range.upperBound
      guard lineStart(of: before) != lineStart(of: value.range.lowerBound) else { return nil }
      return comment(onLineOf: before, upTo: value.range.lowerBound)
    default:
      return comment(onLineOf: offset, upTo: source.bytes.count)
    }
  }

  private func headerComment() -> YAMLComment? {
    var offset = value.range.lowerBound
    while offset < value.range.upperBound, source.bytes[offset] != .hash {
      guard lineBreak(at: offset) == 0 else { return nil }
      offset += 1
    }
    return offset < value.range.upperBound ? comment(from: offset) : nil
  }

  /// The comment behind an offset on the same line, if only blanks and punctuation lie between.
  private func comment(onLineOf offset: Int, upTo limit: Int) -> YAMLComment? {
    var offset = offset
    var mayPassProperties = value.fullRange.lowerBound < value.range.lowerBound && limit < source.bytes.count
    var mayPassComma = collection.style == .flow
    while offset < limit {
      let byte = source.bytes[offset]
      if byte == .hash { return comment(from: offset) }
      if mayPassProperties, offset >= value.fullRange.lowerBound, lineBreak(at: offset) == 0 {
        offset += 1
        continue
      }
      if byte.isBlank || byte == .colon && offset < value.fullRange.lowerBound {
        offset += 1
      } else if byte == UInt8(ascii: ","), mayPassComma {
        mayPassComma = false
        mayPassProperties = false
        offset += 1
      } else {
        return nil
      }
    }
    return nil
  }

  private func comment(from offset: Int) -> YAMLComment {
    let end = source.bytes.withUnsafeBufferPointer {
      Gap.endOfComment(in: $0, from: offset, to: $0.count)
    }
    return YAMLComment(offset..<end, in: source)
  }

  /// The lines below that belong to the member: up to the last comment indented deeper than it.
  private func below(end: Int) -> ArraySlice<Line> {
    guard collection.style == .block else { return [] }
    let lines = linesBetween(end, source.bytes.count)
    return lines.prefix(ownedByMemberAbove(lines))
  }

  /// The offset behind the line break of the member's last line; `nil` if something else stands on it.
  private func endOfLine(from end: Int, comment: YAMLComment?) -> Int? {
    if end > 0, end == lineStart(of: end), end > start { return end }
    var offset = end
    if let comment, comment.range.lowerBound >= end { offset = comment.range.upperBound }
    while offset < source.bytes.count, source.bytes[offset].isBlank { offset += 1 }
    if offset < source.bytes.count, source.bytes[offset] == .hash {
      offset = self.comment(from: offset).range.upperBound
    }
    guard offset < source.bytes.count else { return offset }
    let length = lineBreak(at: offset)
    return length > 0 ? offset + length : nil
  }

  // MARK: - Lines

  /// The blank and comment lines that follow an offset, up to another line or a limit. The rest of a line
  /// that has begun before the offset is passed over.
  private func linesBetween(_ from: Int, _ to: Int) -> ArraySlice<Line> {
    var lines: ArraySlice<Line> = []
    var offset = from
    if offset != lineStart(of: offset) {
      while offset < to, lineBreak(at: offset) == 0 { offset += 1 }
      offset += offset < to ? lineBreak(at: offset) : 0
    }
    while offset < to {
      var line = Line(start: offset, end: offset)
      while offset < to, source.bytes[offset].isBlank { offset += 1 }
      if offset < to, source.bytes[offset] == .hash {
        let comment = comment(from: offset).range
        line.comment = comment
        offset = comment.upperBound
      }
      let length = offset < to ? lineBreak(at: offset) : 0
      guard length > 0 || offset >= to else {
        if to == source.bytes.count { return lines }
        // A marker or directive: what stands above it has to do with another document.
        lines = []
        while offset < to, lineBreak(at: offset) == 0 { offset += 1 }
        offset += offset < to ? lineBreak(at: offset) : 0
        continue
      }
      offset += length
      line.end = offset
      lines.append(line)
    }
    return lines
  }

  private func lineBreak(at offset: Int) -> Int {
    source.bytes.withUnsafeBufferPointer { LineBreak.length(in: $0, at: offset) }
  }

  private var sourceLines: SourceLines { SourceLines(bytes: source.bytes) }

  private func lineStart(of offset: Int) -> Int { source.startOfLine(at: offset) }

  private func startsLine(_ offset: Int) -> Bool {
    source.bytes[lineStart(of: offset)..<offset].allSatisfy(\.isBlank)
  }

  private func column(of offset: Int) -> Int { source.column(at: offset) }

  // MARK: - Where it begins

  private static func gapStart(in collection: YAMLNode, before child: Int) -> Int {
    if child > 0 { return collection.children[child - 1].range.upperBound }
    let opens = collection.style == .flow && collection.isBracketed
    if opens { return collection.range.lowerBound + 1 }
    guard let parent = collection.parent, let place = collection.childIndex else {
      let document = collection.document
      guard document.index > 0 else { return collection.tree.source.markLength }
      return Int(collection.tree.documents[document.index - 1].end)
    }
    if parent.kind == .mapping, place % 2 == 1 { return parent.children[place - 1].range.upperBound }
    let around = place == 0 ? parent.range.lowerBound : parent.children[place - 1].range.upperBound
    return min(start(of: collection, after: around) + 1, collection.range.lowerBound)
  }

  /// Where the dash, question mark or first byte of a member lies, behind an offset.
  private static func start(of head: YAMLNode, after offset: Int) -> Int {
    head.tree.source.bytes.withUnsafeBufferPointer { bytes in
      let limit = head.fullRange.lowerBound
      var offset = offset
      while offset < limit {
        offset = Gap.skipSpace(in: bytes, from: offset, to: limit)
        guard offset < limit else { break }
        if bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "?") { return offset }
        offset += 1
      }
      return limit
    }
  }
}

extension YAMLNode {
  /// Whether a flow collection has brackets or braces: a single pair between brackets has none.
  var isBracketed: Bool {
    guard style == .flow else { return false }
    guard kind == .mapping else { return true }
    guard let first = children.first else { return true }
    let byte = tree.source.bytes[range.lowerBound]
    return byte == UInt8(ascii: "{") && first.fullRange.lowerBound > range.lowerBound
  }
}
