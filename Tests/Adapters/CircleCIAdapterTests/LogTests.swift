internal import AdapterKit
internal import CircleCIAdapter
internal import InfraMindCore
internal import Testing

/// Lines of the cache steps as people quote them; their words are not documented.
@Suite struct LogTests {
  private static func events(_ log: String) -> [CacheEvent] {
    CircleCI().findings(in: Array(log.utf8)).cacheEvents
  }

  @Test func `the first key that is found is a hit, with the size told behind it`() {
    let log =
      "Found a cache from build 1168 at v1-npm-4f2a\nSize: 84 MiB\nCached paths:\n  * /home/circleci/.npm\n"
    #expect(
      Self.events(log) == [
        CacheEvent(key: "v1-npm-4f2a", kind: .hit, size: MemorySize(bytes: 84 << 20), duration: nil)
      ])
  }

  @Test func `a key behind others that were not found is a fallback`() {
    let log = "No cache is found for key: v1-npm-4f2a\nFound a cache from build 7 at v1-npm-\nSize: 1.5 GiB\n"
    #expect(
      Self.events(log) == [
        CacheEvent(key: "v1-npm-4f2a", kind: .partial, size: MemorySize(bytes: 3 << 29), duration: nil)
      ])
  }

  @Test func `keys of which none is found are one miss`() {
    let log = "No cache is found for key: v1-npm-4f2a\nNo cache is found for key: v1-npm-\n"
    let miss = CacheEvent(key: "v1-npm-4f2a", kind: .miss, size: nil, duration: nil)
    #expect(Self.events(log) == [miss])
    #expect(Self.events(log + "#!/bin/bash -eo pipefail\nnpm ci\n" + log) == [miss, miss])
  }

  @Test func `what was stored is a save, and what was skipped is not`() {
    let log = """
      Creating cache archive...
      Uploading cache archive...
      Stored Cache to v1-npm-4f2a
      Skipping cache generation, cache already exists for key: v1-go-1
      Skipping cache - error checking storage: not found
      """
    #expect(Self.events(log) == [CacheEvent(key: "v1-npm-4f2a", kind: .save, size: nil, duration: nil)])
  }

  @Test(arguments: [
    "Found a cache from build 7", "Found a cache from build 7 at ", "Size: 84 MiB", "Size: x",
  ])
  func `lines cut off tell nothing`(log: String) {
    #expect(Self.events(log) == [])
  }
}
