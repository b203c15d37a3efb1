public import AdapterKit
internal import InfraMindCore

extension CircleCI: LogReading {
  /// Reads what `restore_cache` and `save_cache` write, in a step's output or in those of several. Their words are not
  /// documented: what is told otherwise is passed over.
  public func logReader() -> any JobLogReader { CacheLogReader<CacheStepWords>() }
}

/// What the cache steps write. A step tries its keys one after another, and tells of each that it does not find.
struct CacheStepWords: CacheWords {
  /// Most keys of one step that are looked at.
  private static let mostKeys = 50

  private(set) var events = CacheEventList()
  /// Keys of the step that were not found so far.
  private var missed: [Substring] = []
  /// Whether the last event's size is still to come.
  private var awaitsSize = false

  mutating func read(_ line: LogLine) {
    let text = line.text
    if let key = LogWords.rest(of: text, after: "No cache is found for key: ") {
      if missed.count < Self.mostKeys { missed.append(key) }
    } else if text.hasPrefix("Found a cache from build "), let place = text.firstRange(of: " at ") {
      let key = text[place.upperBound...]
      events.add(missed.isEmpty ? .hit : .partial, key: missed.first ?? key)
      missed = []
      awaitsSize = true
    } else if let size = LogWords.rest(of: text, after: "Size: "), awaitsSize {
      events.complete(size: LogWords.size(size), took: nil)
      awaitsSize = false
    } else if let key = LogWords.rest(of: text, after: "Stored Cache to ") {
      settle()
      events.add(.save, key: key)
    } else if !text.isEmpty {
      settle()
    }
  }

  mutating func settle() {
    if let key = missed.first { events.add(.miss, key: key) }
    missed = []
  }
}
