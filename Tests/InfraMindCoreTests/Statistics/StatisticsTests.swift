import Testing

@testable import InfraMindCore

@Suite struct StatisticsTests {
  // MARK: - Random numbers

  @Test func `the generator gives the published sequence of SplitMix64`() {
    var random = SeededGenerator(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test func `uniform, exponential and normal numbers have their means and spreads`() {
    var random = SeededGenerator(seed: 5)
    let uniform = (0..<20_000).map { _ in random.uniform() }
    let exponential = (0..<20_000).map { _ in random.exponential() }
    let normal = (0..<20_000).map { _ in random.normal() }
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
    #expect(abs(mean(uniform) - 0.5) < 0.01)
    #expect(exponential.allSatisfy { $0 >= 0 && $0.isFinite })
    #expect(abs(mean(exponential) - 1) < 0.03)
    #expect(abs(mean(normal)) < 0.03)
    #expect(abs(mean(normal.map { $0 * $0 }) - 1) < 0.05)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  // MARK: - Quantiles

  @Test(arguments: [
    (0.95, 2.0, 2.920), (0.95, 3, 2.353), (0.95, 4, 2.132), (0.95, 10, 1.812), (0.95, 30, 1.697),
    (0.90, 2, 1.886), (0.75, 5, 0.727), (0.05, 4, -2.132),
  ])
  func `Student's quantiles are those of the tables`(
    _ probability: Double, _ degrees: Double, _ table: Double
  ) {
    let quantile = TailProbability.studentQuantile(at: probability, degrees: degrees)
    #expect(abs(quantile / table - 1) < 0.02)
  }

  @Test func `a quantile is the smallest value that holds its share of the weight`() {
    let sample = WeightedSample([(value: 30, weight: 1), (value: 10, weight: 2), (value: 20, weight: 1)])
    #expect(sample.quantile(0) == 10)
    #expect(sample.quantile(0.5) == 10)
    #expect(sample.quantile(0.51) == 20)
    #expect(sample.quantile(0.75) == 20)
    #expect(sample.quantile(0.76) == 30)
    #expect(sample.quantile(2) == 30)
  }

  @Test func `the median of an even number of equal weights lies between the two in the middle`() {
    #expect(WeightedSample([1, 2, 4, 8]).median == 3)
    #expect(WeightedSample([1, 2, 4]).median == 2)
    #expect(WeightedSample([(value: 1, weight: 3), (value: 9, weight: 1)]).median == 1)
    #expect(WeightedSample([]).median == nil)
  }

  @Test func `values without weight or finite size do not count`() {
    let sample = WeightedSample([
      (value: .nan, weight: 1), (value: 5, weight: 0), (value: .infinity, weight: 1), (value: 3, weight: 1),
    ])
    #expect(sample.count == 1)
    #expect(sample.quantile(0.99) == 3)
  }

  @Test func `multiplying all weights changes no quantile, and quantiles never fall`() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<50 {
      let pairs = (0..<20).map { _ in (value: random.normal(), weight: random.exponential()) }
      let sample = WeightedSample(pairs)
      let scaled = WeightedSample(pairs.map { (value: $0.value, weight: $0.weight * 1000) })
      let probabilities = (0...20).map { Double($0) / 20 }
      let quantiles = probabilities.compactMap(sample.quantile)
      #expect(quantiles == probabilities.compactMap(scaled.quantile))
      #expect(quantiles == quantiles.sorted())
    }
  }

  // MARK: - Intervals

  @Test func `an interval holds nine tenths of the replicates`() throws {
    let interval = try #require(Interval(replicates: (1...100).map(Double.init)))
    #expect((interval.low, interval.middle, interval.high) == (5, 50, 95))
    #expect(Interval(replicates: []) == nil)
    let skewed = Array(repeating: 0.0, count: 80) + Array(repeating: 10.0, count: 20)
    let mean = try #require(Interval(meanOf: skewed))
    #expect((mean.low, mean.middle, mean.high) == (0, 2, 10))
    // A mean outside of what nine tenths span is drawn to its end.
    #expect(Interval(meanOf: Array(repeating: 0.0, count: 99) + [1000])?.middle == 0)
    #expect(Interval(meanOf: [.nan]) == nil)
  }
}
