/// Lays fragments out as YAML.
struct FragmentWriter {
  /// Where a value stands.
  enum Slot {
    /// Behind a key; the column is that of the mapping.
    case entry(column: Int)
    /// Behind a dash; the columns are those of the dash and of what follows it.
    case item(dash: Int, content: Int)
    /// At the root of a document.
    case root(column: Int)

    /// The column of the entry or item; -1 for a root.
    var column: Int {
      switch self {
      case .entry(let column): column
      case .item(let dash, content: _): dash
      case .root: -1
      }
    }
  }

  /// A block scalar at the end of a text.
  struct OpenBlock {
    /// The column of its lines.
    var column: Int
    /// Whether the line break of its last line is part of it.
    var hasBreak: Bool
  }

  /// A value laid out.
  struct Text {
    /// What stands on the line of the key or dash.
    var inline: String
    /// The comment behind that, without `#`.
    var comment: String?
    /// The lines below, indented, without line breaks.
    var lines: [String]
    /// The block scalar that the text ends with.
    var openBlock: OpenBlock?
  }

  /// Whole lines.
  struct Rows {
    /// Indented, without line breaks.
    var lines: [String] = []
    /// The block scalar that they end with.
    var openBlock: OpenBlock?
  }

  var scalars: ScalarWriter
  /// How far a mapping in a mapping is indented.
  let step: Int
  /// How far a sequence in a mapping is indented.
  let sequenceOffset: Int
  /// How many collections may lie inside each other.
  let depthLimit: Int
  /// Where the edit acts, for messages.
  let place: Int
  let tree: YAMLTree
  /// Whether text may become a block scalar.
  var allowsBlocks = true

  // MARK: - Block

  func text(_ fragment: YAMLFragment, in slot: Slot, depth: Int = 0) throws(YAMLError) -> Text {
    try check(depth)
    switch fragment {
    case .scalar(.string(let text), style: .automatic) where text.utf8.contains(0x0A):
      return try block(text, in: slot)
    case .literal(let text):
      return try block(text, in: slot)
    case .scalar(let scalar, let style):
      return Text(inline: try line(scalar, in: .block, style: style), lines: [])
    case .flow(let inner):
      return Text(inline: try flow(inner, depth: depth + 1), lines: [])
    case .tagged:
      return Text(inline: try flow(fragment, depth: depth), lines: [])
    case .commented(let inner, let comment):
      var text = try text(inner, in: slot, depth: depth + 1)
      if inner.isBlockCollection { text = try below(inner, in: slot, depth: depth + 1) }
      text.comment = try CommentText(comment, at: place, in: tree).behind
      return text
    case .mapping([]):
      return Text(inline: "{}", lines: [])
    case .sequence([]):
      return Text(inline: "[]", lines: [])
    case .mapping, .sequence:
      if case .entry = slot { return try below(fragment, in: slot, depth: depth + 1) }
      var text = try below(fragment, in: slot, depth: depth + 1)
      let first = text.lines.removeFirst()
      text.inline = String(first.drop { $0 == " " })
      return text
    }
  }

  private func block(_ text: String, in slot: Slot) throws(YAMLError) -> Text {
    let (column, parent) = blockColumns(in: slot)
    if allowsBlocks,
      let block = ScalarWriter.block(text, folded: false, column: column, parent: parent, mayKeep: false)
    {
      let openBlock = OpenBlock(column: column, hasBreak: text.utf8.last == .lineFeed)
      return Text(inline: block.header, lines: block.lines, openBlock: openBlock)
    }
    return Text(inline: ScalarWriter.doubleQuoted(text), lines: [])
  }

  /// The columns of a block scalar's lines and of the collection around it.
  func blockColumns(in slot: Slot) -> (lines: Int, parent: Int) {
    switch slot {
    case .entry(let column): (column + step, column)
    case .item(let dash, let content): (content, dash)
    case .root: (step, -1)
    }
  }

