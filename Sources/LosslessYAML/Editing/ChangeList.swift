/// Byte changes as they come from single edits, to be put in order.
struct ChangeList {
  /// What comes first of several insertions at one offset.
  enum Phase: Int {
    /// A value on the line that ends here.
    case inline
    /// A comment on that line.
    case comment
    /// Further lines of the value above.
    case tail
    /// Elements that follow the element above; of several collections that end here, the innermost first.
    case after
    /// Elements in front of the element below.
    case before
    /// The comment of the element below.
    case above
  }

  private struct Draft {
    var range: Range<Int>
    var bytes: [UInt8]
    var phase: Phase
    var depth: Int
    var place: Int
  }

  private var drafts: [Draft] = []

  /// Adds a change. Insertions at the same offset and phase keep the order in which they are added, unless
  /// their depths differ: the deeper one comes first.
  mutating func add(
    _ range: Range<Int>, _ bytes: [UInt8] = [], phase: Phase = .tail, depth: Int = 0, place: Int
  ) {
    guard !range.isEmpty || !bytes.isEmpty else { return }
    drafts.append(Draft(range: range, bytes: bytes, phase: phase, depth: depth, place: place))
  }

  mutating func add(
    _ range: Range<Int>, _ text: String, phase: Phase = .tail, depth: Int = 0, place: Int
  ) {
    add(range, Array(text.utf8), phase: phase, depth: depth, place: place)
  }

  /// The changes in the order of the source, without overlap and without those that change nothing.
  ///
  /// - Throws: ``YAMLError/Code/conflictingEdits`` where two edits need the same bytes.
  func changes(in tree: YAMLTree) throws(YAMLError) -> [YAMLByteChange] {
    let sorted = drafts.indices.sorted { key(of: $0) < key(of: $1) }.map { drafts[$0] }
    var merged: [Draft] = []
    for draft in sorted {
      guard var last = merged.last, draft.range.lowerBound <= last.range.upperBound else {
        merged.append(draft)
        continue
      }
      if draft.range.lowerBound < last.range.upperBound {
        // Blank lines between two removed elements may go with either.
        guard draft.bytes.isEmpty, last.bytes.isEmpty, !draft.range.isEmpty else {
          throw EditPlan.conflict(draft.place, last.place, in: tree)
        }
      }
      last.range = last.range.lowerBound..<max(last.range.upperBound, draft.range.upperBound)
      last.bytes += draft.bytes
      merged[merged.count - 1] = last
    }
    let source = tree.source.bytes
    return merged.filter { source[$0.range] != $0.bytes[...] }
      .map { YAMLByteChange(range: $0.range, replacement: $0.bytes) }
  }

  private func key(of index: Int) -> (Int, Int, Int, Int, Int) {
    let draft = drafts[index]
    let phase = draft.range.isEmpty ? draft.phase.rawValue : Int.max
    return (
      draft.range.lowerBound, phase, -draft.depth, draft.range.isEmpty ? 0 : draft.range.upperBound, index
    )
  }
}

extension Array<YAMLByteChange> {
  /// Carries the changes out.
  func applied(to source: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(source.count + reduce(0) { $0 + $1.replacement.count })
    var offset = 0
    for change in self {
      result += source[offset..<change.range.lowerBound]
      result += change.replacement
      offset = change.range.upperBound
    }
    return result + source[offset...]
  }

  /// What undoes the changes.
  func inverted(in source: [UInt8]) -> [YAMLByteChange] {
    var shift = 0
    return map { change in
      let start = change.range.lowerBound + shift
      shift += change.replacement.count - change.range.count
      return YAMLByteChange(
        range: start..<start + change.replacement.count, replacement: Array<UInt8>(source[change.range]))
    }
  }
}
