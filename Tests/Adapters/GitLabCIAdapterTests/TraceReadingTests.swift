internal import FoundationEssentials
internal import InfraMindCore
internal import Testing

@testable internal import GitLabCIAdapter

@Suite struct TraceReadingTests {
  /// A section as a runner writes it, its lines at seconds after 1,790,000,000; without times before lines.
  private static func section(_ name: String, from start: Int, to end: Int, _ lines: [String]) -> String {
    "section_start:\(1_790_000_000 + start):\(name)\r\u{1b}[0K\u{1b}[0K\u{1b}[36;1mHeader\u{1b}[0;m\n"
      + lines.map { "\u{1b}[32;1m\($0)\u{1b}[0;m\n" }.joined()
      + "section_end:\(1_790_000_000 + end):\(name)\r\u{1b}[0K"
  }

  private static func restored(_ lines: String...) -> [CacheEvent] {
    TraceReading(Array(section("restore_cache", from: 0, to: 5, lines).utf8)).cacheEvents
  }

  private static func saved(_ lines: String...) -> [CacheEvent] {
    TraceReading(Array(section("archive_cache", from: 0, to: 5, lines).utf8)).cacheEvents
  }

  private static func event(
    _ key: String, _ kind: CacheEvent.Kind, _ duration: Duration? = .seconds(5)
  ) -> CacheEvent {
    CacheEvent(key: key, kind: kind, size: nil, duration: duration)
  }

  @Test func `stages have their times, and a script's own sections are none`() {
    let log =
      Self.section("prepare_executor", from: 0, to: 4, ["Using Docker executor with image node:22 ..."])
      + Self.section("get_sources", from: 4, to: 6, [])
      + "section_start:1790000006:step_script[collapsed=true,hide_duration=true]\r\u{1b}[0KExecuting\n"
      + Self.section("my_tests", from: 7, to: 30, ["ok"]) + "section_end:1790000031:step_script\r\u{1b}[0K\n"
    let sections = TraceReading(Array(log.utf8)).sections
    #expect(sections.map(\.name) == ["prepare_executor", "get_sources", "step_script"])
    #expect(sections.map(\.duration) == [.seconds(4), .seconds(2), .seconds(25)])
    #expect(sections[0].startedAt == Date(timeIntervalSince1970: 1_790_000_000))
  }

  // MARK: - Caches

  @Test func `a cache that was extracted is a hit`() {
    let events = Self.restored(
      "Checking cache for npm-715e39ef-non_protected...",
      "Downloading cache from https://storage.example.com/x?token", "Successfully extracted cache")
    #expect(events == [Self.event("npm-715e39ef-non_protected", .hit)])
  }

  @Test func `a cache that was not there is a miss`() {
    let events = Self.restored(
      "Checking cache for k...", "WARNING: file does not exist", "Cache file does not exist",
      "Failed to extract cache")
    #expect(events == [Self.event("k", .miss)])
  }

  @Test func `a fallback that was there is a partial hit of the key asked for`() {
    let events = Self.restored(
      "Checking cache for feature...", "Cache file does not exist", "Checking cache for main (fallback)...",
      "Successfully extracted cache")
    #expect(events == [Self.event("feature", .partial)])
  }

  @Test func `fallbacks in vain are one miss`() {
    let events = Self.restored(
      "Checking cache for a...", "Failed to extract cache", "Checking cache for b (fallback)...",
      "Failed to extract cache b: no such object")
    #expect(events == [Self.event("a", .miss)])
  }

  @Test func `several caches are told apart, and their time is then unknown`() {
    let events = Self.restored(
      "Checking cache for a...", "Successfully extracted cache", "Checking cache for b...",
      "Failed to extract cache", "Not downloading cache c due to policy", "Checking cache for d...")
    #expect(events == [Self.event("a", .hit, nil), Self.event("b", .miss, nil)])
  }

