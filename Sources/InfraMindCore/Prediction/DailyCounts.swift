internal import FoundationEssentials

/// How many runs began on each of the latest ninety days, and when the first of each day did.
struct DailyCounts: Hashable, Sendable {
  /// Days that are kept.
  static let days = 90

  /// One day.
  struct Day: Hashable, Sendable {
    /// Runs that began, at most 65,535 of them.
    var count: UInt16 = 0
    /// When the first did, in 65,536ths of the day.
    var first: UInt16 = 0
  }

  /// A ring: a day's place is its number modulo ``days``.
  private var ring: [Day] = []
  /// The latest day with a run, counted from the reference date; `nil` without any.
  private(set) var latest: Int?

  /// Counts a run; one that began more than ninety days before the latest is left out.
  mutating func add(_ start: Date) {
    let seconds = start.timeIntervalSinceReferenceDate
    guard seconds.isFinite, abs(seconds) < 1e12 else { return }
    let day = Int((seconds / 86_400).rounded(.down))
    let part = seconds / 86_400 - Double(day)
    insert(Day(count: 1, first: UInt16(min(max(part, 0) * 65_536, 65_535))), on: day)
  }

  /// Adds all of another.
  mutating func merge(_ other: DailyCounts) {
    guard let last = other.latest else { return }
    for day in (last - Self.days + 1)...last {
      let added = other.ring[Self.place(of: day)]
      if added.count > 0 { insert(added, on: day) }
    }
  }

  private mutating func insert(_ added: Day, on day: Int) {
    if ring.isEmpty { ring = Array(repeating: Day(), count: Self.days) }
    let last = latest ?? day
    guard day > last - Self.days else { return }
    if day > last {
      for skipped in max(last + 1, day - Self.days + 1)...day { ring[Self.place(of: skipped)] = Day() }
    }
    latest = max(last, day)
    let place = Self.place(of: day)
    ring[place].first = ring[place].count == 0 ? added.first : min(ring[place].first, added.first)
    ring[place].count = UInt16(min(UInt32(ring[place].count) + UInt32(added.count), 65_535))
  }

  private static func place(of day: Int) -> Int { (day % days + days) % days }

  /// The counts of each day from that of the first run in the ninety days before `now` up to now, and how many days
  /// ago that run began; `nil` without any.
  func window(until now: Date) -> (counts: [Int], days: Double)? {
    let end = now.timeIntervalSinceReferenceDate / 86_400
    guard let latest, end.isFinite, abs(end) < 1e8 else { return nil }
    let today = Int(end.rounded(.down))
    let start = { (day: Int) in Double(day) + Double(ring[Self.place(of: day)].first) / 65_536 }
    let kept = max(latest - Self.days + 1, today - Self.days)...max(latest, today)
    let counted = { (day: Int) -> Int in
      let isKept = day <= latest && start(day) <= end && end - start(day) <= Double(Self.days)
      return isKept ? Int(ring[Self.place(of: day)].count) : 0
    }
    guard let first = kept.first(where: { counted($0) > 0 }) else { return nil }
    return ((first...max(first, today)).map(counted), end - start(first))
  }
}
