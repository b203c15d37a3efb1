internal import InfraMindCore
public import LosslessYAML

extension YAMLNode {
  // MARK: - Whose text it is

  /// Refuses a node that is not its job's alone: an alias, or one that aliases or merge keys elsewhere stand
  /// for, itself or in what holds it. An edit of it would be theirs too.
  ///
  /// - Parameter what: What the node is to its job, such as `the list of tags`.
  /// - Throws: `shared-anchor`, with the lines of all who share it.
  public func refuseShared(_ what: String) throws(RefusedEdit) {
    try refuseAlias(what)
    let aliases = sharedBy
    guard !aliases.isEmpty else { return }
    throw RefusedEdit(
      "shared-anchor",
      "\(what) is shared with \(SentenceText.lines(aliases.map(\.position.line))) through an anchor; "
        + "give this job a text of its own",
      at: SourcePosition(position))
  }

  /// Refuses an alias.
  ///
  /// - Parameter what: What the node is to its job, such as `the machine`.
  /// - Throws: `shared-anchor`, with the line of the anchor.
  public func refuseAlias(_ what: String) throws(RefusedEdit) {
    if kind == .alias { throw .sharedAlias(self, what) }
  }

  /// An entry that stands in this mapping's own text, not one that a merge key gives; its value may be an
  /// alias.
  /// `nil` if there is none.
  public func ownEntry(_ key: String) -> YAMLEntry? {
    guard kind == .mapping, let entry = effectiveEntry(forKey: key), entry.isOwn else { return nil }
    return entry.entry
  }

  /// The value that this mapping itself, and nobody else, has for a key; `nil` if it has none.
  ///
  /// - Parameter what: What the value is to the job, such as `the step's environment`.
  /// - Throws: `shared-anchor` if an anchor, an alias or a merge key gives it.
  public func ownValue(_ key: String, what: String) throws(RefusedEdit) -> YAMLNode? {
    guard let entry = effectiveEntry(forKey: key) else { return nil }
    guard entry.isOwn, kind == .mapping else {
      throw RefusedEdit(
        "shared-anchor",
        "\(what) comes over a merge key from line \(entry.value.position.line); give this job a text of its own",
        at: place)
    }
    try entry.value.refuseShared(what)
    return entry.value
  }

  // MARK: - Where a new key goes

  /// The place above a key of the mapping's own, such as the one that holds what the job runs; never above a
  /// merge key, which would overwrite it. Last if the mapping has no such key.
  public func slot(above key: String) -> YAMLEdit.EntryPlace {
    guard let entry = entries.first(where: { $0.key.resolved.text == key && !$0.isDuplicate }),
      entry.index > lastMerge, entry.key.kind == .scalar
    else { return .last }
    return .before(key)
  }

  /// The place below the last of some keys of the mapping's own, else above all others; never above a merge
  /// key.
  public func slot(below keys: [String]) -> YAMLEdit.EntryPlace {
    let known = entries.filter { keys.contains($0.key.resolved.text) && !$0.isDuplicate }
    guard let last = known.map(\.index).max(), last > lastMerge else {
      guard lastMerge < 0, let first = entries.first, first.key.kind == .scalar, !first.isDuplicate else {
        return .last
      }
      return .before(first.key.text)
    }
    return .after(entries[last].key.resolved.text)
  }

  /// The index of the last `<<`; -1 without any.
  private var lastMerge: Int { entries.last(where: \.isMerge)?.index ?? -1 }
}
