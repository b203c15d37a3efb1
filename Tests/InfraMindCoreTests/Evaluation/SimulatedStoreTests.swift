import Testing

@testable import InfraMindCore

/// Each rule with the line of the facts that it follows.
@Suite struct SimulatedStoreTests {
  private static let day = 86_400.0

  private func visitor(_ branch: String, at day: Double = 0, base: String? = nil) -> SimulatedStore.Visitor {
    SimulatedStore.Visitor(
      branch: branch, base: base ?? (branch == "main" ? nil : "main"), isDefault: branch == "main",
      isProtected: branch == "main", time: day * Self.day)
  }

  private func store(_ rules: CacheStoreRules) -> SimulatedStore {
    SimulatedStore(rules, defaultBranch: "main")
  }

  // MARK: - GitHub

  @Test func `GitHub: a branch reads its own entries, its base's and the default branch's, not another's`() {
    // "Cache scope: current ref, base branch of the PR, default branch."
    var store = store(.gitHub)
    for branch in ["main", "release", "left"] {
      let isTaken = store.save(branch, on: 0, content: 1, bytes: 1, by: visitor(branch))
      #expect(isTaken)
    }
    let right = visitor("right", base: "release")
    #expect(
      ["main", "release", "left"].map { store.restore($0, fallbacks: [], on: 0, by: right) != nil } == [
        true, true, false,
      ])
    #expect(store.restore("left", fallbacks: [], on: 0, by: visitor("main")) == nil)
  }

  @Test func `GitHub: of its own branch even another entry comes before the default branch's exact one`() {
    // "Lookup order: exact key in current ref, then prefix match …, then the same on the base/default
    // branch."
    var store = store(.gitHub)
    _ = store.save("npm-b", on: 0, content: 1, bytes: 1, by: visitor("main"))
    _ = store.save("npm-a", on: 0, content: 2, bytes: 1, by: visitor("x"))
    let found = store.restore("npm-b", fallbacks: ["npm-"], on: 0, by: visitor("x"))
    #expect(found?.entry.key == "npm-a" && found?.isExact == false)
    #expect(store.restore("npm-b", fallbacks: [], on: 0, by: visitor("x"))?.isExact == true)
  }

  @Test func `GitHub: a fallback takes the newest entry, and a key is the beginning of others`() {
    // "then each restore-key as prefix (newest first)"
    var store = store(.gitHub)
    for (index, key) in ["npm-1", "npm-2", "npm-3-linux"].enumerated() {
      _ = store.save(key, on: 0, content: index, bytes: 1, by: visitor("main", at: Double(index) / 100))
    }
    #expect(store.restore("npm-9", fallbacks: ["npm-"], on: 0, by: visitor("main"))?.entry.content == 2)
    #expect(store.restore("npm-3", fallbacks: [], on: 0, by: visitor("main"))?.isExact == false)
    #expect(store.restore("gem-1", fallbacks: ["gem-"], on: 0, by: visitor("main")) == nil)
  }

  @Test func `GitHub: a key that is there is not written again`() {
    // "Immutable keys: a hit never updates."
    var store = store(.gitHub)
    let taken = [1, 2].map { store.save("k", on: 0, content: $0, bytes: 1, by: visitor("main")) }
    #expect(taken == [true, false])
    #expect(store.restore("k", fallbacks: [], on: 0, by: visitor("main"))?.entry.content == 1)
    let elsewhere = store.save("k", on: 0, content: 3, bytes: 1, by: visitor("x"))
    #expect(elsewhere, "each branch has its own")
  }

  @Test func `GitHub: beyond 10 GB the least recently used entry goes`() {
    // "10 GB cache per repo, LRU by last access"
    var store = store(.gitHub)
    for (index, key) in ["a", "b", "c"].enumerated() {
      _ = store.save(
        key, on: index, content: 0, bytes: 3_000_000_000, by: visitor("main", at: Double(index) / 10))
    }
    _ = store.restore("a", fallbacks: [], on: 0, by: visitor("main", at: 0.5))
    _ = store.save("d", on: 3, content: 0, bytes: 3_000_000_000, by: visitor("main", at: 0.6))
    #expect(store.evictions == 1 && store.bytes == 9_000_000_000)
    #expect(store.restore("b", fallbacks: [], on: 1, by: visitor("main", at: 0.7)) == nil)
    #expect(store.restore("a", fallbacks: [], on: 0, by: visitor("main", at: 0.7)) != nil)
  }

  @Test func `GitHub: what was not used for seven days is gone`() {
    // "entries unused for 7 days vanish"
    var store = store(.gitHub)
    _ = store.save("k", on: 0, content: 0, bytes: 5, by: visitor("main"))
    #expect(store.restore("k", fallbacks: [], on: 0, by: visitor("main", at: 6.9)) != nil)
    #expect(store.restore("k", fallbacks: [], on: 0, by: visitor("main", at: 13.8)) != nil, "used meanwhile")
    #expect(store.restore("k", fallbacks: [], on: 0, by: visitor("main", at: 20.9)) == nil)
    #expect(store.bytes == 0)
  }

  // MARK: - CircleCI

  @Test func `CircleCI: the newest entry that begins with a key wins, even against an exact match`() {
    // "for each listed key the most recently saved entry with that prefix wins, even against an exact match"
    var store = store(.circleCI)
    _ = store.save("v1", on: 0, content: 1, bytes: 1, by: visitor("main"))
    _ = store.save("v1-more", on: 0, content: 2, bytes: 1, by: visitor("main", at: 0.1))
    let found = store.restore("v1", fallbacks: [], on: 0, by: visitor("other", at: 0.2))
    #expect(found?.entry.content == 2 && found?.isExact == false)
    #expect(store.restore("v2", fallbacks: ["v1-more", "v1"], on: 0, by: visitor("x"))?.entry.content == 2)
  }

  @Test func `CircleCI: entries live 15 days from writing, however often used, and are shared by branches`() {
    // "Retention 15 days"; "An entry saved by another branch counts"; "a save under an existing key is
    // skipped"
    var store = store(.circleCI)
    let taken = [0.0, 1].map { store.save("k", on: 0, content: 0, bytes: 1, by: visitor("x", at: $0)) }
    #expect(taken == [true, false])
    #expect(store.restore("k", fallbacks: [], on: 0, by: visitor("y", at: 14.9)) != nil)
    #expect(store.restore("k", fallbacks: [], on: 0, by: visitor("y", at: 15.1)) == nil)
  }

  // MARK: - GitLab

  @Test func `GitLab: the last to write wins, protected and other branches apart, fallbacks are whole keys`()
  {
    // "Same key with different paths overwrites each other"; "-protected or -non_protected"; "key, then
    // fallback_keys"
    var store = store(.gitLab)
    for content in [1, 2] { _ = store.save("k", on: 0, content: content, bytes: 10, by: visitor("main")) }
    #expect(store.count == 1 && store.bytes == 10)
    #expect(store.restore("k", fallbacks: [], on: 0, by: visitor("main", at: 900))?.entry.content == 2)
    #expect(store.restore("k", fallbacks: [], on: 0, by: visitor("feature")) == nil)
    _ = store.save("other", on: 0, content: 3, bytes: 10, by: visitor("feature"))
    #expect(store.restore("k", fallbacks: ["oth"], on: 0, by: visitor("change")) == nil)
    #expect(store.restore("k", fallbacks: ["other"], on: 0, by: visitor("change"))?.isExact == false)
  }

  // MARK: - Buildkite

  @Test func `Buildkite: one volume for all branches, the last writer's, for 14 days after the last use`() {
    // "No keys, no checksums, no fallback"; "last write wins"; "kept ≤14 days after last use"
    var store = store(.buildkite)
    _ = store.save("a", on: 0, content: 1, bytes: 1, by: visitor("main"))
    _ = store.save("b", on: 0, content: 2, bytes: 1, by: visitor("x"))
    let found = store.restore("c", fallbacks: [], on: 0, by: visitor("y", at: 13))
    #expect(found?.entry.content == 2 && found?.isExact == true && store.count == 1)
    #expect(store.restore("c", fallbacks: [], on: 0, by: visitor("y", at: 26)) != nil)
    #expect(store.restore("c", fallbacks: [], on: 0, by: visitor("y", at: 41)) == nil)
  }
}
