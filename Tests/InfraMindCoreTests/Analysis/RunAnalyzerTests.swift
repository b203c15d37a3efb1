import Foundation
import Testing

@testable import InfraMindCore

@Suite struct RunAnalyzerTests {
  private static let start = Date(timeIntervalSince1970: 1_790_000_000)

  /// A run of a job with times in minutes after the start.
  private func run(
    _ name: String, queued: Double? = nil, from start: Double, to end: Double, run: String = "9",
    _ conclusion: JobConclusion = .success
  ) -> JobRun {
    var job = JobRun(
      platform: .gitHubActions, repository: "acme/shop", pipeline: "ci.yml", job: "", run: run,
      conclusion: conclusion)
    job.name = name
    job.queuedAt = queued.map { Self.start + $0 * 60 }
    job.startedAt = Self.start + start * 60
    job.finishedAt = Self.start + end * 60
    job.runnerLabels = ["ubuntu-latest"]
    return job
  }

  private func names(_ analysis: RunAnalysis) -> [String?] {
    analysis.criticalPath.map { analysis.jobs[$0].run.name }
  }

  // MARK: - Critical path

  @Test func `the path goes back from the last job through what each waited for`() {
    let jobs = [
      run("lint", queued: 0, from: 0, to: 1), run("build", queued: 0, from: 1, to: 6),
      run("test", queued: 6, from: 7, to: 20), run("docs", queued: 6, from: 6, to: 8),
      run("deploy", queued: 20, from: 21, to: 22),
    ]
    let analysis = RunAnalyzer().analysis(of: jobs.shuffled(), beside: [])
    #expect(names(analysis) == ["build", "test", "deploy"])
    #expect(analysis.duration == .seconds(22 * 60))
    #expect(analysis.idleTime == .zero)
    #expect(analysis.jobs.map(\.run.name) == ["lint", "build", "docs", "test", "deploy"])
  }

  @Test func `what the pipeline file says a job needs outranks the clock`() {
    let jobs = [
      run("slow", queued: 0, from: 0, to: 9.9), run("build", queued: 0, from: 0, to: 5),
      run("test", queued: 10, from: 10, to: 20),
    ]
    #expect(names(RunAnalyzer().analysis(of: jobs, beside: [])) == ["slow", "test"])
    let analysis = RunAnalyzer(needs: ["test": ["build"]]).analysis(of: jobs, beside: [])
    #expect(names(analysis) == ["build", "test"])
    #expect(analysis.idleTime == .seconds(5 * 60))
  }

  @Test func `jobs without times, of no length or at one moment end every search`() {
    var bare = run("bare", from: 0, to: 0)
    bare.startedAt = nil
    bare.finishedAt = nil
    let jobs = [bare] + (0..<20).map { run("same \($0)", queued: 5, from: 5, to: 5) }
    let analysis = RunAnalyzer().analysis(of: jobs, beside: [])
    #expect(analysis.jobs.count == 21)
    #expect(Set(analysis.criticalPath).count == analysis.criticalPath.count)
    #expect(RunAnalyzer().analysis(of: [], beside: []).duration == nil)
  }

  @Test func `of several attempts the latest counts`() {
    var again = run("test", from: 30, to: 40)
    again.attempt = 2
    let analysis = RunAnalyzer().analysis(of: [again, run("test", from: 0, to: 10, .failure)], beside: [])
    #expect(analysis.jobs.map(\.run.attempt) == [2])
  }

  // MARK: - Rank

  @Test func `a job is ranked among its own successful runs on the same machine`() throws {
    var earlier = (1...9).map {
      run("test", from: -100 + Double($0), to: -100 + Double($0) * 2, run: "\($0)")
    }
    earlier.append(run("test", from: -50, to: -10, run: "10", .failure))
    earlier.append(run("other", from: -50, to: -10, run: "11"))
    var larger = run("test", from: -50, to: -10, run: "12")
    larger.runnerLabels = ["large"]
    earlier.append(larger)
    earlier.append(run("test", from: 50, to: 90, run: "13"))

    let analysis = RunAnalyzer().analysis(of: [run("test", from: 0, to: 9)], beside: earlier)
    let rank = try #require(analysis.jobs.first?.rank)
    #expect(rank.runs == 9)
    #expect(rank.median == .seconds(5 * 60))
    #expect(abs(rank.percentile - 8.5 / 9) < 1e-9)
  }

  @Test func `four earlier runs say nothing`() {
    let earlier = (1...4).map { run("test", from: -100 + Double($0), to: -99 + Double($0), run: "\($0)") }
    #expect(
      RunAnalyzer().analysis(of: [run("test", from: 0, to: 9)], beside: earlier).jobs.first?.rank == nil)
  }

  // MARK: - Caches

  @Test func `a miss costs what the job took more than with a hit of the same family`() throws {
    let earlier = (1...6).map { number in
      var hit = run("test", from: -100 + Double(number), to: -98 + Double(number), run: "\(number)")
      hit.cacheEvents = [
        CacheEvent(key: "npm-linux-0123456789abcdef\(number)", kind: .hit, size: nil, duration: .seconds(3))
      ]
      return hit
    }
    var missed = run("test", from: 0, to: 5)
    missed.cacheEvents = [
      CacheEvent(key: "npm-linux-ffffffffffffffff", kind: .miss, size: nil, duration: nil),
      CacheEvent(key: "gradle-1", kind: .miss, size: nil, duration: nil),
    ]
    let caches = try #require(RunAnalyzer().analysis(of: [missed], beside: earlier).jobs.first?.caches)
    #expect(caches.map(\.cost) == [.seconds(180), nil])
  }
}
