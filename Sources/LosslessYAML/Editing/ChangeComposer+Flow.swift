extension ChangeComposer {
  // MARK: - Elements of flow collections

  mutating func composeFlow(_ change: EditPlan.CollectionChange, of node: YAMLNode) throws(YAMLError) {
    guard let layout = FlowLayout(of: node, in: lines) else {
      throw refusal(
        "a pair without braces between brackets takes no edit; write the braces first", at: change.place)
    }
    let count = layout.elements.count
    if count > 0, change.removed.count == count { return emptyFlow(layout, place: change.place) }
    for run in Self.runs(of: change.removed) { removeFlow(run, from: layout, place: change.place) }
    guard !change.insertions.isEmpty else { return }

    let style = habits.siblingQuotes(in: node)
    let writer = writer(near: nil, place: change.place)
    var texts: [String] = []
    for insertion in change.insertions {
      let value = insertion.element.value
      if let key = insertion.element.key {
        texts.append(try writer.pair(key, value, style: style))
      } else {
        texts.append(try writer.flow(value, style: style))
      }
    }
    let survivors = layout.elements.indices.filter { !change.removed.contains($0) }
    guard let first = survivors.first, let last = survivors.last else {
      return fill(layout, with: texts, place: change.place)
    }
    insert(texts, change, into: layout, first: first, last: last)
  }

  private mutating func insert(
    _ texts: [String], _ change: EditPlan.CollectionChange, into layout: FlowLayout, first: Int, last: Int
  ) {
    var behind: [Int: [String]] = [:]
    var before: [Int: [String]] = [:]
    for (insertion, text) in zip(change.insertions, texts) {
      if insertion.slot.isBefore {
        before[insertion.slot.named ?? first, default: []].append(text)
      } else {
        behind[insertion.slot.named ?? last, default: []].append(text)
      }
    }
    for (index, texts) in behind {
      insert(texts, after: index, isLast: index == last, into: layout, place: change.place)
    }
    for (index, texts) in before { insert(texts, before: index, into: layout, place: change.place) }
  }

  private mutating func insert(
    _ texts: [String], after index: Int, isLast: Bool, into layout: FlowLayout, place: Int
  ) {
    let element = layout.elements[index]
    let hasTrailingComma = layout.elements.last?.comma != nil
    guard layout.hasOwnLine(index) else {
      let separator =
        layout.separator(after: index, in: lines) ?? layout.separator(after: index - 1, in: lines) ?? [
          0x2C, 0x20,
        ]
      let bytes = texts.flatMap { separator + Array($0.utf8) }
      return list.add(element.contentEnd..<element.contentEnd, bytes, phase: .inline, place: place)
    }
    let margin = FragmentWriter.margin(lines.column(of: element.start))
    var rows = texts.map { margin + $0 + "," }
    if isLast, !hasTrailingComma {
      rows[rows.count - 1].removeLast()
      list.add(element.contentEnd..<element.contentEnd, ",", phase: .inline, place: place)
    }
    let line = lines.next(after: element.end)
    insert(rows, atLine: line, neighbour: element.end, phase: .after, place: place)
  }

  private mutating func insert(_ texts: [String], before index: Int, into layout: FlowLayout, place: Int) {
    let element = layout.elements[index]
    guard layout.hasOwnLine(index) else {
      let separator =
        layout.separator(after: index - 1, in: lines) ?? layout.separator(after: index, in: lines) ?? [
          0x2C, 0x20,
        ]
      let bytes = texts.flatMap { Array($0.utf8) + separator }
      return list.add(element.start..<element.start, bytes, phase: .before, place: place)
    }
    let margin = FragmentWriter.margin(lines.column(of: element.start))
    insert(
      texts.map { margin + $0 + "," }, atLine: element.lead, neighbour: element.start, phase: .before,
      place: place)
  }

  /// Puts elements between brackets that have none.
  private mutating func fill(_ layout: FlowLayout, with texts: [String], place: Int) {
    let text = texts.joined(separator: ", ")
    let next = layout.open < lines.count ? lines.bytes[layout.open] : .space
    list.add(layout.open..<layout.open, text + (next == .hash ? " " : ""), place: place)
  }

  // MARK: - Removal

  private mutating func removeFlow(_ run: ClosedRange<Int>, from layout: FlowLayout, place: Int) {
    let (first, last) = (layout.elements[run.lowerBound], layout.elements[run.upperBound])
    let hasOwnLines = run.allSatisfy { layout.hasOwnLine($0) }
    let previous = run.lowerBound > 0 ? layout.elements[run.lowerBound - 1] : nil

    if last.comma == nil, let previous, let comma = previous.comma {
      if hasOwnLines {
        list.add(previous.contentEnd..<comma + 1, place: place)
        return list.add(first.lead..<lines.next(after: last.contentEnd), place: place)
      }
      if isBare(previous.contentEnd..<first.start) {
        return list.add(previous.contentEnd..<last.contentEnd, place: place)
      }
      list.add(comma..<comma + 1, place: place)
      return list.add(first.start..<last.contentEnd, place: place)
    }
    if hasOwnLines { return list.add(first.lead..<lines.next(after: last.end), place: place) }
    if let previous, isBare(previous.contentEnd..<first.start) {
      return list.add(previous.contentEnd..<last.contentEnd, place: place)
    }
    let isFollowed = run.upperBound + 1 < layout.elements.count
    let next = isFollowed ? layout.elements[run.upperBound + 1].start : last.end
    list.add(first.start..<(isBare(last.contentEnd..<next) ? next : last.end), place: place)
  }

  /// Whether a range holds only blanks and commas.
  private func isBare(_ range: Range<Int>) -> Bool {
    lines.bytes[range].allSatisfy { $0.isBlank || $0 == UInt8(ascii: ",") }
  }

  private mutating func emptyFlow(_ layout: FlowLayout, place: Int) {
    guard let first = layout.elements.first, let last = layout.elements.last else { return }
    let hasOwnLines = layout.elements.indices.allSatisfy { layout.hasOwnLine($0) }
    if hasOwnLines { return list.add(first.lead..<lines.next(after: last.end), place: place) }
    let padding = layout.open..<first.start
    let isPadded = !padding.isEmpty && isBare(padding) && isBare(last.end..<layout.close)
    list.add(first.start..<(isPadded ? layout.close : last.end), place: place)
  }
}
