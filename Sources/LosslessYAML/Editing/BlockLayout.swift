/// Where the elements of a block collection and the comments that belong to them stand.
struct BlockLayout {
  struct Element {
    /// The start of the line of the first comment above that belongs to it; `start` if it shares its line
    /// with what is before it, as the first entry in `- a: 1` does.
    var lead: Int
    /// Its key, `?` or `-`.
    var start: Int
    /// Whether only blanks are before it on its line.
    var startsLine: Bool
    /// Where its own bytes end.
    var contentEnd: Int
    /// Behind the line break of its last line, comments below that belong to it included.
    var end: Int
    /// Whether it ends with a block scalar that keeps the blank lines after it.
    var keepsBlankLines: Bool
  }

  let node: YAMLNode
  /// The column of its elements, from 0.
  let column: Int
  private(set) var elements: [Element] = []

  init(of node: YAMLNode, in lines: SourceLines) {
    self.node = node
    column = lines.column(of: node.range.lowerBound)
    var floor = lines.first
    for value in node.kind == .mapping ? node.entries.map(\.value) : Array(node.items) {
      let start = elements.isEmpty ? node.range.lowerBound : lines.skipSpace(from: floor)
      var element = Element(
        lead: start, start: start, startsLine: elements.isEmpty ? lines.startsLine(start) : true,
        contentEnd: max(start, value.fullRange.upperBound), end: 0, keepsBlankLines: value.keepsBlankLines)
      if element.startsLine {
        element.lead = lines.lead(
          ofElementAt: start, floor: floor, isFirstOfRoot: elements.isEmpty && node.parent == nil)
      }
      let endsWithBreak = lines.breakLength(before: element.contentEnd) > 0
      let lineEnd = endsWithBreak ? element.contentEnd : lines.next(after: element.contentEnd)
      element.end = lines.endOfComments(below: lineEnd, deeperThan: column)
      elements.append(element)
      floor = endsWithBreak ? element.contentEnd : lines.end(at: element.contentEnd)
    }
  }

  /// Whether every two neighbours have a blank line between them.
  func isSpaced(in lines: SourceLines) -> Bool {
    guard elements.count > 1 else { return false }
    return elements.indices.dropFirst().allSatisfy { index in
      var line = elements[index - 1].end
      while line < elements[index].lead {
        if lines.isBlank(lineAt: line) { return true }
        line = lines.next(after: line)
      }
      return false
    }
  }

  /// The blank lines right above an element and its comments.
  func blankLines(above index: Int, in lines: SourceLines) -> Range<Int> {
    let lead = elements[index].lead
    let floor = index > 0 ? elements[index - 1].end : lines.first
    return lines.skipBlankLines(before: lead, floor: floor)..<lead
  }

  /// The blank lines right below an element and its comments.
  func blankLines(below index: Int, in lines: SourceLines) -> Range<Int> {
    let end = elements[index].end
    return end..<lines.skipBlankLines(from: end)
  }
}

extension SourceLines {
  /// Whether a block scalar whose lines have a column would swallow what follows its end, or trip over it: a
  /// comment that is indented as far, a blank line that is longer, a tab in the indentation.
  func feedsBlock(at lineEnd: Int, column: Int) -> Bool {
    var line = lineEnd
    while line < count {
      let text = skipBlanks(from: line)
      if bytes[line..<text].contains(.tab) { return true }
      if let comment = commentColumn(ofLineAt: line) { return comment >= column }
      guard text == count || breakLength(at: text) > 0 else { return false }
      if text - line > column { return true }
      line = next(after: line)
    }
    return false
  }
}

extension YAMLNode {
  /// The last thing in the node if that is a block scalar.
  var lastBlockScalar: YAMLNode? {
    var node = self
    while let last = node.children.last { node = last }
    return node.style == .literal || node.style == .folded ? node : nil
  }

  /// Whether the last thing in the node is a block scalar.
  var endsWithBlockScalar: Bool { lastBlockScalar != nil }

  /// Whether the last thing in the node is a block scalar with `+`, to which blank lines below it belong.
  var keepsBlankLines: Bool {
    lastBlockScalar?.blockHeader.text.contains(UInt8(ascii: "+")) ?? false
  }

  /// The indicators of a block scalar, and where they stand.
  var blockHeader: (range: Range<Int>, text: ArraySlice<UInt8>) {
    let bytes = tree.source.bytes
    var end = range.lowerBound
    while end < range.upperBound, end < bytes.count {
      let isIndicator = "|>+-123456789".utf8.contains(bytes[end])
      guard isIndicator else { break }
      end += 1
    }
    return (range.lowerBound..<end, bytes[range.lowerBound..<end])
  }

  /// One more than the index of the last node inside this one; the nodes of a tree stand in the order of the
  /// text.
  var endIndexOfSubtree: Int {
    var node = self
    while let last = node.children.last { node = last }
    return node.index + 1
  }
}
