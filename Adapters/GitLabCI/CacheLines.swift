internal import FoundationEssentials
internal import InfraMindCore

/// What a runner's lines about caches amount to.
struct CacheLines: Sendable {
  /// Most events kept; a job has at most four caches.
  private static let most = 100
  /// Longest key kept, in characters.
  private static let longestKey = 512

  private(set) var events: [CacheEvent] = []

  /// A cache that is being looked for or written.
  private struct Attempt: Sendable {
    var key: String
    var begin: Date?
    var end: Date?
    var isFallback = false
    var hasFailed = false
  }

  private var restoring: Attempt?
  private var saving: Attempt?
  /// How many events there were when the stage began.
  private var before = 0

  /// A stage begins.
  mutating func begin() { before = events.count }

  /// A stage ends: an event that is alone in it took its time, where lines tell none.
  mutating func end(taking duration: Duration?) {
    guard events.count == before + 1, events[before].duration == nil else { return }
    events[before].duration = duration
  }

  mutating func read(_ text: String, at time: Date?) {
    if let key = Self.key(in: text, after: "Checking cache for ") {
      check(key, at: time)
    } else if text.hasPrefix("Successfully extracted cache") {
      if let found = restoring { record(found, found.isFallback ? .partial : .hit, until: time) }
      restoring = nil
    } else if text.hasPrefix("Failed to extract cache") || text.hasPrefix("Cache file does not exist") {
      restoring?.hasFailed = true
      restoring?.end = time
    } else if let key = Self.key(in: text, after: "Creating cache ") {
      settle(at: time)
      saving = Attempt(key: key, begin: time)
    } else if Self.endsSaving.contains(where: text.hasPrefix) {
      saving = nil
    } else if text.hasPrefix("Created cache") {
      if let written = saving { record(written, .save, until: time) }
      saving = nil
    }
  }

  /// Lines after which nothing was written, though `Created cache` may follow.
  private static let endsSaving = ["Archive is up to date!", "No files to cache", "Failed to create cache"]

  private mutating func check(_ key: String, at time: Date?) {
    let mark = " (fallback)"
    guard key.hasSuffix(mark), restoring != nil else {
      settle(at: time)
      restoring = Attempt(key: key, begin: time)
      return
    }
    restoring?.isFallback = true
    restoring?.hasFailed = false
  }

  /// What was looked for in vain is a miss, once no fallback can follow; what has no outcome is left out.
  mutating func settle(at time: Date?) {
    if let missed = restoring, missed.hasFailed { record(missed, .miss, until: missed.end ?? time) }
    restoring = nil
  }

  private mutating func record(_ attempt: Attempt, _ kind: CacheEvent.Kind, until end: Date?) {
    guard events.count < Self.most else { return }
    events.append(
      CacheEvent(key: attempt.key, kind: kind, size: nil, duration: Self.span(attempt.begin, end)))
  }

  private static func span(_ begin: Date?, _ end: Date?) -> Duration? {
    guard let begin, let end, end >= begin else { return nil }
    return .milliseconds(Int64(min(end.timeIntervalSince(begin), 1e9) * 1000))
  }

  /// `k` of `Checking cache for k...`.
  private static func key(in text: String, after words: String) -> String? {
    guard text.hasPrefix(words) else { return nil }
    var key = text.dropFirst(words.count)
    while key.last?.isWhitespace == true { key.removeLast() }
    if key.hasSuffix("...") { key.removeLast(3) }
    return key.isEmpty ? nil : String(key.prefix(longestKey))
  }
}
