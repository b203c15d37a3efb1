/// What a mapping gives for a key once merge keys have been read, and where that is written.
public struct YAMLEffectiveEntry: Sendable, Hashable {
  /// The key and the value as they are written, in the mapping itself or in one that is merged into it.
  public let entry: YAMLEntry
  /// The `<<` entries that lead there, from the mapping asked to the one that holds ``entry``; empty for an
  /// entry of its own.
  public let mergedBy: [YAMLEntry]

  /// The key, as it is written.
  public var key: YAMLNode { entry.key }

  /// The value, as it is written: an alias is not followed.
  public var value: YAMLNode { entry.value }

  /// Whether the mapping holds the entry itself.
  public var isOwn: Bool { mergedBy.isEmpty }

  /// The mapping that holds the entry.
  public var home: YAMLNode { entry.key.parent ?? entry.key }

  /// The anchor of ``home`` if the entry is merged from an anchored mapping; `nil` for an entry of its own, and
  /// for a mapping that is written behind the `<<` without an anchor.
  public var anchor: String? { isOwn ? nil : home.anchor }
}

extension YAMLNode {
  /// The entry that gives ``subscript(key:)`` its value, own or merged, through aliases; `nil` if there is none.
  public func effectiveEntry(forKey key: String) -> YAMLEffectiveEntry? {
    let mapping = resolved
    let own = tree.ownEntry(of: mapping.index, forKey: key)
    guard own.isBesideMerge else {
      return own.place.map { YAMLEffectiveEntry(entry: mapping.entries[$0], mergedBy: []) }
    }
    var lookup = KeyLookup(key: key)
    return lookup.find(in: mapping).map { YAMLEffectiveEntry(entry: $0.entry, mergedBy: $0.mergedBy) }
  }

  /// Everything that a mapping, or an alias of one, has as the dialect reads it: one entry for each key that is a
  /// scalar, each as ``effectiveEntry(forKey:)`` gives it.
  ///
  /// Merged entries stand in the place of their `<<`. Empty for other nodes. The time taken grows with the
  /// entries of the mappings involved, each of which is read once. Chains of merges are followed over 256 levels; in
  /// files whose `<<` name more than 512 mappings over as many fewer, so that asking every mapping of a file takes
  /// bounded time.
  public var effectiveEntries: [YAMLEffectiveEntry] {
    let mapping = resolved
    if let own = mapping.unmergedEntries { return own }
    var survey = EntrySurvey()
    survey.read(mapping)
    return survey.entries
  }

  /// The entries in force of a mapping without any `<<`, which is nearly every mapping; `nil` for one with it.
  private var unmergedEntries: [YAMLEffectiveEntry]? {
    var found: [YAMLEffectiveEntry] = []
    let entries = entries
    found.reserveCapacity(entries.count)
    for entry in entries {
      let flags = entry.key.record.flags
      if flags.contains(.isMergeKey) { return nil }
      guard !flags.contains(.isOutranked), entry.key.resolved.kind == .scalar else { continue }
      found.append(YAMLEffectiveEntry(entry: entry, mergedBy: []))
    }
    return found
  }
}

extension YAMLDialect.Merging {
  /// A step of the order in which a mapping's entries and merge keys rank.
  enum Step {
    case own(YAMLEntry)
    case merge(YAMLEntry)
  }

  /// The entries and merge keys of a mapping, the highest rank first. Outranked entries are left out.
  func ranking(of mapping: YAMLNode) -> [Step] {
    let inForce = mapping.entries.filter { !$0.key.record.flags.contains(.isOutranked) }
    guard ownKeysWin else {
      return inForce.reversed().map { $0.isMerge ? .merge($0) : .own($0) }
    }
    let merges = inForce.filter(\.isMerge).map(Step.merge)
    let own = inForce.filter { !$0.isMerge }.reversed().map(Step.own)
    return own + (repeated == .allLastWins ? merges.reversed() : merges)
  }
}

extension YAMLEntry {
  /// The mappings that a `<<` merges, through aliases and the highest rank first: its value, or the items of it.
  ///
  /// Of an entry that is no merge key it is the value, if that is a mapping.
  public var mergedMappings: [YAMLNode] {
    let source = value.resolved
    return (source.kind == .sequence ? source.items.map(\.resolved) : [source]).filter { $0.kind == .mapping }
  }

  /// The key's text, through an alias; `nil` if the key is no scalar.
  fileprivate var keyText: String? {
    let key = key.resolved
    return key.kind == .scalar ? key.text : nil
  }
}

