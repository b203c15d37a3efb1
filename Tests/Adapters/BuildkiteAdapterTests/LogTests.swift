internal import AdapterKit
internal import BuildkiteAdapter
internal import InfraMindCore
internal import Testing

/// Lines as the hooks of the cache plugin write them, in a log with Buildkite's times.
@Suite struct LogTests {
  private static func events(_ log: String) -> [CacheEvent] {
    Buildkite().findings(in: Array(log.utf8)).cacheEvents
  }

  private static func line(_ text: String, at milliseconds: Int) -> String {
    "\u{1b}_bk;t=\(1_786_439_582_000 + milliseconds)\u{7}\(text)\r\n"
  }

  @Test func `a hit takes until the next heading, and its level tells whether it is exact`() {
    let log =
      Self.line("~~~ Running plugin cache post-checkout hook", at: 0)
      + Self.line("Cache hit at file level, restoring node_modules...", at: 100)
      + Self.line("Cache hit at branch level, restoring vendor...", at: 1600)
      + Self.line("~~~ Running commands", at: 2600)
    #expect(
      Self.events(log) == [
        CacheEvent(key: "node_modules", kind: .hit, size: nil, duration: .milliseconds(1500)),
        CacheEvent(key: "vendor", kind: .partial, size: nil, duration: .seconds(1)),
      ])
  }

  @Test func `misses and saves are told, and what exists already is not`() {
    let log = """
      Cache miss up to branch-level, sorry
      Saving file-level cache of node_modules
      Cache of branch already exists, skipping
      """
    #expect(
      Self.events(log) == [
        CacheEvent(key: "branch-level", kind: .miss, size: nil, duration: nil),
        CacheEvent(key: "node_modules", kind: .save, size: nil, duration: nil),
      ])
  }

  @Test(arguments: [
    "Cache hit at ", "Cache hit at file level", "Saving -level cache of ", "Cache miss up to ",
  ])
  func `lines cut off tell nothing`(log: String) {
    #expect(Self.events(log) == [])
  }
}
