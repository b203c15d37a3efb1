import Foundation
import Testing

@testable import InfraMindCore

@Suite struct RunMeansTests {
  private static func row(_ trail: RunTrail) throws -> [String: Double] {
    let row = try #require(RunFeatures.row(of: PlannedRun(time: 10_000), after: trail))
    return Dictionary(uniqueKeysWithValues: zip(RunFeatures.features.map(\.name), row))
  }

  private static func run(
    _ number: Int, seconds: Double, _ kinds: [CacheEvent.Kind], steps: [String] = []
  ) throws -> FinishedRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(number)",
      conclusion: .success)
    run.startedAt = Date(timeIntervalSince1970: Double(number) * 1000)
    run.finishedAt = run.startedAt?.addingTimeInterval(seconds)
    run.cacheEvents = kinds.map { CacheEvent(key: "k", kind: $0, size: nil, duration: .seconds(3)) }
    run.steps = steps.map { StepRun(name: $0, startedAt: nil, finishedAt: nil, conclusion: nil) }
    return try #require(FinishedRun(run, defaultBranch: nil))
  }

  @Test func `caches are described as the last runs left them, by hand`() throws {
    var trail = RunTrail()
    trail.take(try Self.run(0, seconds: 100, [.hit, .hit]))
    trail.take(try Self.run(1, seconds: 100, [.hit, .hit]))
    trail.take(try Self.run(2, seconds: 200, [.hit, .partial, .miss, .save]))
    trail.take(try Self.run(3, seconds: 100, []))
    let row = try Self.row(trail)
    #expect(row["cache_last"] == 0.5 && row["cache_saved"] == 1)
    #expect(abs(try #require(row["cache_age"]) - SafeLog.ofCount(10_000 - 2200)) < 1e-9)
    #expect(abs(try #require(row["cache_cold"]) - SafeLog.of(2)) < 1e-6)
    #expect(abs(try #require(row["cache_warm"])) < 1e-6)
    let share = try #require(row["cache_share"])
    #expect(share > 0.5 && share < 1)
    #expect((SafeLog.ofCount(6)...SafeLog.ofCount(9)).contains(try #require(row["cache_seconds"])))
  }

  @Test func `what is not known is missing: runs without caches or steps`() throws {
    var trail = RunTrail()
    trail.take(try Self.run(0, seconds: 100, [.save]))
    let row = try Self.row(trail)
    for name in [
      "cache_last", "cache_share", "cache_saved", "cache_age", "cache_warm", "tool_node",
    ] {
      #expect(try #require(row[name]).isNaN, "\(name)")
    }
  }

  @Test func `tools are those that the words of steps name, kept until other steps are seen`() throws {
    var trail = RunTrail()
    trail.take(
      try Self.run(0, seconds: 9, [], steps: ["Run actions/setup-node@v4", "npm ci", "docker/build-push"]))
    trail.take(try Self.run(1, seconds: 9, []))
    let row = try Self.row(trail)
    #expect(row["tool_node"] == 1 && row["tool_container"] == 1 && row["tool_go"] == 0)
    trail.take(try Self.run(2, seconds: 9, [], steps: ["GO test ./..."]))
    #expect(try Self.row(trail)["tool_go"] == 1)
    #expect(StepTools(naming: ["cargonaut", "going", ""]) == [])
    #expect(StepTools.kinds.count <= 16)
  }

  @Test func `trails of two spans join what they know of caches and tools`() throws {
    var (first, second, whole) = (RunTrail(), RunTrail(), RunTrail())
    for number in 0..<20 {
      let run = try Self.run(
        number, seconds: 50, number % 3 == 0 ? [.miss, .save] : [.hit],
        steps: number < 5 ? ["pip install"] : [])
      whole.take(run)
      if number < 9 { first.take(run) } else { second.take(run) }
    }
    let joined = first.followed(by: second)
    #expect(joined.tools == whole.tools && joined.caches.last == whole.caches.last)
    #expect(abs(joined.caches.share.value - whole.caches.share.value) < 1e-5)
    #expect(first.followed(by: RunTrail()).caches == first.caches)
  }
}
