import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SketchTests {
  private func sketch(_ values: [Double], capacity: Int = 24) -> LogSketch {
    values.reduce(into: LogSketch(capacity: capacity)) { $0.add($1, weight: 1) }
  }

  @Test func `quantiles are right to the width of a bin`() throws {
    var random = SeededGenerator(seed: 4)
    let values = (0..<5000).map { _ in 100 * exp(0.1 * random.normal()) }
    let sketch = sketch(values)
    #expect(sketch.bins.count <= 24)
    let sorted = values.sorted()
    for probability in [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99] {
      let exact = sorted[Int(probability * 5000) - 1]
      #expect(abs(log(try #require(sketch.quantile(probability)) / exact)) <= sketch.width)
      #expect(try #require(sketch.upperQuantile(probability)) >= exact)
    }
    #expect(abs(try #require(sketch.trimmedMean(cut: 0.1)) - log(100)) < 0.01)
    #expect(abs(sketch.share(above: 100) - 0.5) < 0.03)
  }

  @Test func `order and division among sketches do not matter`() {
    var random = SeededGenerator(seed: 6)
    for spread in [0.01, 0.3, 3] {
      let values = (0..<600).map { _ in exp(spread * random.normal()) }
      let whole = sketch(values)
      #expect(sketch(values.shuffled(using: &random)) == whole)
      var left = sketch(Array(values[..<100]))
      left.merge(sketch(Array(values[100...])))
      #expect(left == whole)
    }
  }

  @Test func `any values fit, and those that are none are left out`() {
    var random = SeededGenerator(seed: 6)
    var sketch = LogSketch(capacity: 8)
    for _ in 0..<4000 { sketch.add(exp(random.uniform(-60, 60)), weight: random.exponential()) }
    for value in [0, -5, 1e300, .leastNonzeroMagnitude] { sketch.add(value, weight: 1) }
    #expect(sketch.bins.count <= 8)
    let before = sketch
    for value in [Double.nan, .infinity] { sketch.add(value, weight: 1) }
    for weight in [0, -1, .nan, .infinity] { sketch.add(5, weight: weight) }
    #expect(sketch == before)
    sketch.scale(by: 1e-60)
    #expect(sketch.bins.isEmpty && sketch.quantile(0.5) == nil && sketch.trimmedMean(cut: 0.1) == nil)
  }

  @Test func `moments of parts are those of the whole`() {
    var random = SeededGenerator(seed: 8)
    let values = (0..<50).map { _ in (random.normal(), random.exponential()) }
    let moments = { (pairs: [(Double, Double)]) in
      pairs.reduce(into: DecayedMoments()) { $0.add($1.0, weight: $1.1) }
    }
    var merged = moments(Array(values[..<20]))
    merged.merge(moments(Array(values[20...])))
    let whole = moments(values)
    #expect(abs(merged.mean - whole.mean) < 1e-12 && abs(merged.variance - whole.variance) < 1e-12)
    let equal = moments((1...5).map { (Double($0), 1) })
    #expect(equal.mean == 3 && abs(equal.variance - 2.5) < 1e-12 && equal.effectiveCount == 5)
    #expect(DecayedMoments().variance == 0 && moments([(7, 2)]).variance == 0)
  }

  @Test func `single ranks are those of the sorted numbers`() {
    var random = SeededGenerator(seed: 9)
    for count in [1, 2, 3, 7, 128] {
      for _ in 0..<50 {
        let numbers = (0..<count).map { _ in (random.normal() * 3).rounded() }
        let ranks = [0, count / 20, count / 2, count - 1]
        #expect(Selection.values(at: ranks, of: numbers) == ranks.map { numbers.sorted()[$0] })
      }
    }
  }

  @Test func `tails and quantiles are the published ones`() {
    #expect(abs(NormalQuantile.value(at: 0.975) - 1.959963984540054) < 1e-9)
    #expect(abs(NormalQuantile.value(at: 1e-6) + 4.753424308822899) < 1e-7)
    #expect(abs(TailProbability.normal(above: 1.6448536269514722) - 0.05) < 1e-9)
    // Student's table: 5 degrees, 2.015; 10 degrees, 2.764.
    #expect(abs(TailProbability.student(above: 2.015, degrees: 5) - 0.05) < 0.001)
    #expect(abs(TailProbability.student(above: 2.764, degrees: 10) - 0.01) < 0.0003)
    #expect(abs(TailProbability.student(above: -2.015, degrees: 5) - 0.95) < 0.001)
  }
}
