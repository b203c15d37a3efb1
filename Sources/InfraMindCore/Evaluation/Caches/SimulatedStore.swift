/// A platform's store of caches, by its rules, in a simulation.
///
/// - SeeAlso: ``CacheStoreRules``, which says where each rule comes from.
struct SimulatedStore {
  /// An entry.
  struct Entry: Hashable {
    var key: String
    var scope: String
    var bytes: Int64
    /// What it was made of: the number of the lockfile's state.
    var content: Int
    /// When it was written, in seconds.
    var written: Double
    /// When it was last written or restored, in seconds.
    var used: Double
    /// Order of writing, to tell the newest of one moment.
    var order: Int
  }

  /// Who asks or writes.
  struct Visitor {
    /// Its branch, or the pull request's reference.
    var branch: String
    /// The branch that it will be merged into; `nil` for none.
    var base: String?
    /// Whether it is the default branch.
    var isDefault: Bool
    /// Whether it is protected.
    var isProtected: Bool
    /// When, in seconds.
    var time: Double
  }

  let rules: CacheStoreRules
  /// Entries by the cache that they belong to.
  private var shelves: [Int: [Entry]] = [:]
  private(set) var bytes: Int64 = 0
  /// Entries thrown out for want of room so far.
  private(set) var evictions = 0
  private var order = 0
  private let defaultBranch: String

  init(_ rules: CacheStoreRules, defaultBranch: String) {
    self.rules = rules
    self.defaultBranch = defaultBranch
  }

  /// How many entries there are, also such as are about to go.
  var count: Int { shelves.values.reduce(0) { $0 + $1.count } }

  /// Looks for an entry.
  ///
  /// - Parameters:
  ///   - fallbacks: Beginnings of keys, or keys, by the platform's rule.
  ///   - shelf: Number of the cache.
  /// - Returns: The entry, and whether it is that of the exact key; `nil` for none.
  mutating func restore(
    _ key: String, fallbacks: [String], on shelf: Int, by visitor: Visitor
  ) -> (entry: Entry, isExact: Bool)? {
    expire(shelf, at: visitor.time)
    guard let entries = shelves[shelf], let index = find(key, fallbacks, entries, visitor) else { return nil }
    shelves[shelf]?[index].used = visitor.time
    let isExact = rules.match == .volume || entries[index].key == key
    return (entries[index], isExact)
  }

  private func find(_ key: String, _ fallbacks: [String], _ entries: [Entry], _ visitor: Visitor) -> Int? {
    switch rules.match {
    case .volume: return entries.indices.last
    case .exact:
      let scope = writes(visitor)
      for wanted in [key] + fallbacks {
        if let index = entries.firstIndex(where: { $0.key == wanted && $0.scope == scope }) { return index }
      }
      return nil
    case .newestPrefix:
      for wanted in [key] + fallbacks {
        if let index = newest(wanted, entries, in: nil) { return index }
      }
      return nil
    case .exactThenPrefix:
      for scope in reads(visitor) {
        if let index = entries.firstIndex(where: { $0.key == key && $0.scope == scope }) { return index }
        for wanted in [key] + fallbacks {
          if let index = newest(wanted, entries, in: scope) { return index }
        }
      }
      return nil
    }
  }

  /// The entry written last whose key begins with a text.
  private func newest(_ beginning: String, _ entries: [Entry], in scope: String?) -> Int? {
    entries.indices.filter { index in
      (scope == nil || entries[index].scope == scope) && entries[index].key.hasPrefix(beginning)
    }
    .max { entries[$0].order < entries[$1].order }
  }

  /// Writes an entry.
  ///
  /// - Returns: Whether it was taken: an immutable key that is there is not written again.
  mutating func save(
    _ key: String, on shelf: Int, content: Int, bytes size: Int64, by visitor: Visitor
  ) -> Bool {
    expire(shelf, at: visitor.time)
    let scope = writes(visitor)
    let present = shelves[shelf]?.firstIndex {
      $0.scope == scope && ($0.key == key || rules.match == .volume)
    }
    if let present {
      guard !rules.isImmutable else { return false }
      bytes -= shelves[shelf]?[present].bytes ?? 0
      shelves[shelf]?.remove(at: present)
    }
    if let cap = rules.cap, size > cap { return false }
    order += 1
    shelves[shelf, default: []].append(
      Entry(
        key: key, scope: scope, bytes: size, content: content, written: visitor.time, used: visitor.time,
        order: order))
    bytes += size
    makeRoom()
    return true
  }

  // MARK: - Scopes

  /// The scopes that a visitor reads, in order: its own, its base's, the default branch's.
  private func reads(_ visitor: Visitor) -> [String] {
    switch rules.scope {
    case .repository: [""]
    case .protection: [writes(visitor)]
    case .branch: [visitor.branch, visitor.base, defaultBranch].compactMap(\.self).uniqued
    }
  }

  private func writes(_ visitor: Visitor) -> String {
    switch rules.scope {
    case .repository: ""
    case .protection: visitor.isProtected ? "protected" : "non_protected"
    case .branch: visitor.branch
    }
  }

  // MARK: - What goes

  private mutating func expire(_ shelf: Int, at time: Double) {
    guard let retention = rules.retention, let entries = shelves[shelf] else { return }
    let isByUse = rules.isRetainedByUse
    let alive = entries.filter { time - (isByUse ? $0.used : $0.written) <= retention }
    guard alive.count < entries.count else { return }
    bytes -= entries.reduce(0) { $0 + $1.bytes } - alive.reduce(0) { $0 + $1.bytes }
    shelves[shelf] = alive
  }

  /// Throws the least recently used entries out until the rest fits.
  private mutating func makeRoom() {
    guard let cap = rules.cap else { return }
    while bytes > cap {
      var oldest: (shelf: Int, index: Int, entry: Entry)?
      for (shelf, entries) in shelves {
        for (index, entry) in entries.enumerated() {
          guard let present = oldest?.entry else {
            oldest = (shelf, index, entry)
            continue
          }
          if (entry.used, entry.order) < (present.used, present.order) { oldest = (shelf, index, entry) }
        }
      }
      guard let oldest else { return }
      shelves[oldest.shelf]?.remove(at: oldest.index)
      bytes -= oldest.entry.bytes
      evictions += 1
    }
  }
}
