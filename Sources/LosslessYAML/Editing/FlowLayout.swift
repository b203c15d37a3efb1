/// Where the elements of a flow collection, their commas and its brackets stand.
struct FlowLayout {
  struct Element {
    /// Its first byte, a `?` included.
    var start: Int
    /// Where its own bytes end; behind the blanks that must follow a colon without a value.
    var contentEnd: Int
    /// The comma behind it.
    var comma: Int?
    /// Whether a line break is before it, so that it starts its line.
    var startsLine: Bool
    /// The start of the line of the first comment above that belongs to it; `start` if it does not start its
    /// line.
    var lead: Int
    /// Whether nothing but a comment follows on its line.
    var endsLine: Bool

    /// Behind its comma, or behind the element itself if it has none.
    var end: Int { comma.map { $0 + 1 } ?? contentEnd }
  }

  let node: YAMLNode
  /// Behind the opening bracket.
  let open: Int
  /// At the closing bracket.
  let close: Int
  private(set) var elements: [Element] = []

  /// `nil` for a single pair in a flow sequence, which has no braces, and for what is no flow collection.
  init?(of node: YAMLNode, in lines: SourceLines) {
    guard node.isBracketed, node.range.count >= 2 else { return nil }
    self.node = node
    open = node.range.lowerBound + 1
    close = node.range.upperBound - 1
    var floor = open
    for value in node.kind == .mapping ? node.entries.map(\.value) : Array(node.items) {
      let start = min(lines.skipSpace(from: floor), close)
      var contentEnd = max(start, value.fullRange.upperBound)
      if lines.bytes[contentEnd - 1] == .colon {
        contentEnd = min(lines.skipBlanks(from: contentEnd), close)
      }
      let behind = lines.skipSpace(from: contentEnd)
      let comma = behind < close && lines.bytes[behind] == UInt8(ascii: ",") ? behind : nil
      let rest = lines.skipBlanks(from: comma.map { $0 + 1 } ?? contentEnd)
      let endsLine = rest < lines.count && (lines.bytes[rest] == .hash || lines.breakLength(at: rest) > 0)
      let startsLine = lines.hasBreak(in: floor..<start)
      let lead = startsLine ? lines.lead(ofElementAt: start, floor: floor, isFirstOfRoot: false) : start
      elements.append(
        Element(
          start: start, contentEnd: contentEnd, comma: comma, startsLine: startsLine, lead: lead,
          endsLine: endsLine))
      floor = comma.map { $0 + 1 } ?? contentEnd
    }
  }

  /// Whether an element has lines to itself.
  func hasOwnLine(_ index: Int) -> Bool {
    elements[index].startsLine && elements[index].endsLine
  }

  /// What stands between an element and the next, if that is a comma and blanks.
  func separator(after index: Int, in lines: SourceLines) -> [UInt8]? {
    guard elements.indices.contains(index), elements.indices.contains(index + 1) else { return nil }
    let gap = lines.bytes[
      elements[index].contentEnd..<max(elements[index].contentEnd, elements[index + 1].start)]
    return gap.allSatisfy { $0.isBlank || $0 == UInt8(ascii: ",") } ? Array(gap) : nil
  }
}

extension SourceLines {
  func hasBreak(in range: Range<Int>) -> Bool {
    range.contains { breakLength(at: $0) > 0 }
  }
}