  /// A collection whose elements all stand on lines of their own.
  private func below(_ fragment: YAMLFragment, in slot: Slot, depth: Int) throws(YAMLError) -> Text {
    let rows: Rows
    switch (fragment, slot) {
    case (.mapping(let entries), .entry(let column)):
      rows = try self.rows(of: entries, column: column + step, depth: depth)
    case (.mapping(let entries), .item(_, let column)), (.mapping(let entries), .root(let column)):
      rows = try self.rows(of: entries, column: column, depth: depth)
    case (.sequence(let items), .entry(let column)):
      rows = try self.rows(of: items, column: column + sequenceOffset, depth: depth)
    case (.sequence(let items), .item(_, let column)), (.sequence(let items), .root(let column)):
      rows = try self.rows(of: items, column: column, depth: depth)
    default:
      return try text(fragment, in: slot, depth: depth)
    }
    return Text(inline: "", lines: rows.lines, openBlock: rows.openBlock)
  }

  private func rows(
    of entries: [YAMLFragment.Entry], column: Int, depth: Int
  ) throws(YAMLError) -> Rows {
    var rows = Rows()
    var keys: Set<String> = []
    for entry in entries {
      guard keys.insert(entry.key).inserted else { throw duplicate(entry.key) }
      let more = try self.rows(ofEntry: entry.key, entry.value, column: column, depth: depth)
      rows = Rows(lines: rows.lines + more.lines, openBlock: more.openBlock)
    }
    return rows
  }

  private func rows(of items: [YAMLFragment], column: Int, depth: Int) throws(YAMLError) -> Rows {
    var rows = Rows()
    for item in items {
      let more = try self.rows(ofItem: item, column: column, gap: 1, depth: depth)
      rows = Rows(lines: rows.lines + more.lines, openBlock: more.openBlock)
    }
    return rows
  }

  /// The lines of an entry of a block mapping, the first with its indentation.
  func rows(
    ofEntry key: String, _ value: YAMLFragment, column: Int, keyStyle: YAMLFragment.ScalarStyle = .automatic,
    depth: Int = 0
  ) throws(YAMLError) -> Rows {
    let text = try text(value, in: .entry(column: column), depth: depth)
    let head = Self.margin(column) + (try self.key(key, in: .blockKey, style: keyStyle)) + ":"
    return Rows(lines: [head + Self.behind(text)] + text.lines, openBlock: text.openBlock)
  }

  /// The lines of an item of a block sequence, the first with its indentation.
  func rows(
    ofItem value: YAMLFragment, column: Int, gap: Int, depth: Int = 0
  ) throws(YAMLError) -> Rows {
    let slot = Slot.item(dash: column, content: column + 1 + gap)
    let text = try text(value, in: slot, depth: depth)
    return Rows(
      lines: [Self.margin(column) + "-" + Self.behind(text, gap: gap)] + text.lines, openBlock: text.openBlock
    )
  }

  /// What follows a colon or dash on its line.
  static func behind(_ text: Text, gap: Int = 1) -> String {
    let inline = text.inline.isEmpty ? "" : String(repeating: " ", count: gap) + text.inline
    return inline + (text.comment.map { " " + $0 } ?? "")
  }

  static func margin(_ column: Int) -> String {
    String(repeating: " ", count: column)
  }

  // MARK: - Flow

  /// A fragment on one line, as it may stand in brackets.
  func flow(
    _ fragment: YAMLFragment, style: YAMLFragment.ScalarStyle = .automatic, depth: Int = 0
  ) throws(YAMLError) -> String {
    try check(depth)
    switch fragment {
    case .scalar(let scalar, style: .automatic):
      return try line(scalar, in: .flow, style: style)
    case .scalar(let scalar, let own):
      return try line(scalar, in: .flow, style: own)
    case .literal(let text):
      return try line(.string(text), in: .flow, style: .doubleQuoted)
    case .flow(let inner):
      return try flow(inner, style: style, depth: depth + 1)
    case .commented:
      throw tree.refusal(
        .unrepresentable, "a comment cannot stand inside brackets on one line; leave it out", at: place)
    case .tagged(let tag, let inner):
      return try self.tag(tag) + " " + flow(inner, style: style, depth: depth + 1)
    case .sequence(let items):
      var parts: [String] = []
      for item in items { parts.append(try flow(item, style: style, depth: depth + 1)) }
      return "[" + parts.joined(separator: ", ") + "]"
    case .mapping(let entries):
      var parts: [String] = []
      var keys: Set<String> = []
      for entry in entries {
        guard keys.insert(entry.key).inserted else { throw duplicate(entry.key) }
        parts.append(try pair(entry.key, entry.value, style: style, depth: depth + 1))
      }
      return "{" + parts.joined(separator: ", ") + "}"
    }
  }

