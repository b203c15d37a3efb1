extension ChangeComposer {
  /// Where a value stands and what of it gives way.
  private struct Site {
    /// Behind the colon, dash or properties that the value follows; `nil` for a root that has its own line.
    var base: Int?
    /// What the text on the line of the colon or dash replaces.
    var inline: Range<Int>
    /// The whole lines that the lines below replace; where they go if there are none.
    var body: Range<Int>
    var slot: FragmentWriter.Slot
    /// Behind the comments below that belong to the element.
    var end: Int

    /// What goes between the colon or dash and the text: as much as the lines below count on.
    var gap: String {
      guard case .item(let dash, let content) = slot, let base, inline.lowerBound == base else { return " " }
      return FragmentWriter.margin(max(1, content - dash - 1))
    }
  }

  // MARK: - Set, replace, and null values that become collections

  mutating func compose(_ value: EditPlan.Value, at node: YAMLNode) throws(YAMLError) {
    switch value.value {
    case .scalar(let scalar):
      guard node.kind == .alias || node.scalar?.isSame(as: scalar) != true else { return }
      try checkTag(of: node, allows: scalar, place: value.place)
      try compose(scalar, at: node, place: value.place)
    case .fragment(let fragment):
      try compose(fragment, at: node, place: value.place)
    }
  }

  mutating func composeCollection(
    inPlaceOf node: YAMLNode, _ change: EditPlan.CollectionChange
  ) throws(YAMLError) {
    guard node.tag == nil else {
      throw refusal(
        "the tag of the value forbids a collection in its place; replace the value", at: change.place)
    }
    let elements = change.insertions.map(\.element)
    let fragment: YAMLFragment =
      elements.first?.key == nil
      ? .sequence(elements.map(\.value))
      : .mapping(elements.map { YAMLFragment.Entry(key: $0.key ?? "", value: $0.value) })
    try compose(fragment, at: node, place: change.place)
  }

  private func checkTag(
    of node: YAMLNode, allows scalar: YAMLScalar, place: Int
  ) throws(YAMLError) {
    guard node.kind == .scalar, let tag = node.tag else { return }
    let isAllowed =
      switch (tag, scalar) {
      case ("tag:yaml.org,2002:null", .null), ("tag:yaml.org,2002:bool", .bool): true
      case ("tag:yaml.org,2002:int", .int), ("tag:yaml.org,2002:float", .float): true
      case ("tag:yaml.org,2002:null", _), ("tag:yaml.org,2002:bool", _): false
      case ("tag:yaml.org,2002:int", _), ("tag:yaml.org,2002:float", _): false
      case (_, .string): true
      case (_, _): false
      }
    guard isAllowed else {
      throw refusal("the tag '\(tag)' does not allow this value; replace the node to drop the tag", at: place)
    }
  }

  private mutating func compose(_ scalar: YAMLScalar, at node: YAMLNode, place: Int) throws(YAMLError) {
    if node.parent?.style == .flow {
      var writer = writer(near: nil, place: place)
      writer.scalars.allowsColonInFlow = node.style == .plain && node.text.utf8.contains(.colon)
      let line = try writer.line(scalar, in: .flow, style: quotes(of: node, for: scalar))
      return try composeFlow(line, at: node, start: node.range.lowerBound, place: place)
    }
    try checkColon(of: node, place: place)
    let site = site(of: node, keepsProperties: true)
    let text = try text(of: scalar, replacing: node, at: site, place: place)
    try write(text, at: site, isCollection: false, place: place)
  }

  private mutating func compose(_ fragment: YAMLFragment, at node: YAMLNode, place: Int) throws(YAMLError) {
    if node.parent?.style == .flow {
      let line = try writer(near: nil, place: place).flow(fragment)
      let anchor = node.anchor.map { "&\($0) " } ?? ""
      return try composeFlow(anchor + line, at: node, start: node.fullRange.lowerBound, place: place)
    }
    try checkColon(of: node, place: place)
    let keepsProperties = node.fullRange.lowerBound == node.range.lowerBound || node.tag == nil
    var site = site(of: node, keepsProperties: keepsProperties)
    if !keepsProperties, case .item(let dash, content: _) = site.slot, let base = site.base,
      site.inline.lowerBound > base, !lines.hasBreak(in: base..<site.inline.lowerBound)
    {
      site.slot = .item(dash: dash, content: dash + 1 + site.inline.lowerBound - base)
    }
    let styled = node.style == .flow && fragment.fits(node.kind) ? fragment.inFlow : fragment
    let isCollection = styled.withoutComment.isBlockCollection
    let end = isCollection && site.body.isEmpty ? site.end : site.body.upperBound
    var writer = writer(replacing: node, place: place)
    var text = try writer.text(styled, in: site.slot)
    // The comments that stay between the first line and the others would end a block scalar begun there.
    let isParted = isCollection && !text.inline.isEmpty && end > site.body.upperBound
    if isParted || text.openBlock.map({ lines.feedsBlock(at: end, column: $0.column) }) == true {
      writer.allowsBlocks = false
      text = try writer.text(styled, in: site.slot)
    }
    if styled.isBlockCollection, let column = columnBelow(node, at: site) {
      text.lines.insert(FragmentWriter.margin(column) + text.inline, at: 0)
      text.inline = ""
    }
    if !keepsProperties, let anchor = node.anchor {
      text.inline = text.inline.isEmpty ? "&\(anchor)" : "&\(anchor) \(text.inline)"
    }
    try write(text, at: site, isCollection: isCollection, place: place)
  }

  /// The column of a block collection that cannot begin on the line of its dash or document marker, since an
  /// anchor or the marker stands there; `nil` if it can.
  private func columnBelow(_ node: YAMLNode, at site: Site) -> Int? {
    switch site.slot {
    case .entry: nil
    case .item(dash: _, let content): node.anchor == nil ? nil : content
    case .root(let column): node.anchor == nil && site.base == nil ? nil : column
    }
  }

  private mutating func composeFlow(
    _ line: String, at node: YAMLNode, start: Int, place: Int
  ) throws(YAMLError) {
    let range = start..<node.range.upperBound
    let line = isCrowded(line, at: range.upperBound) ? line + " " : line
    guard range.isEmpty else { return list.add(range, line, place: place) }
    let before = start > 0 ? lines.bytes[start - 1] : .space
    // The tag of an empty key may end with a colon, as in `{!a: }`, which then has none of its own.
    let key = node.parent?.children[max(1, node.childIndex ?? 1) - 1].fullRange
    let hasColon = before == .colon && key.map { $0.isEmpty || $0.upperBound < start } != false
    let needsColon =
      node.parent?.kind == .mapping && !hasColon && node.anchor == nil && node.tag == nil
    if needsColon, let key = node.parent?.children[max(1, node.childIndex ?? 1) - 1],
      key.range.count > 1000 || lines.hasBreak(in: key.fullRange)
    {
      throw refusal("a key of several lines takes no colon here; write it on one line first", at: place)
    }
    let colon =
      before.isBlank || node.parent?.children[max(1, node.childIndex ?? 1) - 1].isEmpty == false
      ? ": " : " : "
    list.add(range, (needsColon ? colon : before.isBlank ? "" : " ") + line, phase: .inline, place: place)
  }

  // MARK: - Style of scalars

  private func quotes(of node: YAMLNode, for scalar: YAMLScalar) -> YAMLFragment.ScalarStyle {
    guard case .string = scalar else { return .automatic }
    switch node.style {
    case .singleQuoted: return .singleQuoted
    case .doubleQuoted: return .doubleQuoted
    case .plain, .literal, .folded, .block, .flow: return .automatic
    }
  }

  private mutating func text(
    of scalar: YAMLScalar, replacing node: YAMLNode, at site: Site, place: Int
  ) throws(YAMLError) -> FragmentWriter.Text {
    var writer = writer(replacing: node, place: place)
    guard case .string(let string) = scalar else {
      return FragmentWriter.Text(inline: try writer.line(scalar, in: .block, style: .automatic), lines: [])
    }
    let isBlock = node.style == .literal || node.style == .folded
    let isLong = string.utf8.contains(.lineFeed) && node.style != .doubleQuoted
    if isBlock || isLong {
      let (column, parent) = writer.blockColumns(in: site.slot)
      let mayKeep = isBlock && node.blockHeader.text.contains(UInt8(ascii: "+"))
      let ownColumn = isBlock ? columnOfText(in: node) : nil
      let blocks = [node.style == .folded, false].compactMap {
        ScalarWriter.block(
          string, folded: $0, column: ownColumn ?? column, parent: parent, mayKeep: mayKeep)
      }
      let isSafe = !lines.feedsBlock(at: site.body.upperBound, column: ownColumn ?? column)
      if isSafe, let block = blocks.first {
        let openBlock = FragmentWriter.OpenBlock(
          column: ownColumn ?? column, hasBreak: string.utf8.last == .lineFeed)
        return FragmentWriter.Text(inline: block.header, lines: block.lines, openBlock: openBlock)
      }
    }
    writer = self.writer(near: nil, place: place)
    let line = try writer.line(scalar, in: .block, style: quotes(of: node, for: scalar))
    return FragmentWriter.Text(inline: line, lines: [])
  }

  /// The column of the first line of a block scalar that holds text.
  func columnOfText(in node: YAMLNode) -> Int? {
    guard !node.blockHeader.text.contains(where: { (0x31...0x39).contains($0) }) else { return nil }
    let line = lines.skipBlankLines(from: lines.next(after: node.range.lowerBound))
    guard line < node.range.upperBound else { return nil }
    var text = line
    while text < lines.count, lines.bytes[text] == .space { text += 1 }
    return text - line
  }

  // MARK: - Places

  private mutating func writer(replacing node: YAMLNode, place: Int) -> FragmentWriter {
    guard let parent = node.parent else { return writer(near: node, place: place) }
    guard parent.kind == .mapping, node.style == .block, lines.startsLine(node.range.lowerBound) else {
      return writer(near: parent, place: place)
    }
    let offset = lines.column(of: node.range.lowerBound) - lines.column(of: parent.range.lowerBound)
    return writer(
      near: parent, place: place, step: node.kind == .mapping && offset > 0 ? offset : nil,
      sequenceOffset: node.kind == .sequence && offset >= 0 ? offset : nil)
  }

  private mutating func site(of node: YAMLNode, keepsProperties: Bool) -> Site {
    let (indicator, slot) = indicator(of: node)
    if let indicator, node.parent == nil, node.fullRange.isEmpty {
      let below = lines.next(after: indicator)
      return Site(
        base: indicator, inline: indicator..<indicator, body: below..<below, slot: slot, end: below)
    }
    let hasProperties = node.fullRange.lowerBound < node.range.lowerBound
    let base = hasProperties && keepsProperties ? lines.endOfProperties(of: node) : indicator
    let start = keepsProperties ? node.range.lowerBound : node.fullRange.lowerBound
    let end = node.range.upperBound
    let isOnOtherLine = base.map { lines.hasBreak(in: min($0, start)..<start) } ?? false
    let endsWithBreak = end > node.range.lowerBound && lines.breakLength(before: end) > 0
    let below = endsWithBreak ? end : lines.next(after: end)
    let last = lines.endOfComments(below: below, deeperThan: slot.column)

    if node.style == .block, node.kind != .scalar {
      guard let base, isOnOtherLine || lines.hasBreak(in: min(base, start)..<node.range.lowerBound) else {
        let textEnd = endsWithBreak ? lines.withoutBreak(end) : lines.end(at: end)
        return Site(base: base, inline: start..<textEnd, body: below..<last, slot: slot, end: last)
      }
      let inline = isOnOtherLine || keepsProperties ? base..<base : start..<lines.endOfProperties(of: node)
      let body = lines.next(after: inline.upperBound)..<last
      return Site(base: base, inline: inline, body: body, slot: slot, end: last)
    }
    if node.style == .literal || node.style == .folded {
      let header = node.blockHeader.range
      return Site(
        base: base, inline: start..<header.upperBound, body: lines.next(after: header.upperBound)..<below,
        slot: slot, end: last)
    }
    return Site(base: base, inline: start..<end, body: below..<below, slot: slot, end: last)
  }

  /// Behind the colon or dash in front of a value, and what may stand there.
  private mutating func indicator(of node: YAMLNode) -> (end: Int?, slot: FragmentWriter.Slot) {
    guard let parent = node.parent, let child = node.childIndex else {
      let start = node.fullRange.lowerBound
      let isBare = node.isEmpty && start == node.range.lowerBound
      if isBare || !lines.startsLine(start) { return (endOfMarker(before: node), .root(column: 0)) }
      return (nil, .root(column: lines.column(of: start)))
    }
    let column = lines.column(of: parent.range.lowerBound)
    if parent.kind == .mapping {
      let colon = lines.skipSpace(from: parent.entries[child / 2].key.range.upperBound)
      return (min(colon + 1, node.fullRange.lowerBound), .entry(column: column))
    }
    let layout = layout(of: parent)
    let dash = layout.elements[child].start
    let isBehind = !node.isEmpty && !lines.hasBreak(in: dash..<node.range.lowerBound)
    let content =
      isBehind && node.fullRange.lowerBound == node.range.lowerBound
      ? column + node.range.lowerBound - dash : column + 1 + habits.dashGap(in: parent, layout: layout)
    return (dash + 1, .item(dash: column, content: content))
  }

  /// Behind the `---` of a document.
  private func endOfMarker(before root: YAMLNode) -> Int {
    var line = root.document.range.lowerBound
    while line < root.range.lowerBound, !lines.bytes[line...].starts(with: "---".utf8) {
      line = lines.next(after: line)
    }
    return min(line + 3, root.range.lowerBound)
  }

  // MARK: - Writing

  private mutating func write(
    _ text: FragmentWriter.Text, at site: Site, isCollection: Bool, place: Int
  ) throws(YAMLError) {
    var site = site
    if isCollection, site.body.isEmpty { site.body = site.end..<site.end }
    if let base = site.base, mustMoveUp(text, at: site, behind: base) {
      site.body = lines.next(after: base)..<site.body.upperBound
      site.inline = base..<base
    }
    let behind = isCrowded(text.inline, at: site.inline.upperBound) ? " " : ""
    if text.inline.isEmpty {
      let from = min(site.base ?? site.inline.lowerBound, site.inline.lowerBound)
      list.add(from..<site.inline.upperBound, behind, place: place)
    } else {
      let touches = site.inline.lowerBound == site.base
      let gap = touches ? site.gap : ""
      list.add(site.inline, gap + text.inline + behind, phase: .inline, place: place)
    }
    if let comment = text.comment { putComment(comment, behind: site.inline.upperBound, place: place) }
    writeBody(text.lines, at: site.body, closes: text.openBlock?.hasBreak == true, place: place)
  }

  /// Whether a value that stands on a line below its colon or dash cannot be written there: it has further
  /// lines, or the line is not indented enough for anything but a block scalar.
  private func mustMoveUp(_ text: FragmentWriter.Text, at site: Site, behind base: Int) -> Bool {
    let start = site.inline.lowerBound
    guard base < start, lines.hasBreak(in: base..<start) else { return false }
    return !text.lines.isEmpty && site.body.isEmpty || lines.column(of: start) <= site.slot.column
  }

  /// Whether a comment follows right behind; it may stand so behind a closing quote, but behind nothing else.
  private func isCrowded(_ text: String, at end: Int) -> Bool {
    lines.bytes.dropFirst(end).first == .hash && text.last != "\"" && text.last != "'"
  }

  /// Refuses a value for a key that has no colon behind it, as in `? a`.
  private func checkColon(of node: YAMLNode, place: Int) throws(YAMLError) {
    guard node.fullRange.isEmpty, let parent = node.parent, parent.kind == .mapping else { return }
    guard let child = node.childIndex else { return }
    let colon = lines.skipSpace(from: parent.entries[child / 2].key.range.upperBound)
    guard colon < node.range.lowerBound, lines.bytes[colon] == .colon else {
      throw refusal("the key has no colon behind which the value could stand; write one first", at: place)
    }
  }

  private mutating func writeBody(_ text: [String], at body: Range<Int>, closes: Bool, place: Int) {
    if body.isEmpty {
      guard !text.isEmpty else { return }
      let neighbour = lines.withoutBreak(body.lowerBound)
      return insert(
        text, atLine: body.lowerBound, neighbour: neighbour, phase: .tail, closes: closes, place: place)
    }
    if text.isEmpty { return delete(lines: body, place: place) }
    let lineBreak = lines.lineBreak(near: lines.withoutBreak(body.lowerBound))
    var bytes = Array(text.map { Array($0.utf8) }.joined(separator: lineBreak))
    if body.upperBound < lines.count || !hasOpenEnd || closes { bytes += lineBreak }
    list.add(body, bytes, place: place)
  }

  /// Puts a comment at the end of a line, or in place of the one that is there.
  mutating func putComment(_ comment: String, behind offset: Int, place: Int) {
    let text = lines.skipBlanks(from: offset)
    if text < lines.count, lines.bytes[text] == .hash {
      return list.add(text..<lines.end(at: text), comment, place: place)
    }
    list.add(offset..<offset, " " + comment, phase: .comment, place: place)
  }
}

