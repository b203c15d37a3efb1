/// How a file lays YAML out, found from what stands near a place.
struct LayoutHabits {
  let tree: YAMLTree
  let lines: SourceLines
  /// Whether the file has more text in double quotes than in single ones.
  let prefersDoubleQuotes: Bool
  private let known = KnownHabits()

  init(of tree: YAMLTree) {
    self.tree = tree
    lines = SourceLines(bytes: tree.source.bytes)
    prefersDoubleQuotes = Self.balance(in: tree) > 0
  }

  /// What whole documents show, by their numbers; many edits of a file ask for it, each time anew.
  private final class KnownHabits {
    var steps: [Int: Int] = [:]
    var sequenceOffsets: [Int: Int?] = [:]
  }

  /// How far a mapping inside a mapping is indented: as near the node as there is an example, else 2.
  func step(near node: YAMLNode) -> Int {
    var around: YAMLNode? = node
    while let collection = around {
      if let step = collection.entries.lazy.compactMap({ offset(of: $0.value, in: collection, .mapping) })
        .first
      {
        return step
      }
      around = collection.parent
    }
    let document = node.document
    if let step = known.steps[document.index] { return step }
    let step = firstStep(in: document) ?? 2
    known.steps[document.index] = step
    return step
  }

  private func firstStep(in document: YAMLDocument) -> Int? {
    for candidate in document.nodes where candidate.kind == .mapping {
      guard let parent = candidate.parent, parent.kind == .mapping else { continue }
      if let step = offset(of: candidate, in: parent, .mapping) { return step }
    }
    return nil
  }

  /// How far a sequence inside a mapping is indented, 0 included: as the mapping's other sequences are, else
  /// as most of the document's are, else by a step.
  func sequenceOffset(near node: YAMLNode) -> Int {
    if let offset = node.entries.lazy.compactMap({ offset(of: $0.value, in: node, .sequence) }).first {
      return offset
    }
    let document = node.document
    if let usual = known.sequenceOffsets[document.index] { return usual ?? step(near: node) }
    let usual = usualSequenceOffset(in: document)
    known.sequenceOffsets[document.index] = .some(usual)
    return usual ?? step(near: node)
  }

  private func usualSequenceOffset(in document: YAMLDocument) -> Int? {
    var counts: [Int: Int] = [:]
    for candidate in document.nodes where candidate.kind == .sequence {
      guard let parent = candidate.parent, let offset = offset(of: candidate, in: parent, .sequence) else {
        continue
      }
      counts[offset, default: 0] += 1
    }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }

  private func offset(of value: YAMLNode, in mapping: YAMLNode, _ kind: YAMLNode.Kind) -> Int? {
    guard mapping.kind == .mapping, mapping.style == .block, value.kind == kind, value.style == .block else {
      return nil
    }
    let start = value.range.lowerBound
    guard lines.startsLine(start) else { return nil }
    let offset = lines.column(of: start) - lines.column(of: mapping.range.lowerBound)
    return offset > 0 || offset == 0 && kind == .sequence ? offset : nil
  }

  /// How many blanks stand between a dash and its item, as in the sequence's first item that has some.
  func dashGap(in sequence: YAMLNode, layout: BlockLayout) -> Int {
    for (element, item) in zip(layout.elements, sequence.items) where !item.isEmpty {
      let start = item.fullRange.lowerBound
      let gap = start - element.start - 1
      if gap > 0, lines.skipBlanks(from: element.start + 1) == start { return gap }
    }
    return 1
  }

  /// How many more texts stand in double quotes than in single ones.
  private static func balance(in tree: YAMLTree) -> Int {
    var balance = 0
    for record in tree.nodes where record.kind == .scalar {
      if record.style == .doubleQuoted { balance += 1 }
      if record.style == .singleQuoted { balance -= 1 }
    }
    return balance
  }

  /// The quotes that all the keys of a mapping, or all the items of a sequence, have.
  func siblingQuotes(in collection: YAMLNode) -> YAMLFragment.ScalarStyle {
    let siblings = collection.kind == .mapping ? collection.entries.map(\.key) : Array(collection.items)
    guard let style = siblings.first?.style, siblings.allSatisfy({ $0.style == style }) else {
      return .automatic
    }
    return style == .singleQuoted ? .singleQuoted : style == .doubleQuoted ? .doubleQuoted : .automatic
  }
}
