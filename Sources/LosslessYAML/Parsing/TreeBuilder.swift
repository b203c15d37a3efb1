internal import CLibYAML

/// Turns libyaml's events into records.
struct TreeBuilder {
  private(set) var parts = TreeParts()
  let bytes: UnsafeBufferPointer<UInt8>
  let dialect: YAMLDialect
  private var offsets: MarkOffsets
  /// Collections whose end has not come yet.
  private var open = ContiguousArray<OpenCollection>()
  /// Children of the open collections, outermost first.
  private var pending = ContiguousArray<Int32>()
  private var keyCheck: KeyCheck
  private var anchors: [String: Int32] = [:]
  private var document: DocumentRecord?
  /// Whether a single pair between brackets was opened by a `?` and has no key.
  private(set) var hasKeylessPair = false

  private struct OpenCollection {
    var node: Int32
    /// Where its children begin in `pending`.
    var base: Int
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>, dialect: YAMLDialect, offsets: MarkOffsets) {
    self.bytes = bytes
    self.dialect = dialect
    self.offsets = offsets
    keyCheck = KeyCheck(bytes, dialect: dialect)
    parts.nodes.reserveCapacity(bytes.count / 16 + 8)
    parts.children.reserveCapacity(bytes.count / 16 + 8)
  }

  var depth: Int { open.count }

  mutating func offset(of mark: yaml_mark_t) -> Int {
    offsets.offset(ofCharacter: mark.index)
  }

  // MARK: - Documents

  mutating func startDocument(_ event: borrowing yaml_event_t) {
    let start = offset(of: event.start_mark)
    document = DocumentRecord(
      root: -1, start: Int32(start), end: Int32(start),
      nodes: Int32(parts.nodes.count)..<Int32(parts.nodes.count),
      aliases: Int32(parts.aliases.count)..<Int32(parts.aliases.count),
      startsImplicitly: event.data.document_start.implicit != 0, endsImplicitly: true)
    anchors.removeAll(keepingCapacity: true)
    pending.removeAll(keepingCapacity: true)
  }

  mutating func endDocument(_ event: borrowing yaml_event_t) {
    guard var document else { return }
    document.endsImplicitly = event.data.document_end.implicit != 0
    document.root = pending.first ?? -1
    let rootEnd = pending.first.map { parts.nodes[Int($0)].end } ?? document.start
    document.end = document.endsImplicitly ? rootEnd : Int32(offset(of: event.end_mark))
    document.nodes = document.nodes.lowerBound..<Int32(parts.nodes.count)
    document.aliases = document.aliases.lowerBound..<Int32(parts.aliases.count)
    parts.documents.append(document)
    self.document = nil
  }

  /// Forgets the last document if nothing but the end of what could be read says that it ends.
  mutating func dropDocumentCutOff() {
    guard document == nil, let last = parts.documents.last, last.endsImplicitly else { return }
    parts.documents.removeLast()
  }

  // MARK: - Nodes

  mutating func addScalar(_ event: borrowing yaml_event_t) {
    let fullStart = offset(of: event.start_mark)
    let mark = offset(of: event.end_mark)
    let scalar = event.data.scalar
    var record = record(.scalar, style: Self.style(of: scalar.style), from: fullStart, to: mark)
    if fullStart < mark, bytes[fullStart] == .ampersand || bytes[fullStart] == .exclamation {
      let skipped = Gap.skipProperties(in: bytes, from: fullStart, to: mark, anchor: true, tag: true)
      record.start = Int32(skipped.end)
      // libyaml drops the tag `!` of a scalar, which says that the scalar is text.
      record.link = addProperties(
        anchor: scalar.anchor, tag: scalar.tag, else: skipped.hasTag ? "!" : nil)
    } else if fullStart == mark {
      placeEmpty(&record, mark: mark)
    }
    if record.style == .literal || record.style == .folded {
      let end = BlockScalarExtent.end(
        in: bytes, from: Int(record.start), mark: mark, parentColumn: columnOfBlock())
      record.end = Int32(end)
    }
    storeText(&record, UnsafeBufferPointer(start: scalar.value, count: scalar.length))
    add(record)
  }

  mutating func addAlias(_ event: borrowing yaml_event_t) {
    let start = offset(of: event.start_mark)
    let end = offset(of: event.end_mark)
    var record = record(.alias, style: .plain, from: start, to: end)
    record.first = Int32(start + 1)
    record.count = Int32(end - start - 1)
    let target = event.data.alias.anchor.flatMap { anchors[String(cString: $0)] }
    let node = Int32(parts.nodes.count)
    record.link = target ?? -1
    if let target {
      if open.contains(where: { $0.node == target }) {
        record.flags.insert(.isRecursive)
        parts.findings.append(Finding(code: .recursiveAlias, node: node, other: target))
      }
    } else {
      parts.findings.append(Finding(code: .undefinedAlias, node: node, other: -1))
    }
    parts.aliases.append(node)
    add(record)
  }

  mutating func startSequence(_ event: borrowing yaml_event_t) {
    let data = event.data.sequence_start
    startCollection(
      event, .sequence, style: data.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block, anchor: data.anchor,
      tag: data.tag)
  }

