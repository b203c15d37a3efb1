public import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension GitHubActions: LogReading {
  /// Reads what `actions/cache` and the actions that set tools up write about caches, in the log of a job as GitHub hands
  /// it out, as `gh run view --log` prints it, or without times.
  ///
  /// - SeeAlso: actions/cache, `src/restoreImpl.ts`, `src/saveImpl.ts`; actions/toolkit, `packages/cache`.
  public func logReader() -> any JobLogReader { CacheLogReader<ActionCacheWords>() }
}

/// What the cache actions write.
///
/// Newer ones tell which key was hit before they load it, older ones only which was restored: that was a fallback if it is
/// not the `key` among the step's inputs.
struct ActionCacheWords: CacheWords {
  private(set) var events = CacheEventList()

  /// When the step began.
  private var begin: Date?
  /// The step's input `key`.
  private var asked: String?
  private var isInInputs = false
  private var size: MemorySize?
  /// What is being loaded.
  private var found: (kind: CacheEvent.Kind, key: String)?

  mutating func read(_ line: LogLine) {
    let text = line.text
    if text.hasPrefix("##[") {
      readMark(text, at: line.time)
    } else if text == "Post job cleanup." {
      start(at: line.time)
    } else if isInInputs {
      if let key = LogWords.rest(of: text, after: "key:") { asked = String(key) }
    } else if text.hasPrefix("Cache ") {
      readCache(text, at: line.time)
    } else if let received = LogWords.rest(of: text, after: "Received ") {
      size = size ?? Self.total(received)
    } else if text.hasSuffix(" cache is not found") {
      miss(text.dropLast(" cache is not found".count))
    }
  }

  /// The input's name is `key` in `actions/cache`; GitHub writes inputs behind a step's title, in a group.
  private mutating func readMark(_ text: String, at time: Date?) {
    if text.hasPrefix("##[group]Run ") {
      start(at: time)
      isInInputs = true
    } else if text == "##[endgroup]" {
      isInInputs = false
    }
  }

  private mutating func readCache(_ text: String, at time: Date?) {
    if let key = LogWords.rest(of: text, after: "Cache hit for restore-key: ") {
      found = (.partial, String(key))
    } else if let key = LogWords.rest(of: text, after: "Cache hit for: ") {
      found = (.hit, String(key))
    } else if let key = LogWords.rest(of: text, after: "Cache restored from key: ") {
      let kind = found?.kind ?? (asked == nil || asked == String(key) ? .hit : .partial)
      restored(kind, asked ?? String(key), at: time)
    } else if let keys = LogWords.rest(of: text, after: "Cache not found for input keys: ") {
      miss(keys.prefix { $0 != "," })
    } else if text == "Cache is not found" {
      miss("cache")
    } else if let key = LogWords.rest(of: text, after: "Cache saved with key: ")
      ?? LogWords.rest(of: text, after: "Cache saved with the key: ")
    {
      events.add(.save, key: key, size: size, took: LogWords.span(begin, time))
      reset()
    } else if text.hasPrefix("Cache Size: "), let open = text.lastIndex(of: "(") {
      size = LogWords.size(text[text.index(after: open)...])
    }
  }

  private mutating func restored(_ kind: CacheEvent.Kind, _ key: String, at time: Date?) {
    events.add(kind, key: key, size: size, took: LogWords.span(begin, time))
    reset()
  }

  private mutating func miss(_ key: some StringProtocol) {
    events.add(.miss, key: key)
    reset()
  }

  private mutating func start(at time: Date?) {
    settle()
    begin = time
    asked = nil
  }

  /// A hit whose end no line tells is one all the same.
  mutating func settle() {
    if let found { restored(found.kind, asked ?? found.key, at: nil) }
    reset()
    isInInputs = false
  }

  private mutating func reset() {
    found = nil
    size = nil
  }

  /// M of `Received N of M (P%), …`.
  private static func total(_ text: Substring) -> MemorySize? {
    let words = text.split(separator: " ")
    guard words.count > 2, words[1] == "of", let bytes = Int64(words[2]), bytes >= 0 else { return nil }
    return MemorySize(bytes: bytes)
  }
}
