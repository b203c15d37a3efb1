/// One job's question to a cache, or an entry that it wrote, as far as the ledger keeps it.
struct CacheRequest: Hashable, Sendable, Comparable {
  /// When the job began, in seconds since 1970.
  var time: Double
  /// The key's hash.
  var key: UInt64
  /// The branch's hash.
  var branch: UInt32
  /// The job's hash; also settles the order of what happened at one moment.
  var job: UInt32
  /// What came of it, or that an entry was written.
  var outcome: CacheEvent.Kind
  /// Whether the job ran on the default branch.
  var isDefault: Bool

  /// In the order of time; the rest makes the order total, so that merging does not depend on who merges
  /// whom.
  static func < (left: CacheRequest, right: CacheRequest) -> Bool {
    (left.time, left.job, left.key, left.branch, left.outcome.rawValue)
      < (right.time, right.job, right.key, right.branch, right.outcome.rawValue)
  }
}

/// The newest values of a kind, in order, a bounded number of them: mergeable in any order.
struct Newest<Element: Comparable & Hashable & Sendable>: Hashable, Sendable {
  private(set) var values: [Element] = []
  /// Most values that count.
  let most: Int

  init(_ most: Int) { self.most = most }

  /// Takes a value in; the oldest goes if there are too many. Mostly constant time, since runs come in order.
  mutating func add(_ value: Element) {
    guard let last = values.last, value < last else {
      values.append(value)
      if values.count >= 2 * most { values.removeFirst(values.count - most) }
      return
    }
    let place = values.partitioningIndex { value < $0 }
    values.insert(value, at: place)
    if values.count >= 2 * most { values.removeFirst(values.count - most) }
  }

  /// Those that count.
  var kept: ArraySlice<Element> { values.suffix(most) }

  mutating func merge(_ other: Newest) {
    let all = (values + other.values).sorted()
    values = Array(all.suffix(most))
  }

  static func == (left: Newest, right: Newest) -> Bool { Array(left.kept) == Array(right.kept) }
  func hash(into hasher: inout Hasher) { hasher.combine(Array(kept)) }
}

extension Array {
  /// The first index whose element is in the second part of an array that a condition parts.
  fileprivate func partitioningIndex(where isInSecond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isInSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
