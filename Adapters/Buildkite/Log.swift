public import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension Buildkite: LogReading {
  /// Reads what the cache plugin writes. It tells no keys but paths and levels, so a path stands for the key, and where it
  /// finds nothing the level does. What cache volumes and `buildkite-agent cache` write is not documented.
  ///
  /// - SeeAlso: buildkite-plugins/cache-buildkite-plugin, `hooks`.
  public func logReader() -> any JobLogReader { CacheLogReader<CachePluginWords>() }
}

/// What the cache plugin writes: `Cache hit at file level, restoring node_modules...`.
struct CachePluginWords: CacheWords {
  private(set) var events = CacheEventList()
  /// What is being restored or saved, until the next heading.
  private var current: (kind: CacheEvent.Kind, key: String, begin: Date?)?

  mutating func read(_ line: LogLine) {
    let text = line.text
    if Self.headings.contains(where: text.hasPrefix) {
      end(at: line.time)
    } else if let rest = LogWords.rest(of: text, after: "Cache hit at "),
      let place = rest.firstRange(of: " level, restoring ")
    {
      end(at: line.time)
      // The level of files is the exact key; others are what their step, branch or pipeline left last.
      let kind: CacheEvent.Kind = rest[..<place.lowerBound] == "file" ? .hit : .partial
      current = (kind, Self.path(rest[place.upperBound...]), line.time)
    } else if let rest = LogWords.rest(of: text, after: "Cache miss up to ") {
      end(at: line.time)
      events.add(.miss, key: rest.prefix { $0 != "," && $0 != " " })
    } else if text.hasPrefix("Saving "), let place = text.firstRange(of: "-level cache of ") {
      end(at: line.time)
      current = (.save, Self.path(text[place.upperBound...]), line.time)
    }
  }

  private static let headings = ["~~~ ", "--- ", "+++ "]

  private static func path(_ text: Substring) -> String {
    String(text.hasSuffix("...") ? text.dropLast(3) : text)
  }

  private mutating func end(at time: Date?) {
    if let current {
      events.add(current.kind, key: current.key, took: LogWords.span(current.begin, time))
    }
    current = nil
  }

  mutating func settle() { end(at: nil) }
}
