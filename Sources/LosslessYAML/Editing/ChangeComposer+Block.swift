extension ChangeComposer {
  // MARK: - Elements of block collections

  mutating func composeBlock(_ change: EditPlan.CollectionChange, of node: YAMLNode) throws(YAMLError) {
    let layout = layout(of: node)
    guard change.removed.count < layout.elements.count else {
      return empty(layout, place: change.place)
    }
    for run in Self.runs(of: change.removed) { removeLines(run, from: layout, place: change.place) }
    guard !change.insertions.isEmpty else { return }
    let survivors = layout.elements.indices.filter { !change.removed.contains($0) }
    guard let first = survivors.first, let last = survivors.last else { return }
    for insertion in change.insertions {
      if insertion.slot.isBefore {
        let anchor = insertion.slot.named ?? first
        try insert(insertion, before: anchor, isFirst: anchor == first, into: layout)
      } else {
        try insert(insertion, after: insertion.slot.named ?? last, into: layout)
      }
    }
  }

  /// Neighbouring numbers, gathered to ranges.
  static func runs(of removed: Set<Int>) -> [ClosedRange<Int>] {
    var runs: [ClosedRange<Int>] = []
    for index in removed.sorted() {
      if let last = runs.last, last.upperBound + 1 == index {
        runs[runs.count - 1] = last.lowerBound...index
      } else {
        runs.append(index...index)
      }
    }
    return runs
  }

  // MARK: - Insertion

  private mutating func insert(
    _ insertion: EditPlan.Insertion, after index: Int, into layout: BlockLayout
  ) throws(YAMLError) {
    let element = layout.elements[index]
    var text = try text(of: insertion, in: layout, above: element.end)
    let isLast = index == layout.elements.count - 1
    let hasRoom = isLast || !layout.blankLines(below: index, in: lines).isEmpty
    if hasRoom, !element.keepsBlankLines, layout.isSpaced(in: lines) { text.lines.insert("", at: 0) }
    let neighbour = lines.withoutBreak(element.end)
    insert(
      text.lines, atLine: element.end, neighbour: neighbour, phase: .after, depth: layout.node.depth,
      closes: text.openBlock?.hasBreak == true, place: insertion.place)
  }

  private mutating func insert(
    _ insertion: EditPlan.Insertion, before index: Int, isFirst: Bool, into layout: BlockLayout
  ) throws(YAMLError) {
    let element = layout.elements[index]
    var text = try text(of: insertion, in: layout, above: lines.start(at: element.lead))
    if isFirst, let top = layout.elements.first, !top.startsLine {
      return insertCompact(text.lines, at: top.start, column: layout.column, place: insertion.place)
    }
    let hasRoom = index == 0 || !layout.blankLines(above: index, in: lines).isEmpty
    if hasRoom, layout.isSpaced(in: lines) { text.lines.append("") }
    insert(
      text.lines, atLine: lines.start(at: element.lead), neighbour: element.lead, phase: .before,
      depth: layout.node.depth, place: insertion.place)
  }

  /// In front of an element that shares its line with the dash it belongs to: `- a: 1`.
  private mutating func insertCompact(_ text: [String], at start: Int, column: Int, place: Int) {
    let lineBreak = lines.lineBreak(near: start)
    var bytes: [UInt8] = []
    for (number, line) in text.enumerated() {
      bytes += number == 0 ? Array(line.utf8.dropFirst(column)) : lineBreak + Array(line.utf8)
    }
    bytes += lineBreak + Array(FragmentWriter.margin(column).utf8)
    list.add(start..<start, bytes, phase: .before, place: place)
  }

  private mutating func text(
    of insertion: EditPlan.Insertion, in layout: BlockLayout, above offset: Int
  ) throws(YAMLError) -> FragmentWriter.Rows {
    var writer = writer(near: layout.node, place: insertion.place)
    let rows = try rows(of: insertion, in: layout, writer)
    guard let block = rows.openBlock, lines.feedsBlock(at: offset, column: block.column) else { return rows }
    writer.allowsBlocks = false
    return try self.rows(of: insertion, in: layout, writer)
  }

  private func rows(
    of insertion: EditPlan.Insertion, in layout: BlockLayout, _ writer: FragmentWriter
  ) throws(YAMLError) -> FragmentWriter.Rows {
    let quotes = habits.siblingQuotes(in: layout.node)
    let value = insertion.element.value
    if let key = insertion.element.key {
      return try writer.rows(ofEntry: key, value, column: layout.column, keyStyle: quotes)
    }
    let gap = habits.dashGap(in: layout.node, layout: layout)
    return try writer.rows(ofItem: value.quoted(quotes), column: layout.column, gap: gap)
  }

  // MARK: - Removal

  private mutating func removeLines(_ run: ClosedRange<Int>, from layout: BlockLayout, place: Int) {
    let elements = layout.elements
    let (first, last) = (run.lowerBound, run.upperBound)
    guard elements[first].startsLine else {
      // The element below moves up to the dash, with the comments above it.
      let end = lines.skipBlanksAndBreaks(from: elements[last].end)
      return list.add(elements[first].start..<end, place: place)
    }
    var range = lines.start(at: elements[first].lead)..<elements[last].end
    let above = layout.blankLines(above: first, in: lines)
    let below = layout.blankLines(below: last, in: lines)
    let isTop = first == 0
    let isBottom = last == elements.count - 1
    let leavesKeeper =
      first > 0 && elements[first - 1].keepsBlankLines && elements[first - 1].end == range.lowerBound

    if leavesKeeper {
      range = range.lowerBound..<below.upperBound
    } else if !above.isEmpty, isBottom || !below.isEmpty && !isShorter(below, than: above) {
      range = above.lowerBound..<range.upperBound
    } else if !below.isEmpty, !isBottom, isTop || !above.isEmpty {
      range = range.lowerBound..<below.upperBound
    }
    if first > 0, elements[first - 1].end == range.lowerBound, range.upperBound < below.upperBound,
      let column = columnOfBlockScalar(endingWith: layout.node.element(first - 1)),
      hasLongBlankLine(in: below, column: column)
    {
      // Its blanks would become text of the block scalar above.
      range = range.lowerBound..<below.upperBound
    }
    delete(lines: range, place: place)
  }

  /// The column of the text of the block scalar that a node ends with; `nil` without one, or without text in it.
  private func columnOfBlockScalar(endingWith node: YAMLNode) -> Int? {
    guard let scalar = node.lastBlockScalar else { return nil }
    let digit = scalar.blockHeader.text.first { (0x31...0x39).contains($0) }
    guard let digit else { return columnOfText(in: scalar) }
    return (scalar.parent.map { lines.column(of: $0.range.lowerBound) } ?? 0) + Int(digit - 0x30)
  }

  private func hasLongBlankLine(in range: Range<Int>, column: Int) -> Bool {
    var line = range.lowerBound
    while line < range.upperBound {
      if lines.skipBlanks(from: line) - line > column { return true }
      line = lines.next(after: line)
    }
    return false
  }

  private func isShorter(_ left: Range<Int>, than right: Range<Int>) -> Bool {
    (count(left), left.count) < (count(right), right.count)
  }

  private func count(_ blankLines: Range<Int>) -> Int {
    var count = 0
    var line = blankLines.lowerBound
    while line < blankLines.upperBound {
      line = lines.next(after: line)
      count += 1
    }
    return count
  }

  /// Leaves `{}` or `[]` of a collection whose elements all go.
  private mutating func empty(_ layout: BlockLayout, place: Int) {
    guard let first = layout.elements.first, let last = layout.elements.last else { return }
    let brackets = layout.node.kind == .mapping ? "{}" : "[]"
    let above = first.lead..<max(first.lead, lines.start(at: first.start))
    let end = max(first.start, lines.withoutBreak(last.end))
    guard layout.node.parent != nil, first.startsLine else {
      if first.startsLine { list.add(above, place: place) }
      return list.add(first.start..<end, brackets, place: place)
    }
    let base = endOfIndicator(before: layout.node)
    list.add(base..<base, " " + brackets, phase: .inline, place: place)
    delete(lines: lines.start(at: first.lead)..<last.end, place: place)
  }

  /// Behind the colon, dash, tag or anchor that a block collection follows.
  private mutating func endOfIndicator(before node: YAMLNode) -> Int {
    if node.fullRange.lowerBound < node.range.lowerBound { return lines.endOfProperties(of: node) }
    guard let parent = node.parent, let child = node.childIndex else { return node.range.lowerBound }
    if parent.kind == .mapping {
      return lines.skipSpace(from: parent.entries[child / 2].key.range.upperBound) + 1
    }
    return self.layout(of: parent).elements[child].start + 1
  }
}

extension YAMLNode {
  /// How many collections are around the node.
  var depth: Int {
    var depth = 0
    var node = self
    while let parent = node.parent {
      depth += 1
      node = parent
    }
    return depth
  }
}

extension YAMLFragment {
  /// The same with quotes where text has no style of its own.
  func quoted(_ style: ScalarStyle) -> YAMLFragment {
    switch self {
    case .scalar(.string(let text), style: .automatic) where !text.utf8.contains(.lineFeed):
      .scalar(.string(text), style: style)
    case .commented(let inner, let comment): .commented(inner.quoted(style), trailing: comment)
    case .scalar, .literal, .mapping, .sequence, .flow, .tagged: self
    }
  }
}
