internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension Court {
  mutating func insertionsCanBeTakenBack() {
    for sample in subject.samples {
      for trial in trials(of: sample) { checkUndo(trial) }
    }
  }

  mutating func checkUndo(_ trial: Trial) {
    for (file, revision) in trial.revisions.sorted(by: { $0.key < $1.key }) {
      checkUndo(revision, of: trial.before.contents(of: file) ?? [], file, trial)
    }
  }

  private mutating func checkUndo(
    _ revision: YAMLRevision, of source: [UInt8], _ file: String, _ trial: Trial
  ) {
    let position = trial.suggestions.first?.position
    let before = YAMLStream(reading: source, file: file, dialect: revision.stream.dialect)
    guard let undo = Undo(of: revision.stream, backTo: before) else { return }
    guard let restored = try? revision.stream.applying(undo.edits) else {
      return fail(trial.before.name, position, "What was written into \(file) cannot be taken out again.")
    }
    require(
      Self.isSame(restored.source, source), trial.before.name, position,
      "Taking out of \(file) what was written leaves something else behind.")
  }

  /// Whether the bytes are the same, but for a line end behind the last line, which a new line may have needed.
  private static func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    if left == right { return true }
    let ends: [[UInt8]] = [[0x0A], [0x0D, 0x0A]]
    return ends.contains { left == right + $0 }
  }
}

/// The edits that take back what made one file of another: removals of what is new, and old words for changed ones.
struct Undo {
  private(set) var edits: [YAMLEdit] = []

  /// `nil` if the files differ in more than insertions and words set otherwise.
  init?(of after: YAMLStream, backTo before: YAMLStream) {
    guard after.documents.count == before.documents.count else { return nil }
    for (new, old) in zip(after.documents, before.documents) {
      guard let new = new.root, let old = old.root, compare(new, old) else { return nil }
    }
  }

  private mutating func compare(_ new: YAMLNode, _ old: YAMLNode) -> Bool {
    guard new.kind == old.kind else { return false }
    switch new.kind {
    case .alias: return new.text == old.text
    case .scalar: return compareScalars(new, old)
    case .mapping: return compareMappings(new, old)
    case .sequence: return compareSequences(new, old)
    }
  }

  private mutating func compareScalars(_ new: YAMLNode, _ old: YAMLNode) -> Bool {
    guard new.text != old.text else { return true }
    // A number may be written in several ways, and a block has its own end.
    guard let scalar = old.scalar, scalar == .string(old.text), new.scalar == .string(new.text) else {
      return false
    }
    guard old.style != .literal, old.style != .folded, !old.text.isEmpty else { return false }
    edits.append(.set(new.path, to: scalar, sharing: .editAnchor))
    return true
  }

  private mutating func compareMappings(_ new: YAMLNode, _ old: YAMLNode) -> Bool {
    var rest = Array(old.entries)[...]
    for entry in new.entries {
      if let next = rest.first, next.key.text == entry.key.text {
        rest.removeFirst()
        guard compare(entry.value, next.value) else { return false }
      } else {
        guard !old.entries.isEmpty, !entry.isDuplicate else { return false }
        edits.append(.remove(entry.value.path, sharing: .editAnchor))
      }
    }
    return rest.isEmpty
  }

  private mutating func compareSequences(_ new: YAMLNode, _ old: YAMLNode) -> Bool {
    guard new.items.count != old.items.count else {
      return zip(new.items, old.items).allSatisfy { compare($0, $1) }
    }
    guard !old.items.isEmpty else { return false }
    var rest = Array(old.items)[...]
    for item in new.items {
      if let next = rest.first, Self.text(item) == Self.text(next) {
        rest.removeFirst()
      } else if let next = rest.first, new.items.count - item.place == rest.count {
        rest.removeFirst()
        guard compare(item, next) else { return false }
      } else {
        edits.append(.remove(item.path, sharing: .editAnchor))
      }
    }
    return rest.isEmpty
  }

  private static func text(_ node: YAMLNode) -> ArraySlice<UInt8> { node.document.source[node.range] }
}

extension YAMLNode {
  /// Its place in its sequence, from 0.
  fileprivate var place: Int {
    guard case .index(let index)? = path.components.last else { return 0 }
    return index
  }
}
