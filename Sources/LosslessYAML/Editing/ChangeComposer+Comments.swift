extension ChangeComposer {
  // MARK: - Comments

  mutating func compose(_ comment: EditPlan.Comment) throws(YAMLError) {
    let text = try CommentText(comment.text, at: comment.place, in: tree)
    switch (comment.placement, comment.container.style) {
    case (.above, .flow): try composeAboveInFlow(comment, text)
    case (.above, _): try composeAbove(comment, text)
    case (.trailing, .flow): try composeBehindInFlow(comment, try text.behind)
    case (.trailing, _): try composeBehind(comment, try text.behind)
    }
  }

  private mutating func composeAbove(
    _ comment: EditPlan.Comment, _ text: CommentText
  ) throws(YAMLError) {
    let layout = layout(of: comment.container)
    let element = layout.elements[comment.element]
    guard element.startsLine else {
      throw refusal(
        "the element shares its line with what it belongs to; comment that instead", at: comment.place)
    }
    putAbove(text, lead: element.lead, start: element.start, column: layout.column, comment.place)
  }

  private mutating func composeAboveInFlow(
    _ comment: EditPlan.Comment, _ text: CommentText
  ) throws(YAMLError) {
    guard let layout = FlowLayout(of: comment.container, in: lines),
      layout.elements[comment.element].startsLine
    else {
      throw refusal("the element does not begin a line, so no comment can stand above it", at: comment.place)
    }
    let element = layout.elements[comment.element]
    putAbove(text, lead: element.lead, start: element.start, column: nil, comment.place)
  }

  private mutating func putAbove(
    _ text: CommentText, lead: Int, start: Int, column: Int?, _ place: Int
  ) {
    let line = lines.start(at: start)
    let margin = FragmentWriter.margin(column ?? lines.column(of: start))
    let rows = text.lines.map { margin + $0 }
    guard lead < line else {
      return insert(rows, atLine: line, neighbour: start, phase: .above, place: place)
    }
    let lineBreak = lines.lineBreak(near: lead)
    list.add(lead..<line, rows.flatMap { Array($0.utf8) + lineBreak }, place: place)
  }

  private mutating func composeBehind(_ comment: EditPlan.Comment, _ text: String) throws(YAMLError) {
    let value = comment.container.element(comment.element)
    let head = tree.node(comment.container.firstIndex(ofElement: comment.element))
    guard value == head || !head.endsWithBlockScalar else {
      throw refusal("the key ends with lines of text; comment above it instead", at: comment.place)
    }
    if let change = plan.values[value.index], movesText(change.value, of: value, in: comment) {
      throw EditPlan.conflict(comment.place, change.place, in: tree)
    }
    let end = try endOfFirstLine(of: value, in: comment)
    let rest = lines.skipBlanks(from: end)
    guard rest >= lines.count || lines.bytes[rest] == .hash || lines.breakLength(at: rest) > 0 else {
      throw refusal("something else stands on this line behind the element", at: comment.place)
    }
    putComment(text, behind: end, place: comment.place)
  }

  /// Whether a new value may not end on the line where the old one does.
  private mutating func movesText(
    _ value: EditAction.NewValue, of node: YAMLNode, in comment: EditPlan.Comment
  ) -> Bool {
    if case .fragment(let fragment) = value {
      guard case .scalar = fragment else { return true }
    }
    let start = layout(of: comment.container).elements[comment.element].start
    return lines.hasBreak(in: start..<max(start, node.range.lowerBound))
  }

  /// Behind what an element has on the line where its value starts.
  private mutating func endOfFirstLine(
    of value: YAMLNode, in comment: EditPlan.Comment
  ) throws(YAMLError) -> Int {
    if value.style == .literal || value.style == .folded { return value.blockHeader.range.upperBound }
    guard value.style == .block, value.kind != .scalar else { return value.range.upperBound }
    let layout = layout(of: comment.container)
    let start = layout.elements[comment.element].start
    let keyEnd =
      comment.container.kind == .mapping
      ? lines.skipSpace(from: comment.container.entries[comment.element].key.range.upperBound) : start
    let hasProperties = value.fullRange.lowerBound < value.range.lowerBound
    let end = hasProperties ? lines.endOfProperties(of: value) : keyEnd + 1
    guard lines.hasBreak(in: min(end, value.range.lowerBound)..<value.range.lowerBound) else {
      throw refusal(
        "the element begins with another one on its line; comment that instead", at: comment.place)
    }
    return end
  }

  private mutating func composeBehindInFlow(
    _ comment: EditPlan.Comment, _ text: String
  ) throws(YAMLError) {
    guard let layout = FlowLayout(of: comment.container, in: lines),
      layout.elements[comment.element].endsLine
    else {
      throw refusal("something else stands on this line behind the element", at: comment.place)
    }
    putComment(text, behind: layout.elements[comment.element].end, place: comment.place)
  }
}