  @Test func `a cache that was written is saved`() {
    #expect(
      Self.saved("Creating cache k...", ".npm: found 812 matching artifact files", "Created cache")
        == [Self.event("k", .save)])
  }

  @Test(arguments: ["Archive is up to date!", "No files to cache.", "Failed to create cache"])
  func `a cache that was not written is not`(line: String) {
    #expect(Self.saved("Creating cache k...", line, "Created cache") == [])
    #expect(Self.saved("Not uploading cache k due to policy") == [])
  }

  @Test func `what a script prints is not taken for the runner's word`() {
    let script = Self.section(
      "step_script", from: 0, to: 5,
      ["Checking cache for k...", "Successfully extracted cache", "ERROR: Job failed: exit code 137"])
    let reading = TraceReading(Array(script.utf8))
    #expect(reading.cacheEvents == [])
    #expect(reading.exitCode == nil)
    #expect(!reading.ranOutOfMemory)
  }

  // MARK: - Times before lines

  @Test func `times before lines give each cache its own, and interleaved streams are put in order`() {
    let log = """
      2026-09-21T14:13:20.000000Z 00O section_start:1790000000:restore_cache\r\u{1b}[0K\u{1b}[36;1mRestoring cache\u{1b}[0;m
      2026-09-21T14:13:20.100000Z 01O Checking cache for a...
      2026-09-21T14:13:20.500000Z 01E WARNING: something
      2026-09-21T14:13:22.600000Z 01O \u{1b}[32;1mSuccessfully extracted cache\u{1b}[0;m
      2026-09-21T14:13:22.700000Z 01O Checking cache for b-long
      2026-09-21T14:13:22.700001Z 01O+-key...
      2026-09-21T14:13:23.950000Z 01O Successfully extracted cache
      2026-09-21T14:13:24.000000Z 00O section_end:1790000004:restore_cache\r\u{1b}[0K
      2026-09-21T14:13:25.000000Z 00O \u{1b}[31;1mERROR: Job failed: exit code 137
      """
    let reading = TraceReading(Array(log.utf8))
    #expect(
      reading.cacheEvents == [
        Self.event("a", .hit, .milliseconds(2500)), Self.event("b-long-key", .hit, .milliseconds(1250)),
      ])
    #expect(reading.sections.map(\.duration) == [.seconds(4)])
    #expect(reading.exitCode == 137)
    #expect(reading.ranOutOfMemory)
  }

  @Test(arguments: [
    ("ERROR: Job failed: exit code 1", 1, false),
    ("ERROR: Job failed: command terminated with exit code 137", 137, true),
    ("ERROR: Job failed: pod \"runner-x\" status is \"Failed\": OOMKilled", nil, true),
    ("ERROR: Job failed (system failure): aborted", nil, false), ("Job succeeded", nil, false),
  ])
  func `the last words tell how the script ended`(line: String, code: Int?, memory: Bool) {
    let reading = TraceReading(Array("\u{1b}[31;1m\(line)\n\u{1b}[0;m\n".utf8))
    #expect(reading.exitCode == code)
    #expect(reading.ranOutOfMemory == memory)
  }

  // MARK: - Bounds

  @Test func `pieces of any size tell what the whole tells`() {
    let log = Array(
      (Self.section(
        "restore_cache", from: 0, to: 5, ["Checking cache for k...", "Successfully extracted cache"])
        + "\nERROR: Job failed: exit code 2").utf8)
    let whole = TraceReading(log)
    for size in [1, 2, 3, 7, 64] {
      var reading = TraceReading()
      for start in stride(from: 0, to: log.count, by: size) {
        reading.read(log[start..<min(start + size, log.count)])
      }
      reading.finish()
      #expect(reading.sections == whole.sections)
      #expect(reading.cacheEvents == whole.cacheEvents)
      #expect(reading.exitCode == whole.exitCode)
    }
    #expect(whole.cacheEvents.count == 1)
  }

  @Test func `a log without end keeps little`() {
    var reading = TraceReading()
    let line = Array(repeating: UInt8(ascii: "x"), count: 1_000_000)
    for _ in 0..<3 { reading.read(line) }
    for number in 0..<1000 {
      let sections = Self.section(
        "restore_cache", from: number, to: number + 1,
        ["Checking cache for k...", "Successfully extracted cache"])
      reading.read(Array("\n\(sections)".utf8))
      reading.read(Array("2026-09-21T14:13:20.000000Z \(["0a", "1b", "zz"][number % 3])O text\n".utf8))
    }
    reading.finish()
    #expect(reading.sections.count == TraceReading.mostSections)
    #expect(reading.cacheEvents.count == 100)
  }

  @Test func `a log cut off anywhere, or damaged, is read`() {
    let log = Array(
      """
      2026-09-21T14:13:20.000000Z 00O section_start:1790000000:restore_cache\r\u{1b}[0K\u{1b}[36;1mRestoring\u{1b}[0;m
      2026-09-21T14:13:20.100000Z 01O Checking cache for a...
      section_end:1790000004:restore_cache\r\u{1b}[
      """.utf8)
    for length in 0...log.count {
      #expect(TraceReading(Array(log.prefix(length))).cacheEvents == [])
      var damaged = log
      if length < log.count { damaged[length] = 0xff }
      #expect(TraceReading(damaged).sections.count <= 1)
    }
  }
}
