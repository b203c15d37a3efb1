/// What is on the books of one key family. Bounded, and the same whatever the order in which parts are
/// merged.
package struct CacheAccount: Hashable, Sendable {
  /// Times that the exact key was found.
  package internal(set) var hits = 0
  /// Times that a fallback found another entry.
  package internal(set) var partials = 0
  /// Times that nothing was found.
  package internal(set) var misses = 0
  /// Entries written.
  package internal(set) var saves = 0
  /// Time spent restoring, where it was told.
  package internal(set) var restoring = CacheTally()
  /// Time spent writing, where it was told.
  package internal(set) var saving = CacheTally()
  /// Sizes of entries in bytes, where they were told.
  package internal(set) var sizes = CacheTally()
  /// Smallest and largest entry in bytes, where known.
  package internal(set) var sizeRange: ClosedRange<Int64>?
  /// Questions whose key held the run's commit, its number, its branch, a digest.
  var commitKeys = 0
  var runKeys = 0
  var branchKeys = 0
  var digestKeys = 0
  /// A key as it was last seen, shortened, and when.
  var example = CacheKeyExample()
  /// The newest questions.
  var requests = Newest<CacheRequest>(Self.mostRequests)
  /// Jobs that asked or wrote, by hash; no more than ``mostJobs`` are told apart.
  var jobs: Set<UInt32> = []

  /// Questions kept.
  static let mostRequests = 512
  static let mostJobs = 64

  /// Times that a job asked.
  package var restores: Int { hits + partials + misses }
  /// Share of the questions whose exact key was found, 0...1; `nil` without questions.
  package var hitRate: Double? { rate(hits) }
  /// Share answered by a fallback, 0...1; `nil` without questions.
  package var partialRate: Double? { rate(partials) }
  /// Share answered by nothing, 0...1; `nil` without questions.
  package var missRate: Double? { rate(misses) }
  /// Mean size of an entry in bytes; `nil` if none was told.
  package var meanBytes: Double? { sizes.mean }

  private func rate(_ count: Int) -> Double? { restores == 0 ? nil : Double(count) / Double(restores) }

  mutating func merge(_ other: CacheAccount) {
    hits.addSaturating(other.hits)
    partials.addSaturating(other.partials)
    misses.addSaturating(other.misses)
    saves.addSaturating(other.saves)
    restoring.merge(other.restoring)
    saving.merge(other.saving)
    sizes.merge(other.sizes)
    if let range = other.sizeRange {
      sizeRange =
        sizeRange.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
    }
    commitKeys.addSaturating(other.commitKeys)
    runKeys.addSaturating(other.runKeys)
    branchKeys.addSaturating(other.branchKeys)
    digestKeys.addSaturating(other.digestKeys)
    example = max(example, other.example)
    requests.merge(other.requests)
    jobs = Set((jobs.union(other.jobs)).sorted().prefix(Self.mostJobs))
  }
}

/// A sum of whole amounts and how many there were.
package struct CacheTally: Hashable, Sendable {
  /// How many.
  package private(set) var count = 0
  /// Their sum; stays at the largest number that can be held.
  package private(set) var sum: Int64 = 0

  /// The mean; `nil` of none.
  package var mean: Double? { count == 0 ? nil : Double(sum) / Double(count) }

  mutating func add(_ amount: Int64) {
    count.addSaturating(1)
    let (total, overflow) = sum.addingReportingOverflow(max(0, amount))
    sum = overflow ? .max : total
  }

  mutating func merge(_ other: CacheTally) {
    count.addSaturating(other.count)
    let (total, overflow) = sum.addingReportingOverflow(other.sum)
    sum = overflow ? .max : total
  }
}

/// A key to show.
struct CacheKeyExample: Hashable, Sendable, Comparable {
  var time = -Double.infinity
  var key = ""

  static func < (left: CacheKeyExample, right: CacheKeyExample) -> Bool {
    (left.time, left.key) < (right.time, right.key)
  }
}

extension Int {
  fileprivate mutating func addSaturating(_ other: Int) {
    let (sum, overflow) = addingReportingOverflow(other)
    self = overflow ? .max : sum
  }
}