extension YAMLFragment {
  /// Whether this is a collection of a kind that fits on one line: only scalars of one line in it.
  fileprivate func fits(_ kind: YAMLNode.Kind) -> Bool {
    switch self {
    case .sequence(let items): kind == .sequence && items.allSatisfy(\.isShort)
    case .mapping(let entries): kind == .mapping && entries.allSatisfy(\.value.isShort)
    case .commented(let inner, trailing: _): inner.fits(kind)
    case .scalar, .literal, .flow, .tagged: false
    }
  }

  private var isShort: Bool {
    switch self {
    case .scalar(.string(let text), style: _): !text.utf8.contains(.lineFeed)
    case .scalar: true
    case .literal, .mapping, .sequence, .flow, .commented, .tagged: false
    }
  }

  fileprivate var withoutComment: YAMLFragment {
    guard case .commented(let inner, trailing: _) = self else { return self }
    return inner
  }

  fileprivate var inFlow: YAMLFragment {
    guard case .commented(let inner, let comment) = self else { return .flow(self) }
    return .commented(.flow(inner), trailing: comment)
  }
}

extension SourceLines {
  /// Behind the tag and anchor of a node, without the space that follows them.
  func endOfProperties(of node: YAMLNode) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var offset = node.fullRange.lowerBound
      var end = offset
      while offset < node.range.lowerBound || offset == node.fullRange.lowerBound {
        guard offset < bytes.count else { break }
        if bytes[offset] == .ampersand {
          end = Gap.endOfAnchor(in: bytes, from: offset, to: bytes.count)
        } else if bytes[offset] == .exclamation {
          end = Gap.endOfTag(in: bytes, from: offset, to: bytes.count)
        } else {
          break
        }
        offset = Gap.skipSpace(in: bytes, from: end, to: bytes.count)
      }
      return end
    }
  }
}
