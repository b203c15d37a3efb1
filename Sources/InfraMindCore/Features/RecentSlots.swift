/// What is kept for each of the few keys used last; the one unused for longest makes room.
struct RecentSlots<Slot: Sendable>: Sendable {
  private struct Entry: Sendable {
    var key: UInt32
    var slot: Slot
  }

  /// Most keys kept.
  let capacity: Int
  /// The one used last is last.
  private var entries: [Entry] = []

  /// Nothing kept.
  init(capacity: Int) {
    self.capacity = capacity
    entries.reserveCapacity(capacity)
  }

  /// What is kept for a key.
  subscript(_ key: UInt32) -> Slot? {
    for entry in entries where entry.key == key { return entry.slot }
    return nil
  }

  /// Changes what is kept for a key, `fresh` if that is nothing.
  mutating func update(_ key: UInt32, fresh: Slot, _ change: (inout Slot) -> Void) {
    var entry = Entry(key: key, slot: fresh)
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entry = entries.remove(at: index)
    } else if entries.count >= capacity {
      entries.removeFirst()
    }
    change(&entry.slot)
    entries.append(entry)
  }

  /// Joins what is kept of consecutive spans.
  func followed(by later: RecentSlots, joining: (Slot, Slot) -> Slot) -> RecentSlots {
    var joined = self
    for entry in later.entries {
      let earlier = joined[entry.key]
      joined.update(entry.key, fresh: entry.slot) {
        $0 = earlier.map { joining($0, entry.slot) } ?? entry.slot
      }
    }
    return joined
  }

  /// Bytes taken, without the array's own head.
  var bytes: Int { capacity * MemoryLayout<Entry>.stride }
}
