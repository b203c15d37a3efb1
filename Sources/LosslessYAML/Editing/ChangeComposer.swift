/// Turns a plan into byte changes.
struct ChangeComposer {
  let plan: EditPlan
  let tree: YAMLTree
  let lines: SourceLines
  let habits: LayoutHabits
  var list = ChangeList()
  private var layouts: [Int: BlockLayout] = [:]
  private var quotes: Bool?
  private var hasStrippedLastBlock = false

  init(_ plan: EditPlan) {
    self.plan = plan
    tree = plan.tree
    habits = LayoutHabits(of: plan.tree)
    lines = habits.lines
  }

  /// The changes that carry a plan out.
  static func changes(for plan: EditPlan) throws(YAMLError) -> [YAMLByteChange] {
    var composer = ChangeComposer(plan)
    for (index, value) in plan.values.sorted(by: { $0.key < $1.key }) {
      try composer.compose(value, at: plan.tree.node(index))
    }
    for (index, change) in plan.collections.sorted(by: { $0.key < $1.key }) {
      try composer.compose(change, of: plan.tree.node(index))
    }
    for comment in plan.comments { try composer.compose(comment) }
    return try composer.list.changes(in: plan.tree)
  }

  private mutating func compose(
    _ change: EditPlan.CollectionChange, of node: YAMLNode
  ) throws(YAMLError) {
    switch (node.kind, node.style) {
    case (.scalar, _), (.alias, _): try composeCollection(inPlaceOf: node, change)
    case (_, .flow): try composeFlow(change, of: node)
    case (_, _): try composeBlock(change, of: node)
    }
  }

  // MARK: - What the parts need

  mutating func layout(of node: YAMLNode) -> BlockLayout {
    if let layout = layouts[node.index] { return layout }
    let layout = BlockLayout(of: node, in: lines)
    layouts[node.index] = layout
    return layout
  }

  mutating func scalarWriter() -> ScalarWriter {
    let prefersDouble = quotes ?? habits.prefersDoubleQuotes
    quotes = prefersDouble
    return ScalarWriter(rules: tree.dialect.scalars, prefersDoubleQuotes: prefersDouble)
  }

  /// A writer with the habits found near a collection; flow style needs none.
  mutating func writer(
    near node: YAMLNode?, place: Int, step: Int? = nil, sequenceOffset: Int? = nil
  ) -> FragmentWriter {
    FragmentWriter(
      scalars: scalarWriter(), step: step ?? node.map { habits.step(near: $0) } ?? 2,
      sequenceOffset: sequenceOffset ?? node.map { habits.sequenceOffset(near: $0) } ?? 2,
      depthLimit: min(max(tree.dialect.limits.depth, 1), 256), place: place, tree: tree)
  }

  /// Adds lines at the start of a line, or behind the end of a file whose last line has no line break.
  ///
  /// - Parameters:
  ///   - neighbour: An offset on the line whose line break the new lines take.
  ///   - closes: Whether the last line must have a line break even there, as a block scalar's text may.
  mutating func insert(
    _ text: [String], atLine offset: Int, neighbour: Int, phase: ChangeList.Phase, depth: Int = 0,
    closes: Bool = false, place: Int
  ) {
    let lineBreak = lines.lineBreak(near: neighbour)
    let isOpenEnd = offset == lines.count && offset > lines.first && hasOpenEnd
    if isOpenEnd { stripLastBlock(place: place) }
    var bytes: [UInt8] = []
    for line in text {
      if isOpenEnd { bytes += lineBreak }
      bytes += line.utf8
      if !isOpenEnd { bytes += lineBreak }
    }
    if isOpenEnd, closes { bytes += lineBreak }
    list.add(offset..<offset, bytes, phase: phase, depth: depth, place: place)
  }

  /// Whether the file's last line has no line break.
  var hasOpenEnd: Bool {
    lines.breakLength(before: lines.count) == 0
  }

  /// A block scalar whose text ends with the file, without a line break, must say so once lines follow it.
  private mutating func stripLastBlock(place: Int) {
    guard !hasStrippedLastBlock, let index = tree.nodes.indices.last else { return }
    hasStrippedLastBlock = true
    let node = tree.node(index)
    let isBlock = node.style == .literal || node.style == .folded
    guard isBlock, node.range.upperBound == lines.count, !plan.loses(node) else { return }
    let header = node.blockHeader
    if header.text.contains(UInt8(ascii: "-")) { return }
    let keep = header.text.firstIndex(of: UInt8(ascii: "+"))
    let range = keep.map { $0..<$0 + 1 } ?? header.range.upperBound..<header.range.upperBound
    list.add(range, "-", phase: .inline, place: place)
  }

  /// Takes whole lines away, and with the last line of a file without a final line break the break before it.
  mutating func delete(lines range: Range<Int>, place: Int) {
    var range = range
    if range.upperBound == lines.count, hasOpenEnd, !range.isEmpty, !endsBlock(at: range.lowerBound) {
      range = max(lines.first, lines.withoutBreak(range.lowerBound))..<range.upperBound
    }
    list.add(range, place: place)
  }

  /// Whether a block scalar that has its line break as text ends at an offset.
  private func endsBlock(at offset: Int) -> Bool {
    let next = tree.nodes.partitioningIndex { Int($0.start) >= offset }
    guard next > 0 else { return false }
    let node = tree.node(next - 1)
    guard node.style == .literal || node.style == .folded, node.range.upperBound == offset else {
      return false
    }
    return !node.blockHeader.text.contains(UInt8(ascii: "-"))
  }

  func refusal(_ message: String, at place: Int) -> YAMLError {
    tree.refusal(.unrepresentable, message, at: place)
  }
}
