import Foundation
import Testing

@testable import InfraMindCore

@Suite struct ShiftDetectorTests {
  private let main = RunContext(machine: "4", event: "push", branch: "main")

  /// Takes a stream; the changes that began, by the run that raised them.
  private func shifts(_ seconds: [Double]) -> [DurationShift] {
    var watch = DurationWatch()
    var found: [DurationShift] = []
    for one in seconds {
      watch.take(seconds: one, context: main)
      if let shift = watch.shift, shift != found.last { found.append(shift) }
    }
    return found
  }

  // MARK: - By hand

  @Test func `a step of equal runs is found within six, and its likeliest beginning is the right one`() throws
  {
    let stream = [Double](repeating: 100, count: 120) + [Double](repeating: 130, count: 20)
    let found = shifts(stream)
    #expect(found.count == 1)
    let shift = try #require(found.first)
    #expect(shift.likeliest == 120)
    #expect((115...120).contains(shift.earliest) && (120...121).contains(shift.latest))
    #expect((123...126).contains(shift.found))
    #expect(abs(shift.ratio - 1.3) < 1e-5)
  }

  @Test func `a fall is found as well`() throws {
    let shift = try #require(
      shifts([Double](repeating: 130, count: 120) + [Double](repeating: 100, count: 20)).first)
    #expect(shift.likeliest == 120)
    #expect(abs(shift.ratio - 100 / 130.0) < 1e-5)
  }

  @Test func `one slow run, however slow, is no change`() {
    let quiet = [Double](repeating: 100, count: 60)
    #expect(shifts(quiet + [100_000] + quiet).isEmpty)
  }

  @Test func `the likeliest beginning is where the distances begin`() throws {
    let origin = try #require(
      ShiftOrigin([Double](repeating: 0.3, count: 5) + [Double](repeating: 0, count: 30), scale: 0.06))
    #expect(origin.likeliest == 4)
    #expect(origin.range == 4...4)
    #expect(ShiftOrigin([], scale: 1) == nil)
    #expect(ShiftOrigin([1], scale: 0) == nil)
  }

  @Test func `evidence is bounded, and turns with the sign of the distance from the middle`() {
    #expect(ShiftScale.evidence(1e9, scale: 0.05) <= 1)
    #expect(abs(ShiftScale.ratio(0.09, change: 0.18, scale: 0.1)) < 1e-12)
    let with = 2 * log1p(0.18 * 0.18 / 0.01 / 3)
    #expect(abs(ShiftScale.ratio(0.18, change: 0.18, scale: 0.1) - with) < 1e-12)
    #expect(abs(ShiftScale.ratio(0, change: 0.18, scale: 0.1) + with) < 1e-12)
  }

  @Test func `an episode begins once, and ends when the evidence is gone`() {
    var alarm = ShiftAlarm(threshold: 2)
    var begun: [Bool] = []
    for evidence in [1.0, 1, 1, 1, -2, 1] { begun.append(alarm.take(evidence)) }
    // The sum rises to 3 at most, one above the threshold; at 1, half of it, the episode is over.
    #expect(begun == [false, true, false, false, false, true])
  }

  // MARK: - Properties

  @Test(arguments: [0.03, 0.1, 0.3])
  func `steady streams with heavy tails raise less than one alarm in 200 runs`(spread: Double) {
    var random = SeededGenerator(seed: 3)
    var rises = 0
    for _ in 0..<20 {
      let stream = (0..<400).map { _ in 600 * exp(spread * random.heavy()) }
      rises += shifts(stream).count { $0.ratio > 1 }
    }
    #expect(Double(rises) / (20 * 400 / 200) <= 1)
  }

  @Test func `the range of a planted change holds its beginning as often as it says`() {
    var random = SeededGenerator(seed: 9)
    var (found, held, ratios) = (0, 0, [Double]())
    for _ in 0..<120 {
      let begin = 150 + Int(random.uniform() * 20)
      let stream = (0..<begin + 15).map { 300 * exp(0.08 * random.heavy() + ($0 < begin ? 0 : log(1.3))) }
      guard let shift = shifts(stream).last(where: { $0.found >= begin && $0.ratio > 1 }) else { continue }
      found += 1
      ratios.append(shift.ratio)
      if shift.earliest <= begin, begin <= shift.latest { held += 1 }
      #expect(
        shift.earliest <= shift.likeliest && shift.likeliest <= shift.latest && shift.latest <= shift.found)
    }
    #expect(found >= 108)
    // Two standard errors of 120 draws below 90 %.
    #expect(Double(held) / Double(found) >= 0.84)
    #expect(abs((OrderStatistics.median(ratios) ?? 0) - 1.3) < 0.06)
  }

  @Test func `hostile durations raise nothing and break nothing`() {
    let stream = (0..<300).flatMap { _ in [Double.nan, 0, -1, .infinity, 100] }
    #expect(shifts(stream).isEmpty)
  }

  @Test func `a job's state is bounded`() {
    var recent = RecentRuns()
    for number in 0..<1000 { recent.append(Double(number), main) }
    #expect(recent.count == RecentRuns.capacity)
    #expect(recent.taken == 1000)
    #expect(recent.latest(3) == [999, 998, 997])
    #expect(recent.latest(2, skipping: 10) == [989, 988])
    #expect(recent.latest(500).count == 100)
    #expect(recent.latest(2, skipping: 100).isEmpty)
    #expect(recent.latest(2, sharing: 2, with: RunContext(branch: "other")).isEmpty)
    #expect(recent.latest(2, sharing: 2, with: RunContext(branch: "main")) == [999, 998])
  }
}
