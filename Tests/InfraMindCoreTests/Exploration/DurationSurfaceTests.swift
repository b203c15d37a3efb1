import Foundation
import Testing

@testable import InfraMindCore

@Suite struct DurationSurfaceTests {
  private func sizes(of families: [String], memoryPerPart: [String: Double] = [:]) throws -> [TrialSize] {
    try families.flatMap { family in
      try (1...4).map { step in
        let parts = pow(2, Double(step))
        return try #require(
          TrialSize(
            family: family, parts: parts, memoryGiB: memoryPerPart[family].map { $0 * parts },
            pricePerHour: parts))
      }
    }
  }

  private func belief(_ sizes: [TrialSize]) -> SizeBelief {
    SizeExperience(sizes: sizes, profiles: [])
      .belief(over: Array(sizes.indices), withoutGroup: nil, inputDoublings: nil, level: 5)
  }

  private func measured(_ belief: SizeBelief, _ runs: [(size: Int, seconds: Double)]) throws -> SizeBelief {
    var belief = belief
    for run in runs {
      belief.condition(on: try #require(SizeMeasurement(size: run.size, seconds: run.seconds)))
    }
    return belief
  }

  @Test func `a long job is expected to gain more from size than a short one`() throws {
    let plain = belief(try sizes(of: ["x64"]))
    func gain(_ seconds: Double) throws -> Double {
      let mean = try measured(plain, [(1, seconds)]).mean
      return mean[0] - mean[3]
    }
    #expect(try gain(3600) > gain(150) + 0.1)
    #expect(try gain(10) < gain(150) - 0.1)
  }

  @Test func `a family that suits a job far better is believed to do so on its other sizes`() throws {
    let plain = belief(try sizes(of: ["a", "b"]))
    let usual = try measured(plain, [(1, 200), (2, 140), (5, 190), (6, 133)]).mean
    let unusual = try measured(plain, [(1, 200), (2, 140), (5, 90), (6, 63)]).mean
    #expect(abs(usual[3] - usual[7]) < 0.1)
    // 0.71 of the 0.8 that were seen; 0.2 if families were always as like as usual.
    #expect(unusual[3] - unusual[7] > 0.6)
  }

  @Test func `where one family gives the parts more memory, what is seen of two speaks for a third between`()
    throws
  {
    let sizes = try sizes(of: ["a", "b", "c"], memoryPerPart: ["a": 2, "b": 4, "c": 8])
    let surface = DurationSurface(sizes)
    let matrix = surface.covariance(level: 1, scale: 1, cliff: 0)
    // Poor and rich in memory move against one another, about the family between.
    #expect(matrix[1, 9] < matrix[1, 5] - 0.005)
    let unknown = DurationSurface(try self.sizes(of: ["a", "b", "c"])).covariance(
      level: 1, scale: 1, cliff: 0)
    #expect(abs(unknown[1, 9] - unknown[1, 5]) < 1e-12)
  }

  @Test func `a covariance is one of something: no combination of sizes has a negative variance`() throws {
    let surface = DurationSurface(
      try sizes(of: ["a", "b"], memoryPerPart: ["a": 2, "b": 8]))
    for (cliff, family) in [(0, 0.13), (0.55, 0.5)] {
      var matrix = surface.covariance(level: 1.5, scale: 1, cliff: cliff, family: family)
      matrix.addToDiagonal(1e-9)
      #expect(CholeskyFactor(matrix) != nil)
    }
  }
}
