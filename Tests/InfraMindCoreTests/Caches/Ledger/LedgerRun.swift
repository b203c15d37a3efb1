import Foundation

@testable import InfraMindCore

/// Runs with caches, for tests.
enum LedgerRun {
  static let start = Date(timeIntervalSince1970: 1_790_000_000)

  /// A run that began so many hours after the start: a step of `install` seconds behind one of 100.
  static func make(
    _ number: Int, hours: Double, _ events: [CacheEvent], install: Double = 60, job: String = "test",
    branch: String = "main", hasSteps: Bool = true
  ) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "acme/shop", pipeline: "ci.yml", job: job,
      run: "\(700_000 + number)",
      conclusion: .success)
    run.branch = branch
    run.headCommit = String(repeating: "0", count: 34) + "\(100_000 + number)"
    run.cacheEvents = events
    let begin = start + hours * 3600
    // Some noise that is the same each time.
    let build = 100 + Double((number * 7919) % 11) - 5
    let spent = events.reduce(0.0) { $0 + ($1.duration.map { $0 / .seconds(1) } ?? 0) }
    run.startedAt = begin
    run.finishedAt = begin + spent + build + install
    if hasSteps {
      run.steps = [
        StepRun(name: "build", startedAt: begin, finishedAt: begin + build, conclusion: .success),
        StepRun(name: "install", startedAt: begin, finishedAt: begin + install, conclusion: .success),
      ]
    }
    return run
  }

  static func event(
    _ kind: CacheEvent.Kind, _ key: String, seconds: Double? = nil, bytes: Int64? = nil
  ) -> CacheEvent {
    CacheEvent(
      key: key, kind: kind, size: bytes.map { MemorySize(bytes: $0) }, duration: seconds.map { .seconds($0) })
  }

  /// A lockfile's key.
  static func key(_ version: Int, tool: String = "npm") -> String {
    "\(tool)-Linux-00aabbcc\(10_000_000 + version)"
  }
}