extension YAMLTree {
  /// How many merge keys may lead on to each other before a lookup gives up.
  ///
  /// Every mapping of a chain has all that the mappings below it have, so what all of them have together grows with
  /// their number times this depth, and the places of it with the depth's square.
  var deepestMerge: Int { min(256, max(1, 128 * 1024 / max(1, mergeCount))) }
}

/// Looks one key up; each mapping is visited once, so neither recursion nor an alias bomb can stall it.
struct KeyLookup {
  struct Found {
    let entry: YAMLEntry
    let mergedBy: [YAMLEntry]
  }

  let key: String
  private var visited: Set<YAMLNode> = []
  private var mergedBy: [YAMLEntry] = []

  init(key: String) {
    self.key = key
  }

  mutating func find(in node: YAMLNode) -> Found? {
    let mapping = node.resolved
    guard mapping.kind == .mapping, mergedBy.count <= mapping.tree.deepestMerge else { return nil }
    let place = mapping.tree.ownEntry(of: mapping.index, forKey: key)
    let own = place.place.map { mapping.entries[$0] }
    guard place.isBesideMerge, case .merge(let merging) = mapping.tree.dialect.mergeKeys else {
      return own.map(found)
    }
    if merging.ownKeysWin, let own { return found(own) }
    guard visited.insert(mapping).inserted else { return nil }
    for step in merging.ranking(of: mapping) {
      switch step {
      case .own(let entry):
        if entry == own { return found(entry) }
      case .merge(let entry):
        if let found = find(mergedBy: entry) { return found }
      }
    }
    return nil
  }

  /// What a merge key gives: from the first of its mappings that has the key.
  mutating func find(mergedBy entry: YAMLEntry) -> Found? {
    mergedBy.append(entry)
    defer { mergedBy.removeLast() }
    for mapping in entry.mergedMappings {
      if let found = find(in: mapping) { return found }
    }
    return nil
  }

  private func found(_ entry: YAMLEntry) -> Found { Found(entry: entry, mergedBy: mergedBy) }
}

/// Gathers the entries of a mapping, merged ones among them; each mapping is read once.
struct EntrySurvey {
  private var keys: Set<String> = []
  private var visited: Set<YAMLNode> = []
  private var mergedBy: [YAMLEntry] = []
  private var found: [Part] = []

  /// What stands at a place of a mapping: an entry, or all that a merged mapping gives.
  private struct Part {
    /// The entry's place, and behind a merge key the mapping's among the nodes of the tree.
    var place: (entry: Int, mapping: Int)
    var content: Content

    indirect enum Content {
      case entry(YAMLEffectiveEntry)
      case merged([Part])
    }
  }

  /// What was found, in the order of the text, merged entries in the place of their `<<`.
  var entries: [YAMLEffectiveEntry] {
    var entries: [YAMLEffectiveEntry] = []
    Self.add(found, to: &entries)
    return entries
  }

  private static func add(_ parts: [Part], to entries: inout [YAMLEffectiveEntry]) {
    for part in parts.sorted(by: { $0.place < $1.place }) {
      switch part.content {
      case .entry(let entry): entries.append(entry)
      case .merged(let parts): add(parts, to: &entries)
      }
    }
  }

  mutating func read(_ mapping: YAMLNode) { found = parts(of: mapping) }

  private mutating func parts(of mapping: YAMLNode) -> [Part] {
    guard mapping.kind == .mapping, visited.insert(mapping).inserted,
      mergedBy.count <= mapping.tree.deepestMerge
    else { return [] }
    var parts: [Part] = []
    guard case .merge(let merging) = mapping.tree.dialect.mergeKeys else {
      for entry in mapping.entries.filter(\.isInForce).reversed() { add(entry, to: &parts) }
      return parts
    }
    for step in merging.ranking(of: mapping) {
      switch step {
      case .own(let entry): add(entry, to: &parts)
      case .merge(let entry):
        mergedBy.append(entry)
        for mapping in entry.mergedMappings {
          let merged = self.parts(of: mapping)
          guard !merged.isEmpty else { continue }
          parts.append(Part(place: (entry.index, mapping.index), content: .merged(merged)))
        }
        mergedBy.removeLast()
      }
    }
    return parts
  }

  private mutating func add(_ entry: YAMLEntry, to parts: inout [Part]) {
    guard let key = entry.keyText, keys.insert(key).inserted else { return }
    let content = Part.Content.entry(YAMLEffectiveEntry(entry: entry, mergedBy: mergedBy))
    parts.append(Part(place: (entry.index, 0), content: content))
  }
}