  private func tag(_ tag: String) throws(YAMLError) -> String {
    let word = tag.utf8.dropFirst()
    let isLocal = tag.utf8.first == UInt8(ascii: "!") && !word.isEmpty && word.allSatisfy(Self.isOfTag)
    guard isLocal else {
      throw tree.refusal(.unrepresentable, "'\(tag)' is no tag that can be written here", at: place)
    }
    return tag
  }

  private static func isOfTag(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// `key: value` in braces.
  func pair(
    _ key: String, _ value: YAMLFragment, style: YAMLFragment.ScalarStyle = .automatic, depth: Int = 0
  ) throws(YAMLError) -> String {
    let style: YAMLFragment.ScalarStyle = style == .doubleQuoted ? style : .automatic
    return try self.key(key, in: .flowKey, style: style) + ": " + flow(value, style: style, depth: depth)
  }

  // MARK: - Scalars

  func line(
    _ scalar: YAMLScalar, in place: ScalarWriter.Place, style: YAMLFragment.ScalarStyle
  ) throws(YAMLError) -> String {
    var isText = false
    if case .string = scalar { isText = true }
    guard style == .automatic || isText, let line = scalars.line(scalar, in: place, style: style) else {
      if !isText, let line = scalars.line(scalar, in: place) { return line }
      throw tree.refusal(
        .unrepresentable, "the value \(scalar) has no spelling in this dialect; write it as text",
        at: self.place)
    }
    return line
  }

  private func key(
    _ key: String, in place: ScalarWriter.Place, style: YAMLFragment.ScalarStyle
  ) throws(YAMLError) -> String {
    let text = try line(.string(key), in: place, style: style)
    guard text.utf8.count < 1000 else {
      throw tree.refusal(.unrepresentable, "the key is too long for one line; shorten it", at: self.place)
    }
    return text
  }

  private func duplicate(_ key: String) -> YAMLError {
    tree.refusal(.duplicateKey, "the new mapping has the key '\(key)' twice; keep one of them", at: place)
  }

  private func check(_ depth: Int) throws(YAMLError) {
    guard depth > depthLimit else { return }
    throw tree.refusal(
      .tooDeep, "the new value is nested deeper than \(depthLimit) levels; flatten it", at: place)
  }
}

extension YAMLFragment {
  /// Whether this is a collection that is not forced into flow style.
  var isBlockCollection: Bool {
    switch self {
    case .mapping(let entries): !entries.isEmpty
    case .sequence(let items): !items.isEmpty
    case .scalar, .literal, .flow, .commented, .tagged: false
    }
  }
}

/// The text of a comment, checked.
struct CommentText {
  /// The comment's lines, each with its `#`.
  let lines: [String]
  private let place: Int
  private let tree: YAMLTree

  init(_ text: String, at place: Int, in tree: YAMLTree) throws(YAMLError) {
    let parts = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    guard parts.allSatisfy({ $0.unicodeScalars.allSatisfy(ScalarWriter.isPrintable) }) else {
      throw tree.refusal(.unrepresentable, "the comment holds a character that YAML forbids", at: place)
    }
    lines = parts.map { $0.isEmpty ? "#" : $0.hasPrefix("#") ? $0 : "# " + $0 }
    self.place = place
    self.tree = tree
  }

  /// The comment as one that stands behind something.
  var behind: String {
    get throws(YAMLError) {
      guard let only = lines.first, lines.count == 1 else {
        throw tree.refusal(.unrepresentable, "a comment behind a value must be one line", at: place)
      }
      return only
    }
  }
}