  mutating func startMapping(_ event: borrowing yaml_event_t) {
    let data = event.data.mapping_start
    startCollection(
      event, .mapping, style: data.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block, anchor: data.anchor,
      tag: data.tag)
  }

  private mutating func startCollection(
    _ event: borrowing yaml_event_t, _ kind: YAMLNode.Kind, style: YAMLNode.Style,
    anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?
  ) {
    let fullStart = offset(of: event.start_mark)
    var record = record(kind, style: style, from: fullStart, to: fullStart)
    if anchor != nil || tag != nil {
      let skipped = Gap.skipProperties(
        in: bytes, from: fullStart, to: bytes.count, anchor: anchor != nil, tag: tag != nil)
      record.start = Int32(skipped.end)
      record.link = addProperties(anchor: anchor, tag: tag)
    }
    let node = Int32(parts.nodes.count)
    add(record)
    open.append(OpenCollection(node: node, base: pending.count))
  }

  mutating func endCollection(_ event: borrowing yaml_event_t) {
    guard let closing = open.popLast() else { return }
    let start = event.start_mark.index
    let end = event.end_mark.index
    let first = parts.children.count
    parts.children.append(contentsOf: pending[closing.base...])
    pending.removeSubrange(closing.base...)

    let node = Int(closing.node)
    parts.nodes[node].first = Int32(first)
    parts.nodes[node].count = Int32(parts.children.count - first)
    if parts.nodes[node].style == .flow, end > start {
      parts.nodes[node].end = Int32(offset(of: event.end_mark))
    } else if let last = parts.children.last, parts.children.count > first {
      parts.nodes[node].end = max(parts.nodes[node].start, parts.nodes[Int(last)].end)
    }
    if parts.nodes[node].kind == .mapping {
      keyCheck.run(first: first, count: parts.children.count - first, &parts)
    }
  }

  private func record(
    _ kind: YAMLNode.Kind, style: YAMLNode.Style, from start: Int, to end: Int
  ) -> NodeRecord {
    NodeRecord(
      kind: kind, style: style, flags: [], parent: open.last?.node ?? -1, fullStart: Int32(start),
      start: Int32(start), end: Int32(end), first: 0, count: 0, link: -1)
  }

  private mutating func add(_ record: NodeRecord) {
    pending.append(Int32(parts.nodes.count))
    parts.nodes.append(record)
  }

  // MARK: - Details

  private mutating func addProperties(
    anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?,
    else droppedTag: String? = nil
  ) -> Int32 {
    let node = Int32(parts.nodes.count)
    let anchor = anchor.map { String(cString: $0) }
    let tag = tag.map { String(cString: $0) } ?? droppedTag
    if let anchor {
      if let earlier = anchors.updateValue(node, forKey: anchor), !dialect.redefinedAnchorsAllowed {
        parts.findings.append(Finding(code: .redefinedAnchor, node: node, other: earlier))
      }
    }
    parts.properties.append(NodeProperties(tag: tag, anchor: anchor))
    return Int32(parts.properties.count - 1)
  }

  /// libyaml puts an empty value without a colon, or in a flow mapping, at the next token.
  private mutating func placeEmpty(_ record: inout NodeRecord, mark: Int) {
    guard let parent = open.last, parts.nodes[Int(parent.node)].kind == .mapping else { return }
    let isKey = (pending.count - parent.base) % 2 == 0
    let before = pending.count > parent.base ? pending.last : nil
    let start = Int(parts.nodes[Int(parent.node)].start)
    let end = before.map { Int(parts.nodes[Int($0)].end) } ?? start
    if isKey, parts.nodes[Int(parent.node)].style == .flow, bytes[start] == UInt8(ascii: "?") {
      hasKeylessPair = true
    }
    let place =
      isKey
      ? Gap.placeOfEmptyKey(in: bytes, after: end, mark: mark)
      : Gap.placeOfEmptyValue(in: bytes, afterKey: end, mark: mark)
    record.fullStart = Int32(place)
    record.start = Int32(place)
    record.end = Int32(place)
  }

  private mutating func storeText(_ record: inout NodeRecord, _ value: UnsafeBufferPointer<UInt8>) {
    let isQuoted = record.style == .singleQuoted || record.style == .doubleQuoted
    let start = Int(record.start) + (isQuoted ? 1 : 0)
    record.count = Int32(value.count)
    if value.isEmpty {
      record.first = record.start
      return
    }
    let room = Int(record.end) - start - (isQuoted ? 1 : 0)
    if room == value.count, UnsafeBufferPointer(rebasing: bytes[start..<start + room]).hasSameBytes(as: value)
    {
      record.first = Int32(start)
      return
    }
    record.flags.insert(.isDecoded)
    record.first = Int32(parts.decoded.count)
    parts.decoded.append(contentsOf: value)
  }

  /// The column, from 0, of the innermost open block collection; -1 if there is none.
  private func columnOfBlock() -> Int {
    guard let block = open.last else { return -1 }
    return LineBreak.column(in: bytes, at: Int(parts.nodes[Int(block.node)].start))
  }

  private static func style(of style: yaml_scalar_style_t) -> YAMLNode.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }
}
