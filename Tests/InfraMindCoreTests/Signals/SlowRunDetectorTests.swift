import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SlowRunDetectorTests {
  private let main = RunContext(machine: "4", event: "push", branch: "main")

  private func watch(_ seconds: [Double], context: RunContext? = nil) -> DurationWatch {
    var watch = DurationWatch()
    for one in seconds { watch.take(seconds: one, context: context ?? main) }
    return watch
  }

  // MARK: - By hand

  @Test func `after five equal runs one of 2.1 times the time is slow, and as rare as the pooled tail says`()
    throws
  {
    let expectation = try #require(watch([100, 100, 100, 100, 100]).expectation(of: main))
    let score = log(2.1) / (0.2 * 0.2 + 0.15 * 0.15).squareRoot()
    #expect(abs(expectation.score(log(210)) - score) < 1e-6)
    let slow = try #require(expectation.slowRun(seconds: 210))
    #expect(slow.usual == .seconds(100))
    #expect(abs(slow.ratio - 2.1) < 1e-5)
    // Between the points (2.5, 0.37 %) and (3, 0.28 %), on a straight line of logarithms.
    let share = exp(log(0.0037) + (score - 2.5) / 0.5 * (log(0.0028) - log(0.0037)))
    #expect(abs(slow.share - share) < 1e-8)
    #expect(slow.oncePerRuns == Int((1 / share).rounded()))
    #expect(expectation.slowRun(seconds: 120) == nil)
    #expect(expectation.slowRun(seconds: 40) == nil)
  }

  @Test func `fewer than five runs say nothing`() {
    #expect(watch([100, 100, 100, 100]).expectation(of: main) == nil)
  }

  @Test func `the share of its own runs and the pooled tail add up`() {
    var tail = ScoreTail()
    tail.take(3)
    tail.take(-1)
    // Weights 0.99 and 1; pooled: 0.28 % of 200 runs.
    #expect(abs(tail.share(reaching: 3) - (200 * 0.0028 + 0.99) / (200 + 1.99)) < 1e-7)
    #expect(abs(tail.share(reaching: 5) - 200 * 0.001 / (200 + 1.99)) < 1e-9)
    #expect(abs(tail.share(reaching: 10) - 200 * 0.00025 / (200 + 1.99)) < 1e-9)
    tail.take(.nan)
    #expect(tail.share(reaching: 1e300) > 0)
  }

  @Test func `a run that its branch explains is no news`() throws {
    let release = RunContext(machine: "4", event: "push", branch: "release")
    var watch = watch([100, 100, 100, 100, 100, 100])
    watch.take(seconds: 300, context: release)
    for _ in 0..<30 { watch.take(seconds: 100, context: main) }
    #expect(try #require(watch.expectation(of: main)).slowRun(seconds: 300) != nil)
    #expect(try #require(watch.expectation(of: release)).slowRun(seconds: 300) == nil)
  }

  // MARK: - Properties

  @Test func `of steady jobs with heavy tails, quiet and noisy, at most one run in a hundred is slow`() {
    var random = SeededGenerator(seed: 11)
    var shares: [Double] = []
    for spread in [0.05, 0.15, 0.4] {
      var (slow, judged) = (0, 0)
      for _ in 0..<20 {
        var watch = DurationWatch()
        for _ in 0..<300 {
          let seconds = 600 * exp(spread * random.heavy(5))
          if let expectation = watch.expectation(of: main) {
            judged += 1
            if expectation.slowRun(seconds: seconds) != nil { slow += 1 }
          }
          watch.take(seconds: seconds, context: main)
        }
      }
      shares.append(Double(slow) / Double(judged))
    }
    #expect(shares.reduce(0, +) / 3 <= 0.01)
    #expect(shares.allSatisfy { $0 <= 0.016 }, "\(shares)")
  }

  @Test func `the verdict does not hang on the unit, and a slower run is never less rare`() throws {
    var random = SeededGenerator(seed: 5)
    let seconds = (0..<60).map { _ in 100 * exp(0.2 * random.normal()) }
    let one = try #require(watch(seconds).expectation(of: main))
    let other = try #require(watch(seconds.map { $0 * 60 }).expectation(of: main))
    var before = 1.0
    for factor in stride(from: 0.5, to: 5, by: 0.1) {
      let share = one.share(reaching: log(100 * factor))
      #expect(abs(share - other.share(reaching: log(6000 * factor))) < 0.02)
      #expect(share <= before)
      before = share
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 0, -5])
  func `what is no duration is neither learned from nor slow`(seconds: Double) throws {
    var watch = watch([100, 100, 100, 100, 100])
    watch.take(seconds: seconds, context: main)
    #expect(watch.taken == 5)
    #expect(try #require(watch.expectation(of: main)).slowRun(seconds: seconds) == nil)
  }

  @Test func `enormous and tiny durations leave finite figures`() throws {
    let seconds = [1e-300, 1e300, 1, 1e18, 5, Double.greatestFiniteMagnitude, .leastNonzeroMagnitude]
    let watch = watch((0..<300).map { seconds[$0 % seconds.count] })
    let slow = try #require(watch.expectation(of: main)).share(reaching: log(1e9))
    #expect(slow > 0 && slow <= 1)
  }

  @Test func `two runs in ten of a few seconds are not told apart`() throws {
    let watch = watch([1, 1, 1, 1, 1, 1])
    #expect(try #require(watch.expectation(of: main)).slowRun(seconds: 9) == nil)
  }
}

extension SeededGenerator {
  /// Student's t with some degrees of freedom.
  mutating func heavy(_ freedom: Int = 3) -> Double {
    let squares = (0..<freedom).reduce(0.0) { sum, _ in
      let one = normal()
      return sum + one * one
    }
    return normal() / (squares / Double(freedom)).squareRoot()
  }
}
