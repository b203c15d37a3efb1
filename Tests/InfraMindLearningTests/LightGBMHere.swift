import Foundation
import InfraMindCore
import InfraMindLearning
import Testing

/// LightGBM, where it is installed. Without it its tests are skipped on a person's machine, and fail in CI.
enum LightGBMHere {
  private static let environment = ProcessInfo.processInfo.environment
  private static let opened = Result { () throws(TreeTrainingError) in try LightGBMLibrary() }

  static func library() throws -> LightGBMLibrary { try opened.get() }

  static var isWanted: Bool { environment["CI"] == "true" || (try? opened.get()) != nil }
}

extension Trait where Self == ConditionTrait {
  /// The test asks LightGBM itself.
  static var asksLightGBM: Self {
    .enabled(if: LightGBMHere.isWanted, "LightGBM is not here: scripts/tools.sh, then scripts/tools.env")
  }
}

/// Rows made up from a seed: two features with missing values, one with many zeros, one of 40 categories, one
/// of both.
struct MadeUpRows {
  let table: FeatureTable
  let values: [Double]
  let flags: [Double]

  init(count: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var table = FeatureTable(features: [
      .init("smooth"), .init("gaps"), .init("zeros"), .init("branch", isCategorical: true),
      .init("mixed", isCategorical: true),
    ])
    var values: [Double] = []
    var flags: [Double] = []
    func draw(_ low: Double, _ high: Double) -> Double { .random(in: low..<high, using: &generator) }
    for _ in 0..<count {
      let smooth = draw(-2, 2)
      let gaps = draw(0, 1) < 0.3 ? Double.nan : draw(0, 10)
      let someZeros: [Double] = [0, 0, 1e-36, -1e-36, draw(-1, 1), draw(-1, 1)]
      let zeros = someZeros[Int(draw(0, 6))]
      let branch = draw(0, 40).rounded(.down)
      let oddities: [Double] = [.nan, -1, -0.5, draw(0, 9).rounded(.down), draw(0, 400), 1e12]
      let mixed = oddities[Int(draw(0, 6))]
      table.append([smooth, gaps, zeros, branch, mixed])
      var level: Double = smooth * smooth
      level += gaps.isNaN ? 3 : gaps * 0.3
      level += zeros == 0 ? 1 : zeros
      let shifts: [Double] = [0, 4, 1, -2]
      level += shifts[Int(branch) % 4]
      level += mixed > 0 && mixed < 5 ? 2 : 0
      values.append(level + draw(-0.5, 0.5))
      flags.append(draw(0, 10) < level ? 1 : 0)
    }
    self.table = table
    self.values = values
    self.flags = flags
  }
}
