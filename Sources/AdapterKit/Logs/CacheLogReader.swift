public import InfraMindCore

/// Recognises what one platform's caches write to a log.
public protocol CacheWords: Sendable {
  /// Nothing read yet.
  init()
  /// Reads a line.
  mutating func read(_ line: LogLine)
  /// The log is over, or another step begins: what was looked for in vain is a miss.
  mutating func settle()
  /// What was recognised, in order.
  var events: CacheEventList { get }
}

/// Reads a log line by line for what caches write to it.
public struct CacheLogReader<Words: CacheWords>: JobLogReader {
  private var words = Words()
  private var lines = LineCutter()

  /// Nothing read yet.
  public init() {}

  /// Reads on.
  public mutating func read(_ bytes: ArraySlice<UInt8>) {
    lines.read(bytes) { words.read($0) }
  }

  /// Reads the last line.
  public mutating func finish() {
    lines.finish { words.read($0) }
    words.settle()
  }

  /// What caches did.
  public var findings: LogFindings { LogFindings(cacheEvents: words.events.events) }
}

/// Cuts a log into lines.
struct LineCutter: Sendable {
  /// Longest part of a line that is looked at, in bytes: the words that matter stand at its beginning.
  static let longest = 4096

  private var begun: [UInt8] = []

  mutating func read(_ bytes: ArraySlice<UInt8>, _ take: (LogLine) -> Void) {
    var rest = bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      begun += rest[..<end].prefix(Self.longest - begun.count)
      take(LogLine(begun[...]))
      begun.removeAll(keepingCapacity: true)
      rest = rest[rest.index(after: end)...]
    }
    begun += rest.prefix(Self.longest - begun.count)
  }

  mutating func finish(_ take: (LogLine) -> Void) {
    guard !begun.isEmpty else { return }
    take(LogLine(begun[...]))
    begun = []
  }
}

/// What caches did, as far as it is kept.
public struct CacheEventList: Sendable, Hashable {
  /// Most events kept of a job.
  private static let most = 100
  /// Longest key kept, in characters.
  private static let longestKey = 512

  /// In order.
  public private(set) var events: [CacheEvent] = []

  /// None.
  public init() {}

  /// Notes what a cache did. An empty key stands for none, and is left out.
  public mutating func add(
    _ kind: CacheEvent.Kind, key: some StringProtocol, size: MemorySize? = nil, took duration: Duration? = nil
  ) {
    guard !key.isEmpty, events.count < Self.most else { return }
    events.append(
      CacheEvent(key: String(key.prefix(Self.longestKey)), kind: kind, size: size, duration: duration))
  }

  /// Says how large the last one is and how long it took, where it was not said before.
  public mutating func complete(size: MemorySize?, took duration: Duration?) {
    guard let last = events.indices.last else { return }
    if events[last].size == nil { events[last].size = size }
    if events[last].duration == nil { events[last].duration = duration }
  }
}
