internal import AdapterKit
internal import GitHubActionsAdapter
internal import InfraMindCore
internal import Testing

/// Lines as `actions/cache`, `actions/setup-*` and the toolkit write them.
@Suite struct LogTests {
  private static func events(_ log: String) -> [CacheEvent] {
    GitHubActions().findings(in: Array(log.utf8)).cacheEvents
  }

  /// A log as GitHub hands it out.
  private static let restored = """
    2026-08-11T09:13:00.1000000Z ##[group]Run actions/cache@v4
    2026-08-11T09:13:00.1000001Z with:
    2026-08-11T09:13:00.1000002Z   path: ~/.npm
    2026-08-11T09:13:00.1000003Z   key: Linux-npm-4f2a
    2026-08-11T09:13:00.1000004Z   restore-keys: Linux-npm-
    2026-08-11T09:13:00.1000005Z ##[endgroup]
    2026-08-11T09:13:01.1000000Z Received 37748736 of 37748736 (100.0%), 36.0 MBs/sec
    2026-08-11T09:13:01.2000000Z Cache Size: ~36 MB (37748736 B)
    2026-08-11T09:13:02.0000000Z \u{1b}[36;1mCache restored successfully\u{1b}[0m
    2026-08-11T09:13:02.6000000Z Cache restored from key: Linux-npm-4f2a\r

    """

  private static let hit = CacheEvent(
    key: "Linux-npm-4f2a", kind: .hit, size: MemorySize(bytes: 37_748_736), duration: .milliseconds(2500))

  @Test func `a restored cache is told with its key, size and time`() {
    #expect(Self.events(Self.restored) == [Self.hit])
  }

  @Test func `a log as gh prints it tells the same`() {
    let lines = Self.restored.split(separator: "\n").map { "build\tRun actions/cache@v4\t\($0)\n" }
    #expect(Self.events(lines.joined()) == [Self.hit])
  }

  @Test func `a log in pieces tells the same`() {
    var reader = GitHubActions().logReader()
    for byte in Array(Self.restored.utf8) { reader.read([byte]) }
    reader.finish()
    #expect(reader.findings.cacheEvents == [Self.hit])
  }

  @Test func `another key than the one asked for is a fallback's`() {
    let log = Self.restored.replacing("from key: Linux-npm-4f2a", with: "from key: Linux-npm-0000")
    #expect(Self.events(log).map(\.kind) == [.partial])
    #expect(Self.events(log).map(\.key) == ["Linux-npm-4f2a"])
  }

  @Test func `what newer actions say of the hit counts, once`() {
    let log = """
      Cache hit for restore-key: npm-0000
      Received 10 of 20 (50.0%), 1.0 MBs/sec
      Cache restored from key: npm-0000
      Cache hit for: go-1
      """
    #expect(
      Self.events(log) == [
        CacheEvent(key: "npm-0000", kind: .partial, size: MemorySize(bytes: 20), duration: nil),
        CacheEvent(key: "go-1", kind: .hit, size: nil, duration: nil),
      ])
  }

  @Test func `misses and saves are told, and what was not saved is not`() {
    let log = """
      Cache not found for input keys: npm-4f2a, npm-
      pip cache is not found
      2026-08-11T09:20:00Z Post job cleanup.
      2026-08-11T09:20:01Z Cache Size: ~1 MB (1048576 B)
      2026-08-11T09:20:04Z Cache saved with key: npm-4f2a
      2026-08-11T09:20:05Z Post job cleanup.
      2026-08-11T09:20:06Z Cache hit occurred on the primary key go-1, not saving cache.
      2026-08-11T09:20:07Z Post job cleanup.
      2026-08-11T09:20:08Z Cache saved with the key: node-cache-1
      2026-08-11T09:20:08Z Failed to save: Unable to reserve cache with key x
      """
    #expect(
      Self.events(log) == [
        CacheEvent(key: "npm-4f2a", kind: .miss, size: nil, duration: nil),
        CacheEvent(key: "pip", kind: .miss, size: nil, duration: nil),
        CacheEvent(key: "npm-4f2a", kind: .save, size: MemorySize(bytes: 1_048_576), duration: .seconds(4)),
        CacheEvent(key: "node-cache-1", kind: .save, size: nil, duration: .seconds(1)),
      ])
  }

  @Test(arguments: [
    "", "\n\n", "Received x of y", "Received 5 of -3", "Cache Size: (", "Cache Size: ~1 MB (9e99 TB)",
    "Cache hit for: ",
    "\u{1b}", "\u{1b}[", "\u{1b}_bk;t=", "2026-08-11T09:20:08Z", "\t\t", "Cache not found for input keys: ,",
  ])
  func `lines cut off tell nothing`(log: String) {
    #expect(Self.events(log) == [])
  }

  @Test func `what is kept is bounded`() {
    let line = "Cache not found for input keys: \(String(repeating: "k", count: 10_000))\n"
    let events = Self.events(String(repeating: line, count: 500))
    #expect(events.count == 100)
    #expect(events.allSatisfy { $0.key.count == 512 })
  }
}
