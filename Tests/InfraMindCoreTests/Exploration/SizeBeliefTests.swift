import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SizeBeliefTests {
  private func component(_ weight: Double, _ mean: [Double], _ rows: [[Double]]) -> SizeBelief.Component {
    SizeBelief.Component(
      weight: weight, mean: mean, covariance: SquareMatrix(symmetric: mean.count) { rows[$0][$1] })
  }

  @Test func `one measurement moves the other size by their covariance`() throws {
    var belief = SizeBelief([component(1, [0, 0], [[1, 0.5], [0.5, 1]])])
    belief.condition(on: try #require(SizeMeasurement(size: 0, seconds: exp(1))))
    let variance = 1 + 0.02 * 0.02
    #expect(abs(belief.mean[0] - 1 / variance) < 1e-12)
    #expect(abs(belief.mean[1] - 0.5 / variance) < 1e-12)
    #expect(abs(belief.components[0].covariance[1, 1] - (1 - 0.25 / variance)) < 1e-12)
  }

  @Test func `a hypothesis gains by how well it foresaw`() throws {
    var belief = SizeBelief([component(1, [0], [[1]]), component(1, [2], [[1]])])
    belief.condition(on: try #require(SizeMeasurement(size: 0, seconds: exp(2))))
    let odds = exp(-(4 / 1.0004) / 2)
    #expect(abs(belief.probabilities[0] - odds / (1 + odds)) < 1e-12)
    #expect(abs(belief.probabilities.reduce(0, +) - 1) < 1e-12)
  }

  @Test func `a measurement of an unknown size changes nothing`() throws {
    var belief = SizeBelief([component(1, [0], [[1]])])
    belief.condition(on: try #require(SizeMeasurement(size: 5, seconds: 3)))
    #expect(belief.mean == [0])
  }

  @Test func `draws have the mean and the spread of the belief`() {
    var belief = SizeBelief([
      component(3, [1, 2], [[0.04, 0], [0, 0.01]]), component(1, [5, 2], [[0.04, 0], [0, 0.01]]),
    ])
    var generator = SeededGenerator(seed: 1)
    let draws = belief.draws(4000, isFirst: true, using: &generator)
    #expect(abs(draws.weights.reduce(0, +) - 1) < 1e-9)
    let mean = (0..<draws.count).reduce(0) { $0 + draws.weights[$1] * draws.logDurations[2 * $1] }
    #expect(abs(mean - 2) < 0.05)
  }

  @Test(arguments: [0, -1, Double.nan, .infinity])
  func `what is no duration is no measurement`(_ seconds: Double) {
    #expect(SizeMeasurement(size: 0, seconds: seconds) == nil)
  }
}
